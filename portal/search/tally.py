"""Counting by value how many of some objects carry it, all values at once."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
MANY = 64  # values; fewer are counted as fast by bits
_WORD = 8  # bytes
LEAST = np.finfo(np.float32).tiny  # of what counts as more than nothing


class Tally:
    """Who of so many objects carries each value of some facets.

    A row of bits a value is counted by an AND and a popcount. Where a facet has many values, of
    which each object carries one at most, it takes less to sum up value by value.
    """

    def __init__(self, facets: Mapping[str, Mapping[str, int]], size: int) -> None:
        """Take, by facet and value, the bits of the objects that carry it."""
        self.values = {name: sorted(bits) for name, bits in facets.items()}
        self._size = size
        self._width = -(-size // (8 * _WORD)) * _WORD
        # By facet the objects, value after value, where values begin, and which values have any.
        self._columns: dict[str, tuple[Counts, Counts, Counts]] = {}
        self._slices: dict[str, slice] = {}
        rows: list[int] = []
        for name, bits in facets.items():
            ordered = [bits[value] for value in self.values[name]]
            if len(bits) > MANY and _are_apart(ordered):
                carrying = [np.flatnonzero(mask_of(mine, size)) for mine in ordered]
                counts = np.array([len(mine) for mine in carrying])
                held = np.flatnonzero(counts)
                starts = (np.cumsum(counts) - counts)[held]
                self._columns[name] = np.concatenate(carrying), starts, held
            else:
                self._slices[name] = slice(len(rows), len(rows) + len(ordered))
                rows += ordered
        self._rows = self._words(*rows).reshape(len(rows), self._width // _WORD)
        self._narrow = np.min_scalar_type(size)

    def _words(self, *rows: int) -> NDArray[np.uint64]:
        joined = b"".join(bits.to_bytes(self._width, "little") for bits in rows)
        return np.frombuffer(joined, np.uint64)

    def counts(self, name: str, within: int) -> Counts:
        """Return for each value of a facet how many of the objects `within` carry it."""
        if name in self._columns:
            return self._of_column(name, mask_of(within, self._size))
        return self._of_rows(self._slices.get(name, slice(0)), within)

    def all_counts(self, within: int) -> dict[str, Counts]:
        """Return the counts of all facets."""
        together = self._of_rows(slice(None), within)
        found = {name: together[part] for name, part in self._slices.items()}
        if self._columns:
            mask = mask_of(within, self._size)
            found |= {name: self._of_column(name, mask) for name in self._columns}
        return found

    def _of_rows(self, part: slice, within: int) -> Counts:
        carried = np.bitwise_count(self._rows[part] & self._words(within))
        # Summed in few bytes, which are several at a time.
        counted: Counts = carried.sum(axis=1, dtype=self._narrow).astype(np.int64)
        return counted

    def _of_column(self, name: str, mask: NDArray[np.bool_]) -> Counts:
        order, starts, held = self._columns[name]
        counted = np.zeros(len(self.values[name]), np.int64)
        if len(held):
            counted[held] = np.add.reduceat(mask.view(np.uint8)[order], starts, dtype=np.int64)
        return counted


def _are_apart(rows: Sequence[int]) -> bool:
    """Tell whether no object has its bit in two of the rows."""
    together = 0
    for bits in rows:
        if together & bits:
            return False
        together |= bits
    return True


def mask_of(bits: int, size: int) -> NDArray[np.bool_]:
    """Return for each of so many objects whether its bit is set."""
    stored = np.frombuffer(bits.to_bytes(-(-size // 8), "little"), np.uint8)
    return np.unpackbits(stored, count=size, bitorder="little").view(bool)


def bits_of(mask: NDArray[np.bool_]) -> int:
    """Return the bits of the objects for which `mask` is true."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def best(values: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Return the places of at most `most` of the largest values, best first; of equals the first.

    Zero is no value. Of as many groups as are wanted and more, each has its best: the
    last of the wanted of these is a bound which few others reach, and to find it takes a tenth of
    the time of a partition.
    """
    groups = 16 * most
    bound = LEAST
    if len(values) > 4 * groups:
        bests = np.maximum.reduceat(values, np.arange(0, len(values), len(values) // groups))
        bound = np.partition(bests, len(bests) - most)[len(bests) - most]
    likely = np.flatnonzero(values >= max(bound, LEAST))
    return likely[np.argsort(-values[likely], kind="stable")[:most]]
