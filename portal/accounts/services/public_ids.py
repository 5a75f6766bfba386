"""Ids that stand in addresses: random, so that nobody counts or guesses them."""

from portal.core.slugs import new_public_id

__all__ = ["new_public_id"]
