"""What the templates of the comparison are given."""

from dataclasses import dataclass, field

from portal.core.formats import Words
from portal.search.views.listing_shapes import Link


@dataclass(frozen=True)
class Ref:
    """A source, by its number on the practice's page."""

    number: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing a cell says.

    `lead` stands before the text in bold; `lang` is set where the text is in another language than
    the page; `badge` is the kind of the badge that the text is, "" if it is none.
    """

    text: str
    lang: str | None = None
    lead: str = ""
    url: str | None = None
    badge: str = ""
    refs: list[Ref] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A practice that is compared."""

    slug: str
    url: str
    title: Words
    region: str
    invented: bool
    remove_url: str


@dataclass(frozen=True)
class Cell:
    """What a row says of a practice; without points it is unknown."""

    column: Column
    points: list[Point]


@dataclass(frozen=True)
class Row:
    """A trait of the practices side by side; `name` is a word for the style sheet."""

    name: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The whole page; `unknown` are the labels of rows of which no practice says anything."""

    columns: list[Column]
    rows: list[Row]
    unknown: list[str]
    notices: list[str]
    near: list[Link]
    most: int
