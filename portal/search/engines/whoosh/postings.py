"""Postings as `blocks`, or Whoosh's codec W3 itself, has written them, read into arrays.

A term's postings are a tag and blocks. A block is its length, negative in the last one; a pickled
head (number of postings, last document, greatest weight, compression, lengths); and a pickled
body: documents as differences, weights, and values, which hold places.
"""

import pickle
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3TermInfo
from whoosh.filedb.structfile import StructFile

from portal.search.engines.whoosh.blocks import Packed
from portal.search.ranking import Floats, Numbers

_LENGTH = struct.Struct("!i")
_COUNT_BYTES = 4  # a value is the number of its places and the pickled list of them


class Block(NamedTuple):
    """A block whose body has not been looked at."""

    size: int
    body: memoryview
    is_compressed: bool

    def whole(self) -> tuple[Sequence[int], float | Sequence[float] | None, Sequence[bytes]]:
        """Return differences of documents, weights, and the value of each posting.

        Weights are None where all are 1, or one for all, or one by one.
        """
        body = zlib.decompress(self.body) if self.is_compressed else self.body
        whole: tuple[Sequence[int], float | Sequence[float] | None, Sequence[bytes]]
        whole = pickle.loads(body)  # noqa: S301  # the files of an index are checked by hash
        return whole


def blocks(file: StructFile, info: W3TermInfo) -> Iterator[Block]:
    """Yield the blocks of a term's postings."""
    offset, (size,) = info.extent()  # the size comes as it was unpacked
    data = memoryview(file.get(offset, size))
    place = len(WHOOSH3_HEADER_MAGIC)
    if data[:place] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("these are no postings")
    is_last = False
    while not is_last:
        (length,) = _LENGTH.unpack_from(data, place)
        is_last, length = length < 0, abs(length)
        place += _LENGTH.size
        block = data[place : place + length]
        head = pickle.loads(block)  # noqa: S301  # the files of an index are checked by hash
        yield Block(head[0], block[len(pickle.dumps(head, 2)) :], bool(head[3]))
        place += length


def counts(found: Sequence[Block]) -> tuple[Numbers, Floats]:
    """Return the documents of blocks and how often each holds the term."""
    documents, weights = [], []
    for block in found:
        steps, weight, _values = block.whole()
        documents.append(_documents(steps))
        held = np.ones(block.size, np.float32)
        if weight is not None:
            held *= np.asarray(weight)
        weights.append(held)
    if len(found) == 1:
        return documents[0], weights[0]
    return np.concatenate(documents), np.concatenate(weights)


def _documents(steps: Sequence[int]) -> Numbers:
    return np.cumsum(np.asarray(steps), dtype=np.int32)


@dataclass(frozen=True)
class Places:
    """Where documents, ascending, hold a term: so many places each, all of them in a row."""

    documents: Numbers
    sizes: Numbers
    places: NDArray[np.unsignedinteger]

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        return self.documents.nbytes + self.sizes.nbytes + self.places.nbytes

    def among(self, documents: Numbers) -> NDArray[np.int64]:
        """Return a number for each place in some of the documents, sorted; see `PLACES`."""
        theirs = np.zeros(len(self.documents), bool)
        theirs[np.searchsorted(self.documents, documents)] = True
        sizes = self.sizes[theirs]
        places = self.places if theirs.all() else self.places[np.repeat(theirs, self.sizes)]
        return np.repeat(documents.astype(np.int64) * PLACES, sizes) + places


PLACES = 1 << 24  # a document's number times this plus a place in it tells both


def places(found: Sequence[Block]) -> Places:
    """Return where the documents of blocks hold the term."""
    documents, sizes, held = [], [], []
    for block in found:
        steps, _weights, values = block.whole()
        documents.append(_documents(steps))
        counts, where = _unpacked(values)
        sizes.append(counts)
        held.append(where)
    return Places(np.concatenate(documents), np.concatenate(sizes), np.concatenate(held))


def _unpacked(values: Sequence[bytes]) -> tuple[Numbers, NDArray[np.unsignedinteger[Any]]]:
    """Return how many places each posting of a block has, and all of them in a row."""
    if isinstance(values, Packed):
        counts = np.ones(len(values), np.int32)
        if values.counts is not None:
            counts *= np.asarray(values.counts, np.int32)
        return counts, values.places
    # One pickled list of all the lists in a row.
    told = (value[_COUNT_BYTES:-1] for value in values)
    lists = pickle.loads(b"".join((pickle.MARK, *told, b"l.")))  # noqa: S301  # as above
    sizes = np.fromiter(map(len, lists), np.int32, len(lists))
    held = _summed(np.fromiter(chain.from_iterable(lists), np.int64), sizes)
    return sizes, held.astype(np.uint32)


def _summed(steps: NDArray[Any], sizes: NDArray[Any]) -> NDArray[Any]:
    """Return the running sums of differences, begun anew after each of `sizes`."""
    sums = np.cumsum(steps, dtype=steps.dtype)
    ends = np.cumsum(sizes)[:-1]
    before = np.concatenate((np.zeros(1, sums.dtype), sums[ends - 1]))[: len(sizes)]
    summed: NDArray[Any] = sums - np.repeat(before, sizes)
    return summed
