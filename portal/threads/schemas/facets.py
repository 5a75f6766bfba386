"""By what threads are narrowed and ordered; the names stand in addresses and in the API."""

FACETS = ("state", "kind", "dimension", "sector", "region", "practice")
SORTS = ("relevance", "newest", "replies")
