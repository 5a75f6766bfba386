"""Why it did not work elsewhere: reasons counted over all, per practice and per grid cell."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

from flask import render_template, request, url_for

from portal.adoptions.forms import reasons
from portal.adoptions.queries.counting import Ended, ended
from portal.adoptions.queries.wording import reason_label
from portal.adoptions.views.listing_shapes import CellRow, EndedRow, Filter, ReasonRow, WhyPage
from portal.adoptions.views.pages import blueprint
from portal.core.access import public
from portal.core.formats import words
from portal.core.forms import readable
from portal.core.i18n import current_locale
from portal.practices.views.labels import FACET_LABELS, short_label, value_label
from portal.search.views.listing_shapes import Link
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, scheme

MOST = 100
NAMED = 2
ALL = ""


@blueprint.get("/adoptions/why-not")
@public
def why_not() -> str:
    """Show why practices were dropped by adopters, or stopped."""
    chosen = {name: readable(request.args.get(name, ALL)) for name in ("dimension", "sector")}
    slug = readable(request.args.get("practice", ALL))
    found = [row for row in ended() if _fits(row, chosen) and slug in {ALL, row.slug}]
    shown = sorted(found, key=lambda row: (-_weight(row), row.slug))
    page = WhyPage(
        practice=_named(found[0]) if slug and found else None,
        filters=[_filter(name, value) for name, value in chosen.items()],
        reasons=_reasons(found, chosen, slug),
        practices=[_row(row) for row in shown[:MOST]],
        cells=_cells(found),
    )
    return render_template("adoptions/why_not.html", why=page)


def _fits(row: Ended, chosen: dict[str, str]) -> bool:
    return chosen["dimension"] in {ALL, *row.dimensions} and chosen["sector"] in {
        ALL,
        *row.sectors,
    }


def _weight(row: Ended) -> int:
    return sum(row.dropped.values()) + bool(row.stopped)


def _named(row: Ended) -> Link:
    return Link(words(row.title), url_for("practices.detail", slug=row.slug))


def _filter(name: str, chosen: str) -> Filter:
    terms = scheme(MATURITY if name == "dimension" else SPM).top()
    codes = [term.code for term in terms] + ([NON_SPM] if name == "sector" else [])
    options = [(code, value_label(name, code)) for code in codes]
    return Filter(name, str(FACET_LABELS[name]), options, chosen)


def _reasons(found: Sequence[Ended], chosen: dict[str, str], slug: str) -> list[ReasonRow]:
    dropped, stopped = _counted(found)
    return [
        ReasonRow(
            label,
            dropped[code],
            stopped[code],
            url_for(
                "adoptions.index",
                reason=code,
                dimension=chosen["dimension"] or None,
                practice=slug or None,
            ),
        )
        for code, label in reasons()
    ]


def _counted(found: Iterable[Ended]) -> tuple[Counter[str], Counter[str]]:
    dropped: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for row in found:
        dropped.update(row.dropped)
        stopped.update([row.stopped] if row.stopped else [])
    return dropped, stopped


def _row(row: Ended) -> EndedRow:
    title = words(row.title)
    by_count = sorted(row.dropped.items(), key=lambda item: (-item[1], item[0]))
    return EndedRow(
        _named(row),
        title.lang if title.lang != current_locale() else None,
        row.region.name,
        [(reason_label(code), times) for code, times in by_count],
        reason_label(row.stopped) if row.stopped else "",
    )


def _cells(found: Sequence[Ended]) -> list[CellRow]:
    """Return the cells in which something ended, those with most first."""
    cells: dict[tuple[str, str], list[Ended]] = {}
    for row in found:
        for cell in product(row.dimensions, row.sectors):
            cells.setdefault(cell, []).append(row)
    rows = [_cell(*cell, within) for cell, within in cells.items()]
    return sorted(rows, key=lambda row: (-(row.dropped + row.stopped), row.cell.label))


def _cell(dimension: str, sector: str, within: Sequence[Ended]) -> CellRow:
    dropped, stopped = _counted(within)
    label = f"{short_label('dimension', dimension)} · {short_label('sector', sector)}"
    url = url_for("adoptions.why_not", dimension=dimension, sector=sector)
    most = (dropped + stopped).most_common(NAMED)
    why = ", ".join(f"{reason_label(code).lower()} ({times})" for code, times in most)
    return CellRow(Link(label, url), dropped.total(), stopped.total(), why)
