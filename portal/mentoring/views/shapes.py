"""What the templates of mentorships are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.core.forms import Form
from portal.mentoring.queries.wording import Standing
from portal.search.views.listing_shapes import Link, Paging


@dataclass(frozen=True, kw_only=True)
class Row:
    """A mentorship in a list."""

    url: str
    learner: str
    asked: str
    invented: bool
    dimension: str
    standing: Standing
    requested_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed by; `chosen` is "" for all."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The list of mentorships."""

    rows: Sequence[Row]
    total: int
    filters: Sequence[Filter]
    narrowed: bool
    paging: Paging


@dataclass(frozen=True, kw_only=True)
class Other:
    """Somebody else who has a place: why, how near, and where to ask."""

    name: str
    profile_url: str
    region: Link
    why: str
    near: str
    ask_url: str


@dataclass(frozen=True, kw_only=True)
class AskPage:
    """The form that asks; `full` tells that there is no place, with `others` who have one."""

    champion: Link
    invented: bool
    practice: Link | None
    lang: str | None
    form: Form
    full: bool
    others: Sequence[Other]


@dataclass(frozen=True)
class Line:
    """A line of the history."""

    at: datetime
    label: str
    note: str


@dataclass(frozen=True)
class Fact:
    """Something that is known of a mentorship; the `url` may be ""."""

    label: str
    text: str
    url: str = ""
    lang: str | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A mentorship; a form is None where it is not for the reader, `wish` "" as well."""

    key: str
    title: str
    invented: bool
    standing: Standing
    told: str
    done: str
    facts: Sequence[Fact]
    acts: Sequence[Link]
    wish: str
    accept: Form | None
    name: Form | None
    decline: Form | None
    may_take: bool
    may_withdraw: bool
    others: Sequence[Other]
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class LimitPage:
    """For how many regions a mentor has places, and how many are taken."""

    name: str
    url: str
    taken: int
    form: Form
