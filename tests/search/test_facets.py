"""The table of facets: renewed from the one before, it is the one that would be made anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search import facets
from portal.search.facets import FacetTable, Row

Objects = dict[int, tuple[set[str], int]]

objects = st.dictionaries(
    st.integers(0, 12), st.tuples(st.sets(st.sampled_from("abc")), st.integers(0, 3)), max_size=9
)


def _rows(found: Objects) -> list[Row]:
    return [
        Row(str(key), {"letter": sorted(letters)}, {"size": (size, key)})
        for key, (letters, size) in sorted(found.items())
    ]


def _stamps(found: Objects) -> dict[str, object]:
    return {str(key): (frozenset(letters), size) for key, (letters, size) in sorted(found.items())}


def _renewed(former: FacetTable, found: Objects) -> FacetTable:
    stamps = _stamps(found)
    lacking = former.lacks(stamps)
    return former.renewed(stamps, [row for row in _rows(found) if row.key in lacking])


def _held(table: FacetTable) -> tuple[object, ...]:
    letters, order = table.bits.get("letter", {}), list(table.orders.get("size", ()))
    return table.keys, table.positions, letters, order


@pytest.mark.parametrize("most", [0, 2, 50])
@given(states=st.lists(objects, min_size=1, max_size=4))
def test_a_renewed_table_is_the_one_made_anew(states: list[Objects], most: int) -> None:
    table = FacetTable()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "MOST_RENEWED", most)
        for found in states:
            table = _renewed(table, found)

    assert _held(table) == _held(FacetTable.of(_rows(states[-1])))


def test_only_what_changed_is_read_again() -> None:
    table = _renewed(FacetTable(), {number: ({"a"}, 1) for number in range(5)})

    changed: Objects = {0: ({"a"}, 1), 1: ({"b"}, 1), 3: ({"a"}, 1), 9: ({"c"}, 2)}

    assert table.lacks(_stamps(changed)) == ["1", "9"]
    assert list(_renewed(table, changed).ordered("size", 0b1111)) == ["9", "3", "1", "0"]


@pytest.mark.parametrize("keys", [(), ["7", None, "0"]])
def test_scores_by_the_keys_of_an_engine_are_those_of_the_objects(keys: list[str | None]) -> None:
    table = _renewed(FacetTable(), {number: ({"a"}, 1) for number in range(3)})

    for _again in range(2):
        scores = table.spread(keys, np.array([3, 2, 1][: len(keys)], np.float32))

        assert scores.tolist() == [1 if "0" in keys else 0, 0, 0]
