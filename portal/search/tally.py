"""Counting by value how many of some objects carry it, all values of a facet at once."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
MANY = 64  # values; fewer are counted as fast by bits
_WORD = 8  # bytes


class Tally:
    """The values of a facet, sorted, and who of so many objects carries each.

    A row of bits a value is counted by an AND and a popcount. Where there are many values, of
    which each object carries one at most, a column of them is counted faster.
    """

    def __init__(self, bits: Mapping[str, int], size: int) -> None:
        """Take the bits of the objects that carry each value."""
        self.values = sorted(bits)
        self._size = size
        self._width = -(-size // (8 * _WORD)) * _WORD
        self._rows = np.zeros((0, self._width // _WORD), np.uint64)
        self._column: NDArray[np.int64] | None = None
        together = 0
        for mine in bits.values():
            together |= mine
        carried = sum(mine.bit_count() for mine in bits.values())
        if len(bits) > MANY and carried == together.bit_count():
            self._column = np.full(size, len(bits))
            for place, value in enumerate(self.values):
                self._column[mask_of(bits[value], size)] = place
        else:
            rows = b"".join(bits[value].to_bytes(self._width, "little") for value in self.values)
            self._rows = np.frombuffer(rows, np.uint64).reshape(len(bits), self._width // _WORD)

    def counts(self, within: int) -> Counts:
        """Return by value how many of the objects whose bits are in `within` carry it."""
        if self._column is not None:
            chosen = self._column[mask_of(within, self._size)]
            return np.bincount(chosen, minlength=len(self.values) + 1)[:-1]
        row = np.frombuffer(within.to_bytes(self._width, "little"), np.uint64)
        counted: Counts = np.bitwise_count(self._rows & row).sum(axis=1, dtype=np.int64)
        return counted


def mask_of(bits: int, size: int) -> NDArray[np.bool_]:
    """Return for each of so many objects whether its bit is set."""
    stored = np.frombuffer(bits.to_bytes(-(-size // 8), "little"), np.uint8)
    return np.unpackbits(stored, count=size, bitorder="little").view(bool)


def bits_of(mask: NDArray[np.bool_]) -> int:
    """Return the bits of the objects for which `mask` is true."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def best(values: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Return the places of at most `most` of the largest values, best first; of equals the first.

    Of as many groups as are wanted and more, each has its best: the last of the wanted of these
    is a bound which few others reach, and to find it takes a tenth of the time of a partition.
    """
    groups = 16 * most
    if len(values) > 4 * groups:
        bests = np.maximum.reduceat(values, np.arange(0, len(values), len(values) // groups))
        bound = np.partition(bests, len(bests) - most)[len(bests) - most]
        likely = np.flatnonzero(values >= bound)
    else:
        likely = np.arange(len(values))
    return likely[np.argsort(-values[likely], kind="stable")[:most]]
