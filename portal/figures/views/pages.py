"""The figures of the nation, of a province and of a region, as a page and as files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import public
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.periods import quarter_of, quarters
from portal.figures.queries.counting import first_year
from portal.figures.queries.numbers import Numbers
from portal.figures.queries.scopes import Scope, at, nation
from portal.figures.views import leaks, over_time, standing
from portal.figures.views.shapes import Fact, Figures, Table
from portal.practices.models import PracticeState
from portal.practices.views.exports import to_keep
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link

blueprint = Blueprint("figures", __name__, template_folder="../templates")
QUARTERS = 8
Builder = Callable[[Numbers], Table]
TABLES: Mapping[str, Builder] = {
    "practices": over_time.practices,
    "regions": standing.places,
    "taking-part": standing.taking_part,
    "adoptions": over_time.adoptions,
    "stages": standing.stages,
    "outcomes": standing.outcomes,
    "champions": over_time.champions,
    "answers": over_time.answers,
    "freshness": standing.freshness,
    "funnel": leaks.funnel,
}
OF_AREAS = frozenset({"regions", "taking-part"})  # which one region alone does not have


@blueprint.get("/figures")
@public
def index() -> str:
    """Show the figures of the nation."""
    return _page(nation())


@blueprint.get("/figures/<slug:table>.csv")
@public
def table(table: str) -> Response:
    """Return a table of the nation as a file."""
    return as_file(_table(nation(), table), "")


@blueprint.get("/figures/regions/<code:code>")
@public
def of_region(code: str) -> str | AnyResponse:
    """Show the figures of a province or a region; a former code leads to today's."""
    if (now := directory().moved.get(code)) is not None:
        return redirect(url_for("figures.of_region", code=now), 301)
    return _page(at(code))


@blueprint.get("/figures/regions/<code:code>/<slug:table>.csv")
@public
def table_of_region(code: str, table: str) -> Response:
    """Return a table of a province or a region as a file."""
    return as_file(_table(at(code), table), f"{code}-")


def as_file(table: Table, prefix: str) -> Response:
    """Return a table as a file, its name after what it is of."""
    return to_keep(table.text, "text/csv", f"sokoguru-{prefix}{table.name}.csv")


def built(name: str, builders: Mapping[str, Builder], numbers: Numbers) -> Table:
    """Return one of some tables.

    Raises:
        NotFound: if there is none of that name.
    """
    if name not in builders:
        raise NotFound
    return builders[name](numbers)


def shown(tables: Iterable[Table], address: Callable[[Table], str]) -> list[Table]:
    """Return the tables that have rows, each with where its file is."""
    return [replace(each, csv_url=address(each)) for each in tables if each.rows]


def missing(tables: Iterable[Table]) -> list[str]:
    """Return what the tables without rows say, each sentence once."""
    return list(dict.fromkeys(each.none for each in tables if not each.rows))


def years() -> list[int]:
    """Return the years of which there is something to report, the newest first."""
    first = first_year()
    return list(range(today().year, first - 1, -1)) if first else []


def _builders(scope: Scope) -> Mapping[str, Builder]:
    left_out = set() if scope.is_area else set(OF_AREAS)
    left_out |= set() if scope.has_funnel else {"funnel"}
    return {name: build for name, build in TABLES.items() if name not in left_out}


def _numbers(scope: Scope) -> Numbers:
    return Numbers(scope, quarters(quarter_of(today()), QUARTERS))


def _table(scope: Scope, name: str) -> Table:
    return built(name, _builders(scope), _numbers(scope))


def _page(scope: Scope) -> str:
    numbers = _numbers(scope)
    tables = [build(numbers) for build in _builders(scope).values()]
    found = Figures(
        region=scope.region,
        facts=_facts(numbers),
        tables=shown(tables, lambda each: _csv_url(scope, each)),
        missing=missing(tables),
        losses=leaks.losses(numbers) if scope.has_funnel else None,
        years=year_links() if scope.is_nation else [],
        elsewhere=list(_elsewhere(scope)),
    )
    return render_template("figures/index.html", figures=found)


def _csv_url(scope: Scope, table: Table) -> str:
    if scope.region is None:
        return url_for("figures.table", table=table.name)
    return url_for("figures.table_of_region", code=scope.region.code, table=table.name)


def year_links() -> list[Link]:
    """Return the reports of all years, the newest first."""
    return [Link(str(year), url_for("figures.report", year=year)) for year in years()]


def _facts(numbers: Numbers) -> list[Fact]:
    """Return the numbers on top that are not zero."""
    running = sum(
        count
        for (state, _pulse), count in numbers.running.items()
        if state is PracticeState.PUBLISHED
    )
    facts = [
        Fact(_("Praktik yang berjalan"), running),
        Fact(_("Penerapan"), numbers.stages.total()),
        Fact(_("Hasil terverifikasi"), numbers.totals(numbers.verified)[-1]),
    ]
    if numbers.scope.is_area:
        whole = len(numbers.scope.ids)
        facts[1:1] = [
            Fact(_("Daerah terlibat"), len(numbers.everybody), _("dari %(whole)s", whole=whole))
        ]
        facts.append(Fact(_("Daerah champion"), numbers.champions[-1]))
    return [fact for fact in facts if fact.value]


def _elsewhere(scope: Scope) -> Sequence[Link]:
    """Return where the figures of other places are, and of the demonstration."""
    known = directory()
    if scope.region is None:
        return [
            Link(place.name, url_for("figures.of_region", code=place.code))
            for place in known.provinces()
            if place.invented
        ]
    links = [Link(_("Angka seluruh Indonesia"), url_for("figures.index"))]
    province = known.province_of(scope.region)
    if province.id != scope.region.id:
        links.append(Link(province.name, url_for("figures.of_region", code=province.code)))
    return links
