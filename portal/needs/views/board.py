"""The board of needs, for everybody, and its export."""

from flask import Response, render_template, request, url_for

from portal.core.access import current_actor, public
from portal.core.forms import readable
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.core.sheets import written
from portal.mentoring.views.shapes import Filter
from portal.needs import queries
from portal.needs.models import SHOWN_STATES
from portal.needs.permissions import VIEW_RAW
from portal.needs.queries import PER_PAGE, Asked, NeedView, Wish
from portal.needs.views.labels import STATES, cell_label, cell_of, options, row_of, title_of
from portal.needs.views.pages import blueprint, record_url, told
from portal.needs.views.shapes import Board, Own
from portal.threads.forms import page_in
from portal.threads.views.labels import paging_at

NARROWING = ("state", "dimension", "sector")
CSV = "text/csv; charset=utf-8"


@blueprint.get("/needs")
@public
def index() -> str:
    """Show what several regions looked for in vain."""
    actor = current_actor()
    chosen = {
        name: readable(request.args.get(name, "")) for name in ("state", "dimension", "sector")
    }
    page = page_in(request.args)
    views, total = queries.board(actor, Asked(**chosen), page)
    narrowing = {name: value for name, value in chosen.items() if value}
    states = [(state.value, str(STATES[state])) for state in SHOWN_STATES]
    board = Board(
        rows=[row_of(view) for view in views],
        total=total,
        filters=[
            Filter("state", _("Keadaan"), states, chosen["state"]),
            Filter("dimension", _("Dimensi kematangan"), options("dimension"), chosen["dimension"]),
            Filter("sector", _("Sektor SPM"), options("sector"), chosen["sector"]),
        ],
        narrowed=bool(narrowing) or page > 1,
        paging=paging_at(page, -(-total // PER_PAGE), "needs.index", **narrowing),
        own=_own(actor),
        done=told(),
        csv_url=url_for("needs.export"),
        new_url=record_url(actor),
        raw_url=url_for("needs.raw") if permits(actor, VIEW_RAW) else None,
    )
    return render_template("needs/index.html", board=board)


@blueprint.get("/needs.csv")
@public
def export() -> Response:
    """Return the whole board as a table."""
    return sheet(queries.all_shown(current_actor()), "needs.csv")


def _own(actor: Actor) -> list[Own]:
    return [_own_row(wish) for wish in queries.wishes_of(actor)] if actor.person_id else []


def _own_row(wish: Wish) -> Own:
    cell = cell_label(wish.dimension, wish.sector)
    return Own(
        title=wish.query or (wish.title if wish.shown else "") or cell,
        url=url_for("needs.need", need=wish.public_id) if wish.shown else "",
        leave_url=url_for("needs.leave", need=wish.public_id),
    )


def sheet(views: list[NeedView], name: str, more: dict[str, list[str]] | None = None) -> Response:
    """Return needs as a table to download; `more` has further columns, a cell for each need."""
    more = more or {}
    head = ["id", "title", "dimension", "sector", "state", "searches", "regions", "joined"]
    head += ["claimed_by", "claimed_until", "answered_by", *more]
    rows = [
        [
            view.public_id,
            title_of(view) or cell_of(view),
            view.dimension or "",
            view.sector or "",
            view.state.value,
            str(view.searches),
            str(view.regions),
            str(view.joined),
            view.claimed_by.code if view.claimed_by else "",
            view.claimed_until.isoformat() if view.claimed_until else "",
            view.answered_by or "",
            *cells,
        ]
        for view, *cells in zip(views, *more.values(), strict=True)
    ]
    response = Response("\ufeff" + written([head, *rows]), content_type=CSV)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
