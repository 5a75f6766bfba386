"""Ids that stand in addresses: random, so that nobody counts or guesses them."""

import base64
import secrets

ID_BYTES = 8
ID_LENGTH = 12


def new_public_id() -> str:
    """Return a new id of 12 small letters and digits."""
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode()[:ID_LENGTH].lower()
