"""Readers' pages of the practices."""

from collections.abc import Iterator

from flask import Blueprint, Flask, Response, render_template, request, url_for

from portal.core.access import current_actor, public
from portal.core.crawling import PublicPage, list_pages
from portal.practices import queries
from portal.practices.forms import read_search
from portal.practices.views.detail import page_of
from portal.practices.views.listing import listing_of
from portal.practices.views.suggest import suggestions_for

blueprint = Blueprint("practices", __name__, template_folder="../templates")
SUGGESTIONS_KEPT = 60  # seconds


@blueprint.get("/practices")
@public
def index() -> str:
    """Show results, or all practices."""
    asked = read_search(request.args.to_dict(flat=False))
    return render_template("practices/list.html", search=listing_of(asked, current_actor()))


@blueprint.get("/practices/suggest")
@public
def suggest() -> Response:
    """Return a part of a page: the options that fit what was typed so far, or nothing."""
    found = suggestions_for(request.args.get("q", "").strip())
    response = Response(render_template("practices/_suggestions.html", suggestions=found))
    response.cache_control.public = True
    response.cache_control.max_age = SUGGESTIONS_KEPT
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/practices/<slug:slug>")
@public
def detail(slug: str) -> Response:
    """Show a practice in its current version."""
    practice = queries.get_visible(current_actor(), slug)
    return _page(practice)


@blueprint.get("/practices/<slug:slug>/v<int(min=1, max=2147483647):number>")
@public
def version(slug: str, number: int) -> Response:
    """Show a practice as it stood in one of its versions."""
    return _page(queries.get_version(current_actor(), slug, number))


def _page(practice: queries.PracticeView) -> Response:
    page = render_template("practices/detail.html", practice=page_of(practice))
    return Response(page, content_type="text/html; charset=utf-8")


def _public_pages() -> Iterator[PublicPage]:
    practices = queries.published()
    newest = max((practice.published_at for practice in practices), default=None)
    yield PublicPage(url_for("practices.index"), newest)
    for practice in practices:
        path = url_for("practices.detail", slug=practice.slug)
        yield PublicPage(path, practice.published_at)


def init_app(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
    list_pages(app, _public_pages)
