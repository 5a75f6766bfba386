"""Trees as they are drawn: no box on another, everybody right of whom they come from."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.trees import BOX_HEIGHT, BOX_WIDTH, in_order, tree


@st.composite
def forests(draw: Any) -> list[int | None]:
    """Return the parents of nodes, of which the first is a root."""
    count = draw(st.integers(1, 40))
    later = [draw(st.none() | st.integers(0, node - 1)) for node in range(1, count)]
    return [None, *later]


@given(forests())
def test_no_box_lies_on_another_and_children_stand_right_of_their_parents(
    parents: list[int | None],
) -> None:
    drawn = tree(parents)

    for child, parent in enumerate(parents):
        spot = drawn.spots[child]
        assert 0 <= spot.x <= drawn.width - BOX_WIDTH
        assert 0 <= spot.y <= drawn.height - BOX_HEIGHT
        if parent is not None:
            assert drawn.spots[parent].x + BOX_WIDTH < spot.x
            assert drawn.spots[parent].depth + 1 == spot.depth
    columns: dict[int, list[int]] = {}
    for spot in drawn.spots:
        columns.setdefault(spot.x, []).append(spot.y)
    for ys in columns.values():
        ordered = sorted(ys)
        assert all(low + BOX_HEIGHT <= high for low, high in pairwise(ordered))
    assert drawn.lines.count("M") == sum(parent is not None for parent in parents)


@given(forests())
def test_each_is_read_once_and_after_its_parent(parents: list[int | None]) -> None:
    order = in_order(parents)

    assert sorted(order) == list(range(len(parents)))
    places = {node: place for place, node in enumerate(order)}
    assert all(
        parent is None or places[parent] < places[node] for node, parent in enumerate(parents)
    )


def test_one_alone_and_a_chain_deeper_than_calls_go_are_drawn() -> None:
    assert tree([None]).lines == ""
    assert tree([None, *range(2_000)]).spots[-1].depth == 2_000


@pytest.mark.parametrize("parents", [[0], [1, None], [None, 5]])
def test_a_parent_that_does_not_come_before_is_refused(parents: list[int | None]) -> None:
    with pytest.raises(ValueError, match="before"):
        tree(parents)
