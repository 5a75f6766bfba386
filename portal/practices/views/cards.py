"""What the templates of a list of practices are given."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.core.panels import Shown


@dataclass(frozen=True)
class Evidence:
    """A rung of the evidence ladder with its name."""

    level: int
    label: str


@dataclass(frozen=True)
class Attached:
    """A page of an attachment where a search matched; `only` tells that nothing else did."""

    title: str
    url: str
    page: int
    only: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """A practice in a list; `title` and `snippet` may hold <mark>.

    `invented` tells that it is of the demonstration; `panels` are what others say beside it.
    """

    slug: str
    url: str
    title: Markup
    summary: str
    snippet: Markup | None
    region_label: str
    province_label: str
    invented: bool
    badges: list[str]
    more_badges: int
    year: int | None
    dimensions: list[str]
    sectors: list[str]
    stage: str
    evidence: Evidence
    status: str
    unverified: bool
    compiled_by_editors: bool
    attached: Attached | None = None
    panels: Sequence[Shown] = ()
