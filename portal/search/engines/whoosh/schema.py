"""What an index holds of a document: the terms of each field with their places, and a row."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema

from portal.search.engine import FIELDS, Document

# Of the index in its folder, as Whoosh calls it; what an older portal wrote had another.
NAME = "MAIN2"
UID = "uid"
# Holds every term once more; where places would stand, it is told which fields of a document hold
# it, and how often: what is weighed is read from one list instead of one a field. As a number: how
# often times `MOST_FIELDS`, and `number_of` the field. Of all fields it comes last.
WHOLE = "whole"
MOST_FIELDS = 16
number_of = {name: number for number, name in enumerate(FIELDS)}.__getitem__
Told = NDArray[np.unsignedinteger[Any]]


def fields_of(told: Told) -> tuple[Told, Told]:
    """Return the numbers of fields of what is told under `WHOLE`, and how often each holds it."""
    return told & np.uint8(MOST_FIELDS - 1), told // np.uint8(MOST_FIELDS)


def schema() -> Schema:
    """Return the schema of the index; its terms are made by the portal's own analysis."""
    texts = {name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True) for name in FIELDS}
    texts[WHOLE] = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
    return Schema(uid=ID(unique=True), kind=STORED, key=STORED, prior=STORED, **texts)


def row_of(document: Document) -> dict[str, object]:
    """Return what is stored of a document as it is."""
    return {"kind": document.kind, "key": document.key, "prior": document.prior}


def uid_of(kind: str, key: str) -> str:
    """Return the term that finds one document."""
    return f"{kind}:{key}"
