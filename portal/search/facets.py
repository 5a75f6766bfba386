"""Facet counts: one bit per object and value, so that counting a facet is an AND and a popcount."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Selection = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Row:
    """An object as the facets see it: {facet: values} and {sort: key, largest first}."""

    key: str
    facets: Mapping[str, Sequence[str]]
    sorts: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True)
class FacetValue:
    """A value with the number of results that ticking it gives, or that carry it if ticked."""

    value: str
    count: int
    selected: bool


@dataclass
class FacetTable:
    """All objects of a kind that the public may see."""

    keys: list[str] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    bits: dict[str, dict[str, int]] = field(default_factory=dict)
    orders: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "FacetTable":
        """Return the table of `rows`."""
        table = cls()
        kept = list(rows)
        for position, row in enumerate(kept):
            table.keys.append(row.key)
            table.positions[row.key] = position
            for facet, values in row.facets.items():
                bits = table.bits.setdefault(facet, {})
                for value in values:
                    bits[value] = bits.get(value, 0) | (1 << position)
        for sort in {name for row in kept for name in row.sorts}:
            keys = [row.sorts[sort] for row in kept]
            table.orders[sort] = sorted(range(len(kept)), key=keys.__getitem__, reverse=True)
        return table

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

    def facet(
        self, name: str, selection: Selection, *, default: Sequence[str], within: int
    ) -> Iterator[FacetValue]:
        """Yield the values of a facet with their numbers; chosen ones also at zero.

        `selection` is what was chosen; `default` is what the facet means where nothing is.
        """
        chosen = tuple(selection.get(name, ()))
        others = {facet: values for facet, values in selection.items() if facet != name}
        base = self.select(others, within=within)
        current = base & self.of_any(name, chosen or default) if chosen or default else base
        ticked = self.of_any(name, chosen)
        bits = self.bits.get(name, {})
        for value in (*bits, *(value for value in chosen if value not in bits)):
            mine = bits.get(value, 0)
            if value in chosen:
                yield FacetValue(value, (current & mine).bit_count(), selected=True)
            else:
                yield FacetValue(value, (base & (ticked | mine)).bit_count(), selected=False)

    def ordered(self, sort: str, within: int) -> Iterator[str]:
        """Yield the keys in `within` by a sort, first the largest."""
        for position in self.orders.get(sort, ()):
            if within >> position & 1:
                yield self.keys[position]
