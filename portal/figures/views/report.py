"""The report of a year, on paper or on a screen."""

from collections.abc import Mapping
from functools import partial

from flask import Response, render_template, url_for

from portal.core.access import public
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.i18n import _, _l
from portal.core.periods import IN_YEAR, Quarter, quarter_of, quarters
from portal.figures.queries.numbers import Numbers, Way
from portal.figures.queries.scopes import nation
from portal.figures.views import leaks, over_time, standing
from portal.figures.views.pages import (
    Builder,
    as_file,
    blueprint,
    built,
    missing,
    shown,
    year_links,
    years,
)
from portal.figures.views.shapes import Report, Row, Table

PARTS = {
    Way.PUBLISHED: _l("Daerah yang menerbitkan praktik"),
    Way.ADOPTED: _l("Daerah yang mulai menerapkan"),
    Way.ASKED: _l("Daerah yang bertanya"),
    Way.ANSWERED: _l("Daerah yang menjawab"),
}
TABLES: Mapping[str, Builder] = {
    "practices": over_time.practices,
    "dimensions": partial(standing.about, "dimension"),
    "sectors": partial(standing.about, "sector"),
    "taking-part": standing.taking_part,
    "regions": standing.places,
    "adoptions": over_time.adoptions,
    "stages": standing.stages,
    "outcomes": standing.outcomes,
    "champions": over_time.champions,
    "answers": over_time.answers,
    "life": standing.lived,
    "funnel": leaks.funnel,
}


@blueprint.get("/figures/<int(fixed_digits=4):year>")
@public
def report(year: int) -> str:
    """Show what a year has brought."""
    numbers = _numbers(year)
    tables = [build(numbers) for build in TABLES.values()]
    changes = _changes(year, numbers)
    (changes_shown,) = shown([changes], lambda each: _csv_url(year, each)) or [changes]
    page = Report(
        year=year,
        ended=year < today().year,
        changes=changes_shown,
        tables=shown(tables, lambda each: _csv_url(year, each)),
        missing=missing(tables),
        losses=leaks.losses(numbers),
        years=[link for link in year_links() if link.label != str(year)],
    )
    return render_template("figures/report.html", report=page, day=today())


@blueprint.get("/figures/<int(fixed_digits=4):year>/<slug:table>.csv")
@public
def table_of_year(year: int, table: str) -> Response:
    """Return a table of a year's report as a file."""
    builders: dict[str, Builder] = {"changes": partial(_changes, year), **TABLES}
    return as_file(built(table, builders, _numbers(year)), f"{year}-")


def _csv_url(year: int, table: Table) -> str:
    return url_for("figures.table_of_year", year=year, table=table.name)


def _numbers(year: int) -> Numbers:
    """Return what is counted of a year.

    Raises:
        NotFound: if nothing was published until then, or it has not begun.
    """
    if year not in years():
        raise NotFound
    return _counted(year)


def _counted(year: int) -> Numbers:
    """Return what is counted of a year with the year before, up to the quarter of today."""
    last = min(Quarter(year, IN_YEAR), quarter_of(today()))
    return Numbers(nation(), quarters(last, IN_YEAR + last.number), period=last.number)


def _changes(year: int, numbers: Numbers) -> Table:
    """Return what was counted in a year beside what was in the year before."""
    found = {
        year - 1: _measures(_counted(year - 1)),
        year: _measures(numbers),
    }
    before, now = found.values()
    return Table(
        name="changes",
        title=_("Yang berubah"),
        meaning=_("Yang terjadi dalam tahun itu; daerah champion dihitung pada akhirnya."),
        heads=["", str(year - 1), str(year)],
        rows=[
            Row(label=label, values=[before[label], count])
            for label, count in now.items()
            if count or before[label]
        ],
        none=_("Tahun ini belum ada yang tercatat."),
    )


def _measures(numbers: Numbers) -> dict[str, int]:
    series = {
        _("Praktik yang terbit"): numbers.published,
        _("Penerapan yang dimulai"): numbers.begun,
        _("Hasil terverifikasi"): numbers.verified,
    }
    measures = {label: numbers.within(numbers.totals(found)) for label, found in series.items()}
    ways = {str(PARTS[way]): len(ids) for way, ids in numbers.taking_part.items()}
    return {**measures, **ways, _("Daerah champion"): numbers.champions[-1]}
