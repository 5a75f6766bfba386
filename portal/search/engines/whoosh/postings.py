"""Postings as Whoosh's codec W3 writes them, read block by block into arrays.

A term's postings are a tag and blocks of at most 128. A block is its length, negative in the last
one; a pickled head (number of postings, last document, greatest weight, compression, lengths); and
a pickled, compressed body: documents as differences, weights, and values, which hold places.
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

Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]
_LENGTH = struct.Struct("!i")
_COUNT_BYTES = 4  # a value is the number of its places and the pickled list of them
_VALUES = b"c_codecs\nencode\n"  # how the first value of a body begins; nothing before it can
_MOST_BEFORE_VALUES = 14, 64  # bytes a posting, and once


class Block(NamedTuple):
    """A block whose body has not been looked at."""

    size: int
    body: bytes
    is_compressed: bool

    def documents_and_weights(self) -> tuple[tuple[int, ...], float | tuple[float, ...] | None]:
        """Return differences of documents, and weights: None for 1, one for all, or one by one.

        The values, which are most of the body, are not even decompressed.
        """
        body = self.body
        if self.is_compressed:
            a_posting, once = _MOST_BEFORE_VALUES
            body = zlib.decompressobj().decompress(body, a_posting * self.size + once)
        end = body.find(_VALUES)
        if end < 0:
            return self.whole()[:2]
        end -= body[end - 1 : end] == pickle.MARK
        documents, weights = pickle.loads(body[:end] + pickle.TUPLE2 + pickle.STOP)  # noqa: S301  # checked by hash
        return documents, weights

    def whole(self) -> tuple[tuple[int, ...], float | tuple[float, ...] | None, Sequence[bytes]]:
        """Return what `documents_and_weights` does, and the value of each posting."""
        body = zlib.decompress(self.body) if self.is_compressed else self.body
        whole: tuple[tuple[int, ...], float | tuple[float, ...] | None, Sequence[bytes]]
        whole = pickle.loads(body)  # noqa: S301  # the files of an index are checked by hash
        return whole


def blocks(file: StructFile, info: W3TermInfo) -> Iterator[Block]:
    """Yield the blocks of a term's postings."""
    offset, (size,) = info.extent()  # the size comes as it was unpacked
    data: bytes = file.get(offset, size)
    if not data.startswith(WHOOSH3_HEADER_MAGIC):
        raise ValueError("these are no postings")
    place = len(WHOOSH3_HEADER_MAGIC)
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
    steps: list[int] = []
    weights: list[float] = []
    for block in found:
        documents, weight = block.documents_and_weights()
        steps += documents
        if isinstance(weight, tuple):
            weights += weight
        else:
            weights += [1.0 if weight is None else weight] * block.size
    sizes = [block.size for block in found]
    return _summed(np.array(steps, np.int32), np.array(sizes)), np.array(weights, np.float32)


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
    whole = [block.whole() for block in found]
    # One pickled list of all the lists in a row.
    values = (value[_COUNT_BYTES:-1] for _documents, _weights, held in whole for value in held)
    lists = pickle.loads(b"".join((pickle.MARK, *values, b"l.")))  # noqa: S301  # as above
    steps = np.fromiter(chain.from_iterable(whole_block[0] for whole_block in whole), np.int32)
    sizes = np.fromiter(map(len, lists), np.int32, len(lists))
    held = _summed(np.fromiter(chain.from_iterable(lists), np.int64), sizes)
    is_short = held.max(initial=0) < 1 << 16
    documents = _summed(steps, np.array([block.size for block in found]))
    return Places(documents, sizes, held.astype(np.uint16 if is_short else np.uint32))


def _summed(steps: NDArray[Any], sizes: NDArray[Any]) -> NDArray[Any]:
    """Return the running sums of differences, begun anew after each of `sizes`."""
    sums = np.cumsum(steps, dtype=steps.dtype)
    ends = np.cumsum(sizes)[:-1]
    before = np.concatenate((np.zeros(1, sums.dtype), sums[ends - 1]))[: len(sizes)]
    summed: NDArray[Any] = sums - np.repeat(before, sizes)
    return summed
