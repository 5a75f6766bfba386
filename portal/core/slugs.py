"""Names of things in addresses: slugs, which can be read, and ids that nobody can guess."""

import base64
import re
import secrets
import unicodedata

LONGEST = 80
ID_BYTES = 8
ID_LENGTH = 12


def slug_of(text: str) -> str:
    """Return `text` in small letters, digits and hyphens, cut between words; "" if none is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= LONGEST:
        return slug
    cut = slug[: LONGEST + 1]
    return cut.rpartition("-")[0] or cut[:LONGEST]


def new_public_id() -> str:
    """Return a new random id of 12 small letters and digits."""
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode()[:ID_LENGTH].lower()
