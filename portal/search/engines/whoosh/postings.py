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
from functools import reduce
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3TermInfo
from whoosh.filedb.structfile import StructFile

from portal.search.engines.whoosh.blocks import Packed
from portal.search.weighing import Floats, Numbers

SIFTED = 4  # a list of so many times the documents that are wanted is sifted first
SOUGHT = 16  # numbers are looked up one by one where there are so many times as many others
Keys = NDArray[np.signedinteger[Any]]
MOST_NARROW = np.iinfo(np.int32).max
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
    places: NDArray[np.unsignedinteger[Any]]

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        return self.documents.nbytes + self.sizes.nbytes + self.places.nbytes

    @property
    def last(self) -> int:
        """The last place in any of the documents."""
        return int(self.places.max(initial=0))

    def among(self, documents: Numbers, size: int) -> "Places":
        """Return this without what other documents hold, where that is much.

        The numbers of documents are below `size`.
        """
        if len(documents) * SIFTED >= len(self.documents):
            return self
        chosen = np.zeros(size, bool)
        chosen[documents] = True
        theirs = chosen[self.documents]
        places = self.places[np.repeat(theirs, self.sizes)]
        return Places(self.documents[theirs], self.sizes[theirs], places)

    def keys(self, length: int, *, offset: int) -> Keys:
        """Return a number for each place, ascending, less `offset`; a document has `length`."""
        starts = self.documents.astype(np.int64) * length - offset
        if len(starts) and starts[-1] + length <= MOST_NARROW:
            starts = starts.astype(np.int32)  # half as much to move
        return np.repeat(starts, self.sizes.astype(np.intp)) + self.places


def in_a_row(terms: Sequence[Places], size: int) -> tuple[Numbers, Floats]:
    """Return which of `size` documents hold terms one right after the other, and how often."""
    fewest = min((term.documents for term in terms), key=len)
    held = [term.among(fewest, size) for term in terms]
    # Between two documents there is room for places less an offset.
    length = max(term.last for term in held) + len(held)
    keys = [term.keys(length, offset=offset) for offset, term in enumerate(held)]
    found, times = np.unique(reduce(_both, keys) // length, return_counts=True)
    return found.astype(np.int32), times.astype(np.float32)


def _both(one: Keys, other: Keys) -> Keys:
    """Return the numbers that are in both, each of which is ascending."""
    few, many = sorted((one, other), key=len)
    if len(few) * SOUGHT < len(many):
        places = many.searchsorted(few)
        places[places == len(many)] = 0
        common: Keys = few[many[places] == few]
        return common
    together = np.concatenate((few, many))
    together.sort(kind="stable")  # which merges what is sorted already
    twice: Keys = together[1:][together[1:] == together[:-1]]
    return twice


def places(found: Sequence[Block]) -> Places:
    """Return where the documents of blocks hold the term."""
    held = []
    for block in found:
        steps, _weights, values = block.whole()
        held.append(Places(_documents(steps), *_unpacked(values)))
    return held[0] if len(held) == 1 else joined(held)


def joined(several: Sequence[Places]) -> Places:
    """Return several in a row."""
    return Places(
        np.concatenate([one.documents for one in several]),
        np.concatenate([one.sizes for one in several]),
        np.concatenate([one.places for one in several]),
    )


def _unpacked(values: Sequence[bytes]) -> tuple[Numbers, NDArray[np.unsignedinteger[Any]]]:
    """Return how many places each posting of a block has, and all of them in a row."""
    if isinstance(values, Packed):
        if values.counts is None:
            return np.ones(len(values), np.int32), values.places
        return np.asarray(values.counts).astype(np.int32), values.places
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
