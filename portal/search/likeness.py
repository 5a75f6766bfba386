"""What objects have in common: which ones resemble one of them, and in what.

A trait is a value of a facet. It is worth the weight of its facet times how rare it is,
log2(objects / objects that carry it): to share a service of three practices says much, to share a
dimension of half of them little, and to share what all carry nothing. The likeness of two objects
is the sum of what their common traits are worth. So it is the same from either side, never
negative, never more than either object's likeness to itself, and never falls when one more trait
is shared.

All objects are weighed at once. Worths are whole numbers, and the sums of all objects are kept bit
by bit: plane i holds, for each object, bit i of its sum. Adding a worth for everybody who carries a
trait is then a handful of operations on long integers, however many objects there are.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from portal.search.facets import FacetTable

GRAIN = 4  # worths are whole numbers, in quarters of a bit
Trait = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What counts as likeness.

    Attributes:
        weights: {facet: how much sharing one of its values says}; others say nothing.
        topics: facets of `weights`; without a common trait of these, nothing is alike.
        ignored: traits that say nothing, such as "none of the above".
    """

    weights: Mapping[str, int]
    topics: Collection[str]
    ignored: Collection[Trait] = ()


@dataclass(frozen=True)
class Alike:
    """An object that resembles another; `shared` has their common traits, worthiest first."""

    key: str
    score: int
    shared: tuple[Trait, ...]


def likeness(table: FacetTable, one: str, other: str, rule: Rule) -> int:
    """Return what the common traits of two objects are worth; 0 if the table lacks one of them."""
    position = table.positions.get(other)
    if position is None:
        return 0
    shared = _shared(table, position, _traits(table, one, rule))
    return sum(worth for _trait, worth in shared)


def most_alike(
    table: FacetTable, key: str, rule: Rule, *, tiers: Sequence[int], count: int
) -> list[Alike]:
    """Return at most `count` objects that resemble `key`: tier by tier, the most alike first.

    `tiers` are bits of objects, best first; of objects equally alike the newer stands first.
    """
    traits = _traits(table, key, rule)
    topical = 0
    for (facet, value), worth in traits.items():
        if worth and facet in rule.topics:
            topical |= table.of_value(facet, value)
    open_ones = topical & ~table.of_keys([key])
    planes = sums((table.of_value(*trait), worth) for trait, worth in traits.items())
    found: list[Alike] = []
    for tier in tiers:
        best = heaviest(planes, count - len(found), within=tier & open_ones)
        alike = [_alike(table, position, traits) for position in positions(best)]
        alike.sort(key=lambda item: (item.score, table.positions[item.key]), reverse=True)
        found += alike[: count - len(found)]
        open_ones &= ~tier
    return found


def sums(weighted: Iterable[tuple[int, int]]) -> list[int]:
    """Return the planes of each object's sum, given (bits of objects, what to add to theirs)."""
    planes: list[int] = []
    for bits, amount in weighted:
        for place in positions(amount):
            _add(planes, place, bits)
    return planes


def _add(planes: list[int], place: int, carry: int) -> None:
    """Add 2 ** place to the sum of every object in `carry`."""
    while carry:
        planes.extend([0] * (place + 1 - len(planes)))
        planes[place], carry = planes[place] ^ carry, planes[place] & carry
        place += 1


def heaviest(planes: Sequence[int], count: int, *, within: int) -> int:
    """Return the bits of the `count` objects with the largest sums, and of all that equal the last.

    From the highest plane down: who has the bit beats who has not. Where fewer than `count` have
    it they are in, and the rest of the places is decided among the others.
    """
    if count <= 0:
        return 0
    chosen, undecided = 0, within
    for plane in reversed(planes):
        ahead = undecided & plane
        if (chosen | ahead).bit_count() <= count:
            chosen |= ahead
            undecided &= ~plane
        else:
            undecided = ahead
    return chosen if chosen.bit_count() == count else chosen | undecided


def positions(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _traits(table: FacetTable, key: str, rule: Rule) -> dict[Trait, int]:
    """Return {trait: worth} of an object, worthiest first."""
    mine = table.of_keys([key])
    carried = {
        (facet, value): _worth(table, bits, weight)
        for facet, weight in rule.weights.items()
        for value, bits in table.bits.get(facet, {}).items()
        if bits & mine and (facet, value) not in rule.ignored
    }
    return dict(sorted(carried.items(), key=lambda item: (-item[1], item[0])))


def _worth(table: FacetTable, bits: int, weight: int) -> int:
    return round(GRAIN * weight * log2(len(table.keys) / bits.bit_count()))


def _shared(
    table: FacetTable, position: int, traits: Mapping[Trait, int]
) -> list[tuple[Trait, int]]:
    return [
        (trait, worth)
        for trait, worth in traits.items()
        if worth and table.of_value(*trait) >> position & 1
    ]


def _alike(table: FacetTable, position: int, traits: Mapping[Trait, int]) -> Alike:
    shared = _shared(table, position, traits)
    return Alike(
        table.keys[position],
        sum(worth for _trait, worth in shared),
        tuple(trait for trait, _worth in shared),
    )
