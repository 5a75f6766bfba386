"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

MAX_WORDS = 8000  # in both texts together, without what they have in common at either end
MAX_EDITS = 400
_WORD = re.compile(r"\S+\s*|\s+")
_PARAGRAPH = re.compile(r".*?(?:\n\s*\n|\Z)", re.DOTALL)


class Op(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Segment(NamedTuple):
    """A piece of text, and what became of it."""

    op: Op
    text: str


Edit = tuple[Op, str]


def differences(old: str, new: str) -> list[Segment]:
    """Return the pieces that lead from `old` to `new`, in the order of reading.

    `SAME` and `REMOVED` together are `old`, `SAME` and `ADDED` are `new`. Texts that are long or
    differ in more than `MAX_EDITS` words are compared by paragraphs, then as wholes.
    """
    for pattern in (_WORD, _PARAGRAPH):
        edits = _compared(_pieces(pattern, old), _pieces(pattern, new))
        if edits is not None:
            return list(_joined(edits))
    return list(_joined([(Op.REMOVED, old), (Op.ADDED, new)]))


def _pieces(pattern: re.Pattern[str], text: str) -> list[str]:
    return [piece for piece in pattern.findall(text) if piece]


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Edit] | None:
    """Return the edits, or None if there are too many to look for."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    most -= head
    tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if not before or not after:
        middle: list[Edit] | None = [
            *((Op.REMOVED, piece) for piece in before),
            *((Op.ADDED, piece) for piece in after),
        ]
    elif len(before) + len(after) > MAX_WORDS:
        middle = None
    else:
        middle = _shortest(before, after)
    if middle is None:
        return None
    return [
        *((Op.SAME, piece) for piece in old[:head]),
        *middle,
        *((Op.SAME, piece) for piece in old[len(old) - tail :]),
    ]


def _shortest(old: Sequence[str], new: Sequence[str]) -> list[Edit] | None:
    """Return the fewest edits, or None if they are more than `MAX_EDITS`.

    This is Myers' greedy search (An O(ND) Difference Algorithm, 1986): `reached[k]` is how far in
    `old` one comes with the edits so far when `k` more pieces were removed than added.
    """
    reached = {1: 0}
    history: list[dict[int, int]] = []
    for edits in range(min(MAX_EDITS, len(old) + len(new)) + 1):
        history.append(dict(reached))
        for k in range(-edits, edits + 1, 2):
            x = reached[k + 1] if _comes_by_adding(reached, k, edits) else reached[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reached[k] = x
            if x >= len(old) and x - k >= len(new):
                return _walked_back(old, new, history)
    return None


def _comes_by_adding(reached: dict[int, int], k: int, edits: int) -> bool:
    return k == -edits or (k != edits and reached[k - 1] < reached[k + 1])


def _walked_back(
    old: Sequence[str], new: Sequence[str], history: Sequence[dict[int, int]]
) -> list[Edit]:
    x, y = len(old), len(new)
    found: list[Edit] = []
    for edits in range(len(history) - 1, -1, -1):
        reached, k = history[edits], x - y
        adding = _comes_by_adding(reached, k, edits)
        start = reached[k + 1] if adding else reached[k - 1] + 1
        while x > start:
            x, y = x - 1, y - 1
            found.append((Op.SAME, old[x]))
        if edits and adding:
            y -= 1
            found.append((Op.ADDED, new[y]))
        elif edits:
            x -= 1
            found.append((Op.REMOVED, old[x]))
    return found[::-1]


def _joined(edits: Sequence[Edit]) -> Iterator[Segment]:
    """Join neighbours, so that each change is one removed and one added piece at most."""
    for same, group in groupby(edits, key=lambda edit: edit[0] is Op.SAME):
        pieces = list(group)
        for op in (Op.SAME,) if same else (Op.REMOVED, Op.ADDED):
            text = "".join(piece for kind, piece in pieces if kind is op)
            if text:
                yield Segment(op, text)
