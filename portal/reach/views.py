"""The page on which an offline pack is made, and a practice as one file."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Flask, Response, render_template, request

from portal.core import limits
from portal.core.access import current_actor, public, requires
from portal.core.clock import today
from portal.core.db import reading
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _, current_locale
from portal.core.limits import Limit
from portal.core.permissions import ANONYMOUS
from portal.follows.permissions import FOLLOW
from portal.practices import queries
from portal.practices.forms import read_search
from portal.practices.views.addresses import pack_address, results_address
from portal.practices.views.exports import to_keep
from portal.practices.views.former import elsewhere
from portal.reach import pack
from portal.reach.readable import inline_style, readable, whole

blueprint = Blueprint("reach", __name__, template_folder="templates")
blueprint.register_error_handler(NotFound, elsewhere)
PACKS = Limit("packs in an hour", 10, timedelta(hours=1))
PACKS_OF_ALL = Limit("packs of all in 10 minutes", 30, timedelta(minutes=10))


@dataclass(frozen=True, kw_only=True)
class PackPage:
    """What a pack will hold; `action` is the address that makes it, `url` that of the results."""

    title: str
    total: int
    most: int
    bytes: int
    action: str
    url: str


@blueprint.get("/practices/pack")
@requires(FOLLOW)
def offer() -> str:
    """Show what a pack of a search will hold, with the button that makes it."""
    search = read_search(request.args.to_dict(flat=False))
    return render_template(
        "reach/pack.html",
        pack=PackPage(
            title=pack.title_of(search),
            total=pack.total_of(search),
            most=pack.MOST,
            bytes=pack.MOST_BYTES,
            action=pack_address(search),
            url=results_address(search),
        ),
    )


@blueprint.post("/practices/pack")
@requires(FOLLOW)
def make() -> Response:
    """Make the pack of a search and hand it out.

    Raises:
        TooMany: if the reader, or all together, have made too many lately.
        BadInput: if the search finds nothing.
    """
    search = read_search(request.args.to_dict(flat=False))
    limits.count([(PACKS, str(current_actor().person_id)), (PACKS_OF_ALL, "all")])
    with reading():
        asked = pack.asked_of(search)
        if not asked.practices:
            raise BadInput(_("Tidak ada praktik untuk dibawa. Ubah pencariannya dulu."))
        body = pack.made(asked)
    response = Response(body, content_type="application/zip")
    name = f"{pack.name_of(today())}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/practices/<slug:slug>/file")
@public
def one_file(slug: str) -> Response:
    """Return a practice, as strangers see it, as one file for print and chat."""
    locale = current_locale()
    view = queries.get_visible(ANONYMOUS, slug)
    html = render_template(
        "reach/_file.html", readable=readable(view, locale), style=inline_style(), day=today()
    )
    return to_keep(whole(html, locale), "text/html", f"{slug}.html")


def init_app(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
