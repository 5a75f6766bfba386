"""The way from a search to an outcome, in a cell of the grid, and where most is lost on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

BASE = 5  # below so many before a step, a loss says nothing
MOST = 10


class Step(StrEnum):
    """The steps, first to last."""

    SEARCH = "search"
    READ = "read"
    ASK = "ask"
    MENTORSHIP = "mentorship"
    ADOPTION = "adoption"
    OUTCOME = "outcome"


Cell = tuple[str, str]  # the codes of a dimension and a sector
Counts = Mapping[Step, int]  # a step that is missing may not be shown, or nobody knows


@dataclass(frozen=True)
class Leak:
    """Between two steps of a cell that follow each other, `after` is left of `before`."""

    cell: Cell
    step: Step
    to: Step
    before: int
    after: int

    @property
    def share(self) -> float:
        """Which part of one is lost."""
        return 1 - self.after / self.before


def leak_of(cell: Cell, counts: Counts) -> Leak | None:
    """Return the largest loss of a cell between two steps, None where there is none to speak of."""
    found = [
        Leak(cell, step, to, counts[step], counts[to])
        for step, to in pairwise(Step)
        if step in counts and to in counts and counts[step] >= BASE and counts[to] < counts[step]
    ]
    return max(found, key=_width, default=None)


def widest(funnel: Mapping[Cell, Counts]) -> list[Leak]:
    """Return the widest leaks of all cells, of each at most one, the widest first."""
    found: Iterable[Leak | None] = (leak_of(cell, counts) for cell, counts in funnel.items())
    return sorted((leak for leak in found if leak), key=_width, reverse=True)[:MOST]


def _width(leak: Leak) -> tuple[float, int]:
    return leak.share, leak.before
