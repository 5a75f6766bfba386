"""What was searched for: the most frequent, what found nothing, and where was clicked."""

from collections.abc import Collection

from flask import Response, render_template, request, url_for

from portal.care.forms import PERIODS, days_in
from portal.care.permissions import CARE
from portal.care.queries import asked
from portal.care.queries.asked import LAST_RANK, Row
from portal.care.views.pages import blueprint
from portal.care.views.shapes import Clicked, Searched, Searches
from portal.core import sheets
from portal.core.access import requires
from portal.core.i18n import _
from portal.search.guidance import current_guidance, topic_of
from portal.search.views.listing_shapes import Link

SHOWN = 50
MOST = 10_000  # rows of the file
MARK = "\ufeff"  # by which spreadsheets know UTF-8


@blueprint.get("/needs/searches")
@requires(CARE)
def searches() -> str:
    """Show what was searched for in the last days."""
    days = days_in(request.args)
    total, empty, clicked = asked.totals(days)
    pinned = current_guidance().pins.keys()
    page = Searches(
        periods=[
            Link(_("%(days)s hari", days=one), url_for("care.searches", days=one), count=one)
            for one in PERIODS
        ],
        days=days,
        total=total,
        empty=empty,
        clicked=clicked,
        top=[_searched(row, pinned) for row in asked.searched(days, most=SHOWN)],
        in_vain=[_searched(row, pinned) for row in asked.searched(days, empty=True, most=SHOWN)],
        ranks=_ranks(days),
        csv_url=url_for("care.searches_file", days=days),
    )
    return render_template("care/searches.html", page=page)


@blueprint.get("/needs/searches.csv")
@requires(CARE)
def searches_file() -> Response:
    """Return what was searched for in the last days as a table."""
    days = days_in(request.args)
    head = ("query", "searches", "without results", "opened", "average rank")
    rows = [
        (
            row.query,
            str(row.times),
            str(row.empty),
            str(row.clicked),
            "" if row.rank is None else f"{row.rank:.1f}",
        )
        for row in asked.searched(days, most=MOST)
    ]
    return Response(
        MARK + sheets.written([head, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="searches-{days}.csv"'},
    )


def _searched(row: Row, pinned: Collection[str]) -> Searched:
    topic = topic_of(row.stems.split())
    is_pinned = topic in pinned
    return Searched(
        row,
        url_for("practices.index", q=row.query),
        url_for("care.new_group", query=row.query),
        url_for("care.pinned", topic=topic)
        if is_pinned
        else url_for("care.new_pins", query=row.query),
        is_pinned,
    )


def _ranks(days: int) -> list[Clicked]:
    found = asked.clicks(days)
    return [
        Clicked(
            str(rank) if rank <= LAST_RANK else _("setelah %(rank)s", rank=LAST_RANK),
            count,
            round(100 * count / (found.total or 1)),
        )
        for rank, count in found.by_rank.items()
    ]
