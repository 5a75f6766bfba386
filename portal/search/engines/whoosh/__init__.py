"""Whoosh as the engine: its index holds the postings, our ranking reads them."""

from portal.search.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
