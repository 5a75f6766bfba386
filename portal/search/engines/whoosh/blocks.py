"""Postings as they are written: Whoosh's blocks, but long ones, of arrays instead of numbers.

`postings` reads them. Documents, weights and places of a block are there at once.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from pickle import dumps
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3TermInfo
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Positions
from whoosh.util.numeric import byte_to_length

BLOCK = 1 << 16
FEW = 8  # postings up to which a list is written as Whoosh does
PROTOCOL = 4
_POSITIONS = Positions()
Numbers = NDArray[np.signedinteger[Any]]


class Packed(Sequence[bytes]):
    """The places of a block's postings in one row; item by item as Whoosh encodes them.

    Attributes:
        counts: how many places each posting has; None if all have one.
    """

    __slots__ = ("_code", "_ends", "_raw", "_size", "counts")

    def __init__(self, size: int, counts: "array[int] | None", code: str, raw: bytes) -> None:
        self._size, self.counts, self._code, self._raw = size, counts, code, raw
        self._ends: list[int] = []

    @classmethod
    def of(cls, part: "Postings", counts: "array[int] | None", places: Numbers) -> "Packed":
        """Return the places of postings, packed."""
        narrow = _narrow(places)
        return cls(len(part), counts, narrow.typecode, narrow.tobytes())

    def __reduce__(self) -> tuple[type["Packed"], tuple[object, ...]]:
        """Be written as what it is made of."""
        return Packed, (self._size, self.counts, self._code, self._raw)

    @property
    def places(self) -> NDArray[np.unsignedinteger[Any]]:
        """Where the words stand, posting by posting, ascending in each."""
        return np.frombuffer(self._raw, self._code)

    def __len__(self) -> int:
        """Return the number of postings."""
        return self._size

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        """Return the places of one posting, or of several, encoded."""
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        counts = self.counts or [1] * self._size
        self._ends = self._ends or list(accumulate(counts))
        end = self._ends[index]
        return encoded(tuple(self.places[end - counts[index] : end].tolist()))


@lru_cache(10_000)
def encoded(places: tuple[int, ...]) -> bytes:
    """Return places as Whoosh writes them."""
    told: bytes = _POSITIONS.encode(places)
    return told


@dataclass(frozen=True)
class Postings:
    """The documents that hold a term, ascending, and where.

    Attributes:
        counts: how many places each document has.
        places: of all documents one after the other; None for a term without places.
    """

    documents: Numbers
    counts: Numbers
    places: Numbers | None

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.documents)

    def part(self, start: int, end: int) -> "Postings":
        """Return the postings from one to another."""
        if self.places is None:
            return Postings(self.documents[start:end], self.counts[start:end], None)
        first = int(self.counts[:start].sum())
        last = first + int(self.counts[start:end].sum())
        return Postings(self.documents[start:end], self.counts[start:end], self.places[first:last])


def merged(lists: Sequence[Postings]) -> Postings:
    """Return the postings of a term that is all of some others."""
    if lists[0].places is None:
        documents = np.unique(np.concatenate([one.documents for one in lists]))
        return Postings(documents, np.ones_like(documents), None)
    held = np.concatenate([np.repeat(one.documents, one.counts) for one in lists])
    places = np.concatenate([one.places for one in lists if one.places is not None])
    order = np.lexsort((places, held))
    documents, counts = np.unique(held, return_counts=True)
    return Postings(documents, counts, places[order])


def write(file: StructFile, postings: Postings, lengths: NDArray[np.uint8]) -> bytes:
    """Append a list to a file of postings and return what the list of terms says of it.

    `lengths` are those of the field in each document, as Whoosh rounds them.
    """
    offset = file.tell()
    file.write(WHOOSH3_HEADER_MAGIC)
    total = len(postings)
    parts = [postings]
    if total > BLOCK:
        parts = [postings.part(start, start + BLOCK) for start in range(0, total, BLOCK)]
    blocks = [_Block.of(part, lengths) for part in parts]
    for part, block in zip(parts, blocks, strict=True):
        _write_block(file, part, block, last=part is parts[-1])
    told = W3TermInfo(
        weight=sum(block.weight for block in blocks),
        df=total,
        minlength=byte_to_length(min(block.shortest for block in blocks)),
        maxlength=byte_to_length(max(block.longest for block in blocks)),
        maxweight=max(block.heaviest for block in blocks),
        minid=int(postings.documents[0]),
        maxid=blocks[-1].final,
    )
    told.set_extent(offset, file.tell() - offset)
    known: bytes = told.to_bytes()
    return known


class _Block(NamedTuple):
    """What is told of some postings: the last document, the counts, the lengths of the field."""

    final: int
    weight: int
    heaviest: int
    shortest: int
    longest: int

    @classmethod
    def of(cls, part: Postings, lengths: NDArray[np.uint8]) -> "_Block":
        final = int(part.documents[-1])
        if len(part) == 1:  # as most lists are
            count, length = int(part.counts[0]), int(lengths[final])
            return cls(final, count, count, length, length)
        found, counts = lengths[part.documents], part.counts
        return cls(final, int(counts.sum()), int(counts.max()), int(found.min()), int(found.max()))


def _write_block(file: StructFile, part: Postings, block: _Block, *, last: bool) -> None:
    told = _few(part) if len(part) <= FEW else _many(part, once=block.heaviest == 1)
    data = dumps(told, PROTOCOL)
    heaviest = float(block.heaviest)
    info = dumps((len(part), block.final, heaviest, 0, block.shortest, block.longest), 2)
    length = len(info) + len(data)
    file.write_int(-length if last else length)
    file.write(info)
    file.write(data)


def _few(part: Postings) -> tuple[object, object, object]:
    steps, before = [], 0
    for document in part.documents.tolist():
        steps.append(document - before)
        before = document
    counts = part.counts.tolist()
    weights = None if max(counts) == 1 else tuple(float(count) for count in counts)
    if part.places is None:
        return tuple(steps), weights, None
    places = iter(part.places.tolist())
    values = tuple(encoded(tuple(islice(places, count))) for count in counts)
    return tuple(steps), weights, values


def _many(part: Postings, *, once: bool) -> tuple[object, object, object]:
    counts = None if once else _narrow(part.counts)
    values = None if part.places is None else Packed.of(part, counts, part.places)
    return _narrow(np.diff(part.documents, prepend=0)), counts, values


def _narrow(numbers: Numbers) -> "array[int]":
    """Return numbers in as few bytes each as the largest needs."""
    code = np.min_scalar_type(numbers.max()).char
    return array(code, numbers.astype(code).tobytes())
