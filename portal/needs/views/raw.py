"""What was asked for in vain and is not shown to others: for editors."""

from flask import Response, render_template, request, url_for

from portal.core.access import current_actor, requires
from portal.needs import queries
from portal.needs.permissions import VIEW_RAW
from portal.needs.queries import PER_PAGE, NeedView
from portal.needs.views.board import sheet
from portal.needs.views.labels import cell_of, title_of, told_sources
from portal.needs.views.pages import blueprint
from portal.needs.views.shapes import RawPage, RawRow
from portal.threads.forms import page_in
from portal.threads.views.labels import paging_at


@blueprint.get("/needs/raw")
@requires(VIEW_RAW)
def raw() -> str:
    """Show the clusters that too few have searched for."""
    page = page_in(request.args)
    views, total = queries.raw(current_actor(), page)
    shown = RawPage(
        rows=[_row(view) for view in views],
        total=total,
        paging=paging_at(page, -(-total // PER_PAGE), "needs.raw"),
        csv_url=url_for("needs.raw_export"),
    )
    return render_template("needs/raw.html", page=shown)


@blueprint.get("/needs/raw.csv")
@requires(VIEW_RAW)
def raw_export() -> Response:
    """Return all clusters with what was typed, public ones too."""
    views = queries.all_seen(current_actor())
    wordings = ["; ".join(f"{words} ({count})" for words, count in worded(view)) for view in views]
    sources = [
        "; ".join(f"{name} ({count})" for name, count in view.sources.items()) for view in views
    ]
    return sheet(views, "needs-raw.csv", {"sources": sources, "queries": wordings})


def worded(view: NeedView) -> list[tuple[str, int]]:
    """Return what was typed, the most frequent first."""
    return sorted(view.wordings.items(), key=lambda pair: (-pair[1], pair[0]))


def _row(view: NeedView) -> RawRow:
    return RawRow(
        title=title_of(view),
        url=url_for("needs.need", need=view.public_id),
        cell=cell_of(view),
        searches=view.searches,
        regions=view.regions,
        sources=told_sources(view.sources),
        wordings=worded(view),
    )
