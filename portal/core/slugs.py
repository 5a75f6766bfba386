"""Slugs: the readable names of things in addresses."""

import re
import unicodedata

LONGEST = 80


def slug_of(text: str) -> str:
    """Return `text` in small letters, digits and hyphens, cut between words; "" if none is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= LONGEST:
        return slug
    cut = slug[: LONGEST + 1]
    return cut.rpartition("-")[0] or cut[:LONGEST]
