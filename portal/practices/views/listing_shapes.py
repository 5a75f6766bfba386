"""What the templates of a list of practices are given."""

from dataclasses import dataclass

from markupsafe import Markup


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

    `invented` tells that it is of the demonstration.
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


@dataclass(frozen=True)
class Link:
    """A place to go; `count` is how many results it gives."""

    label: str
    url: str
    count: int = 0
    facet: str = ""


@dataclass(frozen=True)
class Option:
    """A facet value with its checkbox."""

    value: str
    label: str
    count: int
    selected: bool
    children: "Group | None" = None


@dataclass(frozen=True)
class Group:
    """A facet with its values."""

    name: str
    label: str
    options: list[Option]
    open: bool = False

    @property
    def selected(self) -> int:
        """How many values are ticked, children included."""
        return sum(
            option.selected + (option.children.selected if option.children else 0)
            for option in self.options
        )


@dataclass(frozen=True)
class Correction:
    """A word that was searched in another spelling."""

    typed: str
    used: str
    exact_url: str


@dataclass(frozen=True)
class Cell:
    """A cell of the grid with practices in it."""

    dimension: str
    sector: str
    url: str
    count: int


@dataclass(frozen=True)
class Empty:
    """What helps where nothing was found."""

    drops: list[Link]
    cells: list[Cell]
    correction: Link | None


@dataclass(frozen=True)
class PageLink:
    """A page of the results; without a number it is a gap."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Paging:
    """Where in the results the reader is."""

    page: int
    pages: int
    links: list[PageLink]
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True)
class SortOption:
    """An order of the results."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The whole results page; `unlisted` tells whether search engines better leave it out.

    `topic` is what can be followed here, by its kind and its key.
    """

    q: str
    exact: bool
    total: int
    hits: list[Card]
    facets: list[Group]
    chips: list[Link]
    clear_url: str
    feed_url: str
    unlisted: bool
    sorts: list[SortOption]
    paging: Paging
    plain: bool
    topic: tuple[str, str] | None
    correction: Correction | None = None
    empty: Empty | None = None
