"""What the templates of search care are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.care.forms import GroupForm, PinForm
from portal.care.queries.asked import Row
from portal.search.views.listing_shapes import Link, Paging


@dataclass(frozen=True)
class Hits:
    """What a query finds: the first results, and how many there are."""

    links: Sequence[Link]
    total: int


@dataclass(frozen=True)
class Rank:
    """At which rank an expected answer stood and stands; None where it is far behind."""

    label: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Changed:
    """A query that is answered otherwise."""

    text: str
    times: int
    before: Hits
    after: Hits
    ranks: Sequence[Rank]


@dataclass(frozen=True)
class Part:
    """A set of queries, of which so many were compared."""

    title: str
    compared: int
    of: int
    changed: Sequence[Changed]
    more: int


@dataclass(frozen=True)
class Trial:
    """What a change that is not saved yet would do; `query` is what was tried, if anything."""

    query: str
    before: Hits | None
    after: Hits | None
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True)
class PastLine:
    """A change as history shows it; `undo_url` is None where undoing it would change nothing."""

    at: datetime
    label: str
    url: str
    before: str
    after: str
    undone: bool
    undo_url: str | None
    seen: int


@dataclass(frozen=True)
class GroupRow:
    """A group in the list; `state` says what editors did to it."""

    label: str
    url: str
    line: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Dictionary:
    """The list of groups."""

    q: str
    total: int
    rows: Sequence[GroupRow]
    paging: Paging
    past: Sequence[PastLine]
    nightly: "Nightly | None"
    done: str


@dataclass(frozen=True)
class Nightly:
    """What the changes of a day did."""

    day: date
    changes: int
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """The page of a group; `line` is what holds, `file_line` what the files say otherwise."""

    label: str
    is_new: bool
    form: GroupForm
    line: str
    file_line: str
    trial: Trial | None
    past: Sequence[PastLine]
    done: str


@dataclass(frozen=True)
class PinRow:
    """A query with its answers; `gone` of them are not public any more."""

    query: str
    url: str
    links: Sequence[Link]
    gone: int


@dataclass(frozen=True)
class Pins:
    """The list of pinned answers."""

    rows: Sequence[PinRow]
    past: Sequence[PastLine]
    done: str


@dataclass(frozen=True, kw_only=True)
class PinPage:
    """The page of a query's answers."""

    query: str
    is_new: bool
    form: PinForm
    gone: int
    trial: Trial | None
    past: Sequence[PastLine]
    done: str


@dataclass(frozen=True)
class Searched:
    """A query of the log; `pinned` tells that editors have put answers first."""

    row: Row
    url: str
    synonyms_url: str
    pins_url: str
    pinned: bool


@dataclass(frozen=True)
class Clicked:
    """How often what stood at a rank was opened, and its share of all."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class Searches:
    """What was searched for in so many days."""

    periods: Sequence[Link]
    days: int
    total: int
    empty: int
    clicked: int
    top: Sequence[Searched]
    in_vain: Sequence[Searched]
    ranks: Sequence[Clicked]
    csv_url: str
