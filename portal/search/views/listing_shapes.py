"""What the templates of a results page are given, whatever it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Hit = TypeVar("Hit")


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
class Empty:
    """What helps where nothing was found; `near` are places where something is."""

    drops: Sequence[Link]
    correction: Link | None
    near: Sequence[Link] = ()


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


@dataclass(frozen=True)
class Tab:
    """What a search finds of one kind; the kind of the page is the current one."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[Hit]):
    """A whole results page; `unlisted` tells whether search engines better leave it out.

    With `at_least` there may be more results than the numbers say.
    """

    action: str
    q: str
    exact: bool
    total: int
    tabs: Sequence[Tab]
    hits: Sequence[Hit]
    facets: Sequence[Group]
    chips: Sequence[Link]
    clear_url: str
    unlisted: bool
    sorts: Sequence[SortOption]
    paging: Paging
    plain: bool
    at_least: bool = False
    correction: Correction | None = None
    empty: Empty | None = None
