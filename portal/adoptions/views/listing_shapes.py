"""What the templates of adoptions are given where they show many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.adoptions.views.shapes import Row
from portal.search.views.listing_shapes import Link, Paging


@dataclass(frozen=True)
class Filter:
    """What adoptions are filtered by; `chosen` is "" for all."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class ListPage:
    """The list of adoptions; `practice` is the one to which it is narrowed, if any."""

    rows: Sequence[Row]
    total: int
    filters: Sequence[Filter]
    narrowed: bool
    practice: Link | None
    paging: Paging


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node of the tree as it is drawn and listed; the root has no `url` of an adoption.

    `opens` tells that those who took it from here follow, `closes` how many lists end with it.
    """

    name: str
    short: str
    words: str
    short_words: str
    icon: str
    url: str
    x: int
    y: int
    moved_at: datetime | None
    opens: bool
    closes: int


@dataclass(frozen=True, kw_only=True)
class TreePage:
    """The replication tree of a practice; `lines` is the path that joins its nodes."""

    practice: Link
    lang: str | None
    invented: bool
    sentence: str
    reasons: Sequence[tuple[str, int]]
    generations: int
    leaves: Sequence[Leaf]
    lines: str
    width: int
    height: int
    start_url: str
    list_url: str
    why_url: str


@dataclass(frozen=True)
class ReasonRow:
    """How often something was dropped, or stopped, for a reason."""

    label: str
    dropped: int
    stopped: int
    url: str


@dataclass(frozen=True)
class EndedRow:
    """A practice that was dropped somewhere, or stopped, with why."""

    practice: Link
    lang: str | None
    region: str
    dropped: Sequence[tuple[str, int]]
    stopped: str


@dataclass(frozen=True)
class CellRow:
    """A cell of the grid with how often what is in it was dropped or stopped, and why mostly."""

    cell: Link
    dropped: int
    stopped: int
    reasons: str


@dataclass(frozen=True, kw_only=True)
class WhyPage:
    """Why things did not work elsewhere."""

    practice: Link | None
    filters: Sequence[Filter]
    reasons: Sequence[ReasonRow]
    practices: Sequence[EndedRow]
    cells: Sequence[CellRow]
