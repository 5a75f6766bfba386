"""Geometry of the trees that the server draws: who comes from whom in, plain positions out.

Each generation is a column and each leaf a row; whoever has children stands between the first and
the last of them. Measures are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

COLUMN = 236
BOX_WIDTH = 204
BOX_HEIGHT = 44
ROW = 52
MARGIN = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands, by the corner of its box, and how many steps it is from its root."""

    x: int
    y: int
    depth: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tree: a spot for each node in the order given, and the `d` of the path of all its lines."""

    spots: tuple[Spot, ...]
    lines: str
    width: int
    height: int


def tree(parents: Sequence[int | None]) -> Drawn:
    """Place the nodes of a forest, given the index of each one's parent, which comes before it.

    Raises:
        ValueError: if a parent does not come before its child.
    """
    depths = _depths(parents)
    rows = _rows(parents)
    spots = tuple(
        Spot(MARGIN + depth * COLUMN, MARGIN + round(row * ROW), depth)
        for depth, row in zip(depths, rows, strict=True)
    )
    return Drawn(
        spots,
        " ".join(
            _line(spots[parent], spots[child])
            for child, parent in enumerate(parents)
            if parent is not None
        ),
        2 * MARGIN + BOX_WIDTH + max(depths, default=0) * COLUMN,
        2 * MARGIN + BOX_HEIGHT + round(max(rows, default=0) * ROW),
    )


def _depths(parents: Sequence[int | None]) -> list[int]:
    depths: list[int] = []
    for node, parent in enumerate(parents):
        if parent is not None and not 0 <= parent < node:
            raise ValueError("a parent comes before its children")
        depths.append(0 if parent is None else depths[parent] + 1)
    return depths


def in_order(parents: Sequence[int | None]) -> list[int]:
    """Return the nodes as they are read: each one before its children, siblings as given."""
    children: list[list[int]] = [[] for _ in parents]
    roots: list[int] = []
    for node, parent in enumerate(parents):
        (roots if parent is None else children[parent]).append(node)
    waiting, found = roots[::-1], []
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += children[node][::-1]
    return found


def _rows(parents: Sequence[int | None]) -> list[float]:
    first: list[float | None] = [None] * len(parents)
    last = [0.0] * len(parents)
    rows = [0.0] * len(parents)
    order, leaf = in_order(parents), 0
    with_children = {parent for parent in parents if parent is not None}
    for node in order:
        if node not in with_children:
            rows[node] = leaf
            leaf += 1
    for node in reversed(order):  # children come before their parents, the last of them first
        beginning = first[node]
        if beginning is not None:
            rows[node] = (beginning + last[node]) / 2
        parent = parents[node]
        if parent is not None:
            if first[parent] is None:
                last[parent] = rows[node]
            first[parent] = rows[node]
    return rows


def _line(parent: Spot, child: Spot) -> str:
    start, end = parent.x + BOX_WIDTH, child.x
    middle = BOX_HEIGHT // 2
    return f"M{start} {parent.y + middle}H{(start + end) // 2}V{child.y + middle}H{end}"
