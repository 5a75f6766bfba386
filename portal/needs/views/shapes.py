"""What the templates of needs are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.forms import Form
from portal.mentoring.views.shapes import Filter
from portal.needs.forms import AnswerForm, JoinForm
from portal.search.views.listing_shapes import Link, Paging


@dataclass(frozen=True, kw_only=True)
class Row:
    """A need in a list; `cell` is where in the grid it is filed, "" for nowhere."""

    title: str
    url: str
    cell: str
    state: str
    state_kind: str
    searches: int
    regions: int
    joined: int
    claimed_by: str
    claimed_until: date | None
    answer: Link | None
    in_vain: bool


@dataclass(frozen=True, kw_only=True)
class Own:
    """What the reader recorded or joined; without `url` others cannot see it yet."""

    title: str
    url: str
    leave_url: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """The board of needs."""

    rows: Sequence[Row]
    total: int
    filters: Sequence[Filter]
    narrowed: bool
    paging: Paging
    own: Sequence[Own]
    done: str
    csv_url: str
    new_url: str | None
    raw_url: str | None


@dataclass(frozen=True, kw_only=True)
class NeedPage:
    """A need; forms are None for who cannot use them, `search_url` finds what was searched for.

    `wordings` and `sources` are for editors, each with a number.
    """

    row: Row
    search_url: str
    done: str
    act_url: str
    join: JoinForm | None
    joined: bool
    claim: Form | None
    answer: AnswerForm | None
    own_claim: bool
    sign_in_url: str | None
    wordings: Sequence[tuple[str, int]]
    sources: Sequence[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A cluster as editors see it."""

    title: str
    url: str
    cell: str
    searches: int
    regions: int
    sources: Sequence[tuple[str, int]]
    wordings: Sequence[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class RawPage:
    """All clusters that are not public."""

    rows: Sequence[RawRow]
    total: int
    paging: Paging
    csv_url: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What to do where a search finds nothing; `record` is what the form sends, by field."""

    record: Sequence[tuple[str, str]]
    may_record: bool
    record_url: str | None
    ask_url: str
    mentors_url: str
