"""The state of knowledge: maturity dimension x SPM sector, with what is there and what is not."""

from dataclasses import dataclass

from flask import url_for

from portal.core.charts import heat_levels
from portal.core.i18n import _
from portal.practices.queries import KIND
from portal.practices.schemas.facets import ACTIVE
from portal.practices.views.labels import short_label, value_label
from portal.regions.models import INVENTED
from portal.search.registry import table
from portal.vocabularies.queries import dimensions, sectors


@dataclass(frozen=True)
class Cell:
    """A cell of the grid; `level` is its shade, 0-5."""

    count: int
    url: str
    level: int


@dataclass(frozen=True)
class Line:
    """A row or column of the grid."""

    slug: str
    label: str
    url: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Dimension x SPM sector, with how many practices each cell has."""

    columns: list[Line]
    rows: list[Line]


@dataclass(frozen=True)
class Gap:
    """A dimension or sector that nobody has written about, and a sentence that invites."""

    label: str
    sentence: str
    url: str


def real_count() -> int:
    """Return how many running practices real regions have."""
    return count_of() - count_of(province=INVENTED)


def count_of(**values: str) -> int:
    """Return how many results a search for `values` has, one per facet and none typed."""
    return table(KIND).count(**values, status=ACTIVE)


def grid() -> Grid:
    """Return all dimensions by all sectors with the numbers of running practices."""
    counts = [
        [count_of(dimension=row, sector=column) for column in sectors()] for row in dimensions()
    ]
    levels = iter(heat_levels([count for row in counts for count in row]))
    rows = [
        Line(
            dimension,
            value_label("dimension", dimension),
            url_for("overview.dimension", slug=dimension),
            tuple(
                Cell(
                    count,
                    url_for("practices.index", dimension=dimension, sector=sector),
                    next(levels),
                )
                for sector, count in zip(sectors(), row, strict=True)
            ),
        )
        for dimension, row in zip(dimensions(), counts, strict=True)
    ]
    columns = [
        Line(sector, short_label("sector", sector), url_for("overview.sector", slug=sector))
        for sector in sectors()
    ]
    return Grid(columns, rows)


def gaps() -> list[Gap]:
    """Return every dimension and sector without a running practice."""
    empty_dimension = _("belum ada daerah yang menulis praktik di dimensi ini. Siapa memulai?")
    empty_sector = _("belum ada daerah yang menulis praktik untuk sektor ini. Siapa memulai?")
    return [
        Gap(value_label(facet, code), sentence, url_for(f"overview.{facet}", slug=code))
        for facet, codes, sentence in (
            ("dimension", dimensions(), empty_dimension),
            ("sector", sectors(), empty_sector),
        )
        for code in codes
        if not count_of(**{facet: code})
    ]
