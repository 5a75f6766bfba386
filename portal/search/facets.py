"""What facets say of objects: one bit per object and value, so that to narrow is an AND."""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.search.tally import Tally, bits_of, mask_of

Selection = Mapping[str, Sequence[str]]
Positions = NDArray[np.int64]
MOST_RENEWED = 50  # objects; beyond, a table is made anew


@dataclass(frozen=True)
class Row:
    """An object as the facets see it: {facet: values} and {sort: key, largest first}."""

    key: str
    facets: Mapping[str, Sequence[str]]
    sorts: Mapping[str, tuple[Any, ...]]


class FacetValue(NamedTuple):
    """A value with the number of results that ticking it gives, or that carry it if ticked."""

    value: str
    count: int  # type: ignore[assignment]  # a tuple has a method of that name
    selected: bool


@dataclass(eq=False)
class Facet:
    """A facet beside results; `without` is their number with the facet unfiltered.

    Its `names` are sorted, and `counts` stand in their order; `chosen` may hold strangers.
    """

    name: str
    without: int
    names: Sequence[str]
    counts: Positions
    chosen: frozenset[str] = frozenset()

    @cached_property
    def values(self) -> list[FacetValue]:
        """The values, most results first; chosen ones also at zero."""
        order = np.argsort(-self.counts, kind="stable")
        found = [
            FacetValue(self.names[place], number, self.names[place] in self.chosen)
            for place, number in zip(order.tolist(), self.counts[order].tolist(), strict=True)
        ]
        if strangers := self.chosen - {*self.names}:
            found += [FacetValue(value, 0, selected=True) for value in strangers]
            found.sort(key=lambda value: (-value.count, value.value))
        return found


_NONE: Positions = np.zeros(0, np.int64)


@dataclass(eq=False)
class FacetTable:
    """All objects of a kind that the public may see; `stamps` tell as what each was seen."""

    stamps: Mapping[str, Hashable] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    positions: dict[str | None, int] = field(default_factory=dict)
    bits: dict[str, dict[str, int]] = field(default_factory=dict)
    sorts: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    orders: dict[str, Positions] = field(default_factory=dict)
    _tally: Tally | None = None
    _placed: tuple[Sequence[str | None] | None, Positions] = (None, _NONE)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "FacetTable":
        """Return the table of `rows`."""
        kept = list(rows)
        return cls().renewed(dict.fromkeys(row.key for row in kept), kept)

    def lacks(self, stamps: Mapping[str, Hashable]) -> list[str]:
        """Return of which objects rows are needed for `renewed`: all, if too much has changed."""
        fresh = [key for key, stamp in stamps.items() if self.stamps.get(key, self) != stamp]
        gone = len(self.keys) + len(fresh) - len(stamps)  # those seen anew among them
        return fresh if len(fresh) + gone <= MOST_RENEWED else list(stamps)

    def renewed(self, stamps: Mapping[str, Hashable], rows: Iterable[Row]) -> "FacetTable":
        """Return the table of the objects of `stamps`, in their order, given what this one lacks.

        What has not changed is moved to its new position as it stands, which takes milliseconds
        where reading everything takes seconds. Rows are taken one by one, and not kept.
        """
        keys = list(stamps)
        table = FacetTable(stamps, keys, dict(zip(keys, count(), strict=False)))
        carried: dict[str, dict[str, array[int]]] = defaultdict(lambda: defaultdict(_places))
        sorts: dict[str, dict[int, tuple[Any, ...]]] = defaultdict(dict)
        come: set[int] = set()
        for row in rows:
            position = table.positions[row.key]
            come.add(position)
            for facet, values in row.facets.items():
                for value in values:
                    carried[facet][value].append(position)
            for sort, key in row.sorts.items():
                sorts[sort][position] = key
        # Where each object that stays as it was stands now, None for the others.
        places = [
            None if (place := table.positions.get(key)) in come else place for key in self.keys
        ]
        table._move(self, places, come)
        for facet, lists in carried.items():
            bits = table.bits.setdefault(facet, {})
            for value, positions in lists.items():
                bits[value] = bits.get(value, 0) | _bits_at(positions, len(keys))
        for sort in {*self.sorts, *sorts}:
            table._sort(self, sort, places, sorts[sort])
        return table

    def _move(
        self, before: "FacetTable", places: Sequence[int | None], come: Iterable[int]
    ) -> None:
        """Take the bits of those that were there before, each to its new place."""
        gone = [position for position, place in enumerate(places) if place is None]
        if len(gone) < len(places):
            new = sorted(come)
            self.bits = {
                facet: {
                    value: moved for value, old in bits.items() if (moved := _moved(old, gone, new))
                }
                for facet, bits in before.bits.items()
            }

    def _sort(
        self,
        before: "FacetTable",
        sort: str,
        places: Sequence[int | None],
        come: Mapping[int, tuple[Any, ...]],
    ) -> None:
        """Order by a sort, given the keys of those that have come."""
        values: list[Any] = [None] * len(self.keys)
        for place, value in zip(places, before.sorts.get(sort, ()), strict=False):
            if place is not None:
                values[place] = value
        for place, value in come.items():
            values[place] = value
        former = before.orders.get(sort, _NONE).tolist()
        stay = (place for at in former if (place := places[at]) is not None)
        # To sort what is nearly sorted takes one pass.
        order = sorted([*stay, *sorted(come)], key=values.__getitem__, reverse=True)
        self.sorts[sort], self.orders[sort] = values, np.array(order, np.int64)

    @property
    def everything(self) -> int:
        """The bits of all objects."""
        return (1 << len(self.keys)) - 1

    def of_keys(self, keys: Iterable[str]) -> int:
        """Return the bits of `keys`; those the table does not hold are left out."""
        buffer = bytearray(len(self.keys) // 8 + 1)
        for key in keys:
            position = self.positions.get(key)
            if position is not None:
                buffer[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(buffer, "little")

    def spread(
        self, keys: Sequence[str | None], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the score of each object, given those of `keys`; 0 for one that is not among them.

        Where the objects stand there is remembered for the next call with the same keys, which
        nobody may change.
        """
        known, places = self._placed
        if known is not keys:
            numbers = dict(zip(keys, count(), strict=False))
            places = np.fromiter(
                (numbers.get(key, -1) for key in self.keys), np.intp, len(self.keys)
            )
            self._placed = keys, places
        return np.append(scores, np.float32(0))[places]

    def of_value(self, facet: str, value: str) -> int:
        """Return the bits of the objects that carry `value`."""
        return self.bits.get(facet, {}).get(value, 0)

    def of_any(self, facet: str, values: Iterable[str]) -> int:
        """Return the bits of the objects that carry one of `values`."""
        found = 0
        for value in values:
            found |= self.of_value(facet, value)
        return found

    def select(self, selection: Selection, *, within: int) -> int:
        """Return the bits in `within` that satisfy every facet of `selection`."""
        for facet, values in selection.items():
            if values:
                within &= self.of_any(facet, values)
        return within

    def count(self, **values: str) -> int:
        """Return how many objects carry all the given values, one per facet."""
        found = self.everything
        for facet, value in values.items():
            found &= self.of_value(facet, value)
        return found.bit_count()

    def facets(
        self, names: Iterable[str], chosen: Selection, *, defaults: Selection, within: int
    ) -> Iterator["Facet"]:
        """Yield facets as they stand beside the objects in `within` that satisfy what was chosen.

        `defaults` is what facets mean where nothing is chosen of them; of that, too, a facet's own
        part does not narrow its values.
        """
        if self._tally is None:
            self._tally = Tally(self.bits, len(self.keys))
        narrowing = {
            facet: self.of_any(facet, values)
            for facet, values in {**defaults, **_meant(chosen)}.items()
        }
        satisfying = _all_of(within, narrowing.values())
        counts = self._tally.all_counts(satisfying)
        total = satisfying.bit_count()
        for name in names:
            values = self._tally.values.get(name, [])
            if name not in narrowing:
                yield Facet(name, total, values, counts.get(name, _NONE))
                continue
            base = _all_of(within, (bits for facet, bits in narrowing.items() if facet != name))
            mine = frozenset(chosen.get(name, ()))
            ticked = base & narrowing[name] if mine else 0
            own = self._tally.counts(name, base & ~ticked) + ticked.bit_count()
            if mine:
                is_ticked = np.array([value in mine for value in values], bool)
                own[is_ticked] = self._tally.counts(name, ticked)[is_ticked]
            yield Facet(name, base.bit_count(), values, own, mine)

    def ordered(self, sort: str, within: int) -> Iterator[str]:
        """Yield the keys in `within` by a sort, first the largest."""
        order = self.orders.get(sort, _NONE)
        for position in order[mask_of(within, len(self.keys))[order]].tolist():
            yield self.keys[position]


def _places() -> "array[int]":
    return array("I")


def _bits_at(positions: "array[int]", size: int) -> int:
    """Return the bits of so many objects that are set at some positions."""
    mask = np.zeros(size, bool)
    mask[np.frombuffer(positions, np.uint32)] = True
    return bits_of(mask)


def _meant(selection: Selection) -> Selection:
    """Return a selection without facets of which nothing is chosen."""
    return {facet: values for facet, values in selection.items() if values}


def _all_of(within: int, several: Iterable[int]) -> int:
    for bits in several:
        within &= bits
    return within


def _moved(bits: int, gone: Sequence[int], come: Sequence[int]) -> int:
    """Return bits without the positions `gone`, and with a zero put in at each of `come`."""
    for position in reversed(gone):
        bits = bits & ((1 << position) - 1) | bits >> position + 1 << position
    for position in come:
        bits = bits & ((1 << position) - 1) | bits >> position << position + 1
    return bits
