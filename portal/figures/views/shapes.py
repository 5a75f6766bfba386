"""What pages of figures are made of: tables that can be drawn, and taken along as files."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.charts import Columns, columns
from portal.core.sheets import MARK, written
from portal.regions.queries import RegionView
from portal.search.views.listing_shapes import Link

Value = int | float | str | None
POINTS = 2  # of which a chart tells more than the table


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table; `code` names in files what it is about, `url` leads there."""

    label: str
    values: Sequence[Value]
    code: str = ""
    short: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures with what they mean; `name` stands in its address, `none` where it has no rows.

    `drawn` is the place of the value that a chart shows of each row, None for no chart; `rest` says
    what is left out. With `spare` columns in which nothing stands are left to the file, and so is
    what stands before the place `first`.
    """

    name: str
    title: str
    meaning: str
    heads: Sequence[str]
    rows: Sequence[Row]
    none: str
    drawn: int | None = None
    rest: str = ""
    spare: bool = False
    first: int = 0
    csv_url: str = ""

    @property
    def shown(self) -> Sequence[int]:
        """The places of the values that a page shows."""
        places = range(self.first, len(self.heads) - 1)
        return [
            place
            for place in places
            if not self.spare or any(row.values[place] for row in self.rows)
        ]

    @property
    def chart(self) -> Columns | None:
        """The rows as columns, where there are enough of them."""
        if self.drawn is None or len(self.rows) < POINTS:
            return None
        values = [(row.short, row.values[self.drawn]) for row in self.rows]
        return columns([(label, int(value or 0)) for label, value in values])

    @property
    def text(self) -> str:
        """The table as CSV."""
        coded = any(row.code for row in self.rows)
        head = [*(["code"] if coded else []), *self.heads]
        lines = [
            [*([row.code] if coded else []), row.label, *(_cell(value) for value in row.values)]
            for row in self.rows
        ]
        return MARK + written([head, *lines])


def _cell(value: Value) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Fact:
    """A number on top of the page."""

    label: str
    value: int
    note: str = ""


@dataclass(frozen=True)
class Loss:
    """A leak: in which cell, between what, how much of how much, and where to do something."""

    cell: Link
    sentence: str
    act: Link


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The page of a scope; `missing` says in one sentence what there is nothing of."""

    region: RegionView | None
    facts: Sequence[Fact]
    tables: Sequence[Table]
    missing: Sequence[str]
    losses: Sequence[Loss] | None
    years: Sequence[Link]
    elsewhere: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class Report:
    """The report of a year; `ended` tells that the year is over."""

    year: int
    ended: bool
    changes: Table
    tables: Sequence[Table]
    missing: Sequence[str]
    losses: Sequence[Loss]
    years: Sequence[Link]
