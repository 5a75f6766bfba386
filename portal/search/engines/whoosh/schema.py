"""What an index holds of a document: the terms of each field with their places, and a row."""

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema

from portal.search.engine import FIELDS, Document

NAME = "MAIN"  # of the index in its folder, as Whoosh calls it
UID = "uid"


def schema() -> Schema:
    """Return the schema of the index; its terms are made by the portal's own analysis."""
    texts = {name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True) for name in FIELDS}
    return Schema(uid=ID(unique=True), kind=STORED, key=STORED, prior=STORED, **texts)


def row_of(document: Document) -> dict[str, object]:
    """Return what is stored of a document as it is."""
    return {"kind": document.kind, "key": document.key, "prior": document.prior}


def uid_of(kind: str, key: str) -> str:
    """Return the term that finds one document."""
    return f"{kind}:{key}"
