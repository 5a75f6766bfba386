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
# How pickles write what is in bodies: numbers by their size, tuples of four and more, floats.
_WIDTHS = {pickle.BININT1[0]: 2, pickle.BININT2[0]: 3, pickle.BININT[0]: 5}
_START = len(pickle.PROTO) + 1 + len(pickle.MARK)
_END = pickle.TUPLE + pickle.BINPUT + b"\x00"
_FLOAT = np.dtype([("sign", "u1"), ("number", ">f8")])
_MOST_BEFORE_VALUES = 14, 64  # bytes a posting, and once


class Block(NamedTuple):
    """A block whose body has not been looked at."""

    size: int
    body: memoryview
    is_compressed: bool

    def steps_and_weights(self) -> tuple[Sequence[int] | NDArray[Any], NDArray[Any]]:
        """Return the differences of documents, and the weights.

        The values, which are most of the body, are not even decompressed, and what is left is
        taken as it stands where documents are so near each other that a byte tells a difference.
        """
        body: bytes | memoryview = self.body
        if self.is_compressed:
            a_posting, once = _MOST_BEFORE_VALUES
            body = zlib.decompressobj().decompress(body, a_posting * self.size + once)
        body = bytes(body)
        first = _WIDTHS.get(body[_START], 0)
        end = _START + first + 2 * (self.size - 1)
        if not first or body[end : end + len(_END)] != _END:
            documents, weights, _values = self.whole()
            return documents, np.broadcast_to(1.0 if weights is None else weights, self.size)
        steps = np.frombuffer(body, np.uint8, end - _START - first + 1, _START + first - 1)[::2]
        if first > 2:  # noqa: PLR2004  # the first number is no byte
            steps = steps.astype(np.int32)
            steps[0] = int.from_bytes(body[_START + 1 : _START + first], "little")
        return steps, self._weights(body, end + len(_END))

    def _weights(self, body: bytes, place: int) -> NDArray[Any]:
        """Return the weights, which stand at a place as nothing, as one for all, or one by one."""
        sign = body[place : place + 1]
        if sign == pickle.NONE:
            return np.ones(self.size)
        if sign == pickle.BINFLOAT:
            return np.broadcast_to(np.frombuffer(body, _FLOAT, 1, place)["number"], self.size)
        return np.frombuffer(body, _FLOAT, self.size, place + 1)["number"]

    def whole(self) -> tuple[tuple[int, ...], float | tuple[float, ...] | None, Sequence[bytes]]:
        """Return differences, weights (None for 1, one for all, or one by one), and values."""
        body = zlib.decompress(self.body) if self.is_compressed else self.body
        whole: tuple[tuple[int, ...], float | tuple[float, ...] | None, Sequence[bytes]]
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
    read = [block.steps_and_weights() for block in found]
    steps = np.concatenate([steps for steps, _weights in read], dtype=np.int32)
    weights = np.concatenate([weights for _steps, weights in read], dtype=np.float32)
    return _summed(steps, np.array([block.size for block in found])), weights


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
