"""What objects have in common: the laws of likeness, and the planes against plain arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.facets import FacetTable, Row
from portal.search.likeness import Rule, heaviest, likeness, most_alike, positions, sums

RULE = Rule(
    weights={"service": 4, "sector": 2, "kind": 1},
    topics=("service", "sector"),
    ignored={("sector", "none")},
)
VALUES = {
    "service": ["s1", "s2", "s3", "s4"],
    "sector": ["health", "schools", "none"],
    "kind": ["city", "regency"],
    "colour": ["red", "blue"],
}
objects = st.fixed_dictionaries(
    {facet: st.sets(st.sampled_from(values)) for facet, values in VALUES.items()}
)
libraries = st.lists(objects, min_size=1, max_size=12)


def _table(rows: list[dict[str, set[str]]]) -> FacetTable:
    return FacetTable.of(
        Row(str(number), {facet: sorted(values) for facet, values in row.items()}, {})
        for number, row in enumerate(rows)
    )


@given(libraries)
def test_likeness_is_the_same_from_either_side_and_at_most_ones_own(
    rows: list[dict[str, set[str]]],
) -> None:
    table = _table(rows)
    for one in table.keys:
        for other in table.keys:
            found = likeness(table, one, other, RULE)
            assert found == likeness(table, other, one, RULE)
            assert 0 <= found <= likeness(table, one, one, RULE)


@given(libraries, st.sampled_from(VALUES["service"]))
def test_a_twin_is_as_alike_as_one_is_to_oneself(
    rows: list[dict[str, set[str]]], service: str
) -> None:
    twin = {facet: set(values) for facet, values in rows[0].items()}
    twin["service"] |= {service}
    rows[0]["service"] |= {service}
    table = _table([*rows, twin])

    own = likeness(table, "0", "0", RULE)

    assert likeness(table, "0", str(len(rows)), RULE) == own


@given(libraries)
def test_what_says_nothing_changes_nothing(rows: list[dict[str, set[str]]]) -> None:
    bare = [row | {"colour": set(), "sector": row["sector"] - {"none"}} for row in rows]
    table, plain = _table(rows), _table(bare)

    for other in table.keys:
        assert likeness(table, "0", other, RULE) == likeness(plain, "0", other, RULE)


@given(
    st.lists(st.tuples(st.integers(0, 2**9 - 1), st.integers(0, 300)), max_size=9),
    st.integers(0, 2**9 - 1),
    st.integers(0, 10),
)
def test_the_planes_say_what_adding_and_sorting_says(
    weighted: list[tuple[int, int]], within: int, count: int
) -> None:
    planes = sums(weighted)
    totals = {
        position: sum(amount for bits, amount in weighted if bits >> position & 1)
        for position in positions(within)
    }
    ranked = sorted(totals.values(), reverse=True)
    last = ranked[min(count, len(ranked)) - 1] if count and ranked else None

    best = set(positions(heaviest(planes, count, within=within)))

    assert best == {p for p, total in totals.items() if last is not None and total >= last}


@given(libraries, st.integers(1, 5), st.integers(0, 2**12 - 1))
def test_the_most_alike_of_each_tier_come_in_order(
    rows: list[dict[str, set[str]]], count: int, first: int
) -> None:
    table = _table(rows)
    tiers = (first & table.everything, table.everything & ~first)

    found = most_alike(table, "0", RULE, tiers=tiers, count=count)

    wanted = []
    for tier in tiers:
        near = [
            (likeness(table, "0", key, RULE), table.positions[key], key)
            for key in table.keys
            if key != "0" and table.of_keys([key]) & tier and _topic(table, key)
        ]
        wanted += [key for _score, _position, key in sorted(near, reverse=True)]
    assert [item.key for item in found] == wanted[:count]
    for item in found:
        assert item.score == likeness(table, "0", item.key, RULE)
        assert item.shared


def _topic(table: FacetTable, key: str) -> bool:
    """Tell whether an object shares a topic with the first that not all carry."""
    pair = table.of_keys(["0", key])
    return any(
        bits & pair == pair and bits != table.everything
        for facet in RULE.topics
        for value, bits in table.bits.get(facet, {}).items()
        if (facet, value) not in RULE.ignored
    )


def test_a_rare_common_trait_weighs_more_than_a_frequent_one() -> None:
    table = _table(
        [
            {"service": {"s1"}, "sector": {"health"}},
            {"service": {"s1"}, "sector": set()},
            {"service": set(), "sector": {"health"}},
            {"service": set(), "sector": {"health"}},
            {"service": set(), "sector": set()},
        ]
    )

    (rare, *others) = most_alike(table, "0", RULE, tiers=(table.everything,), count=5)

    assert rare.key == "1"
    assert rare.shared == (("service", "s1"),)
    assert [item.key for item in others] == ["3", "2"]


def test_an_object_that_is_not_in_the_table_resembles_nothing() -> None:
    table = _table([{"service": {"s1"}}, {"service": {"s2"}}])

    assert most_alike(table, "9", RULE, tiers=(table.everything,), count=3) == []
    assert likeness(table, "0", "9", RULE) == 0
    assert likeness(table, "9", "0", RULE) == 0
