"""Readers' pages of the practices."""

from collections.abc import Iterator

from flask import Blueprint, Flask, Response, render_template, request, url_for

from portal.core import panels
from portal.core.access import current_actor, public
from portal.core.addresses import NUMBER
from portal.core.crawling import PublicPage, list_pages
from portal.core.db import reading
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _
from portal.core.panels import Place
from portal.core.permissions import permits
from portal.practices import queries
from portal.practices.forms import read_search
from portal.practices.permissions import START_PRACTICE
from portal.practices.queries.names import published
from portal.practices.services import own_data
from portal.practices.views import (
    desk,
    editor,
    editor_start,
    exports,
    filing,
    followed,
    history,
    imports,
    life,
    review,
)
from portal.practices.views import saved as kept
from portal.practices.views.compare import comparison_of
from portal.practices.views.detail import page_of
from portal.practices.views.draft_notice import draft_notice
from portal.practices.views.former import elsewhere
from portal.practices.views.listing import FACE, results_of
from portal.practices.views.related import related_of
from portal.practices.views.suggest import suggestions_for
from portal.search.views.listing import show_tab

blueprint = Blueprint("practices", __name__, template_folder="../templates")
blueprint.register_error_handler(NotFound, elsewhere)
editor_start.blueprint.register_error_handler(NotFound, elsewhere)
exports.add_to(blueprint)
imports.add_to(blueprint)
PAGES = (editor, editor_start)  # importing them adds their pages
SUGGESTIONS_KEPT = 60  # seconds


@blueprint.get("/practices")
@public
def index() -> str:
    """Show results, or all practices."""
    asked = read_search(request.args.to_dict(flat=False))
    found = results_of(asked, current_actor())
    return render_template(
        "practices/list.html", search=found.page, feed_url=found.feed_url, topic=found.topic
    )


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
    return _page(practice, related=True)


@blueprint.get(f"/practices/<slug:slug>/v<{NUMBER}:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show a practice as it stood in one of its versions."""
    return _page(queries.get_version(current_actor(), slug, number), related=False)


def _page(practice: queries.PracticeView, *, related: bool) -> Response:
    actor = current_actor()
    blocks = range(1, len(practice.record["blocks"]) + 1)
    spots = [(practice.id, practice.number, block) for block in blocks]
    at_blocks = panels.show(Place.PRACTICE_BLOCK, actor, spots)
    shown = page_of(practice, actor)
    threads = [entry.thread for entry in shown.faq if entry.thread]
    at_questions = panels.show(Place.PRACTICE_FAQ, actor, threads)
    asides = panels.show(Place.PRACTICE_ASIDE, actor, [practice.id] if related else [])
    page = render_template(
        "practices/detail.html",
        practice=shown,
        related=related_of(practice, actor) if related else None,
        draft=draft_notice(actor, practice.slug) if related else None,
        asides=asides.get(practice.id, []),
        at_blocks={block: panel for (_id, _number, block), panel in at_blocks.items()},
        at_questions=at_questions,
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.vary.add("Save-Data")
    return response


@blueprint.get("/practices/compare")
@public
def compare() -> str:
    """Show practices side by side."""
    comparison = comparison_of(request.args.getlist("slug"), current_actor())
    return render_template("practices/compare.html", comparison=comparison)


@blueprint.get("/saved")
@public
def saved() -> Response:
    """Show what this browser keeps."""
    page = render_template("practices/saved.html", saved=kept.saved_of(current_actor()))
    return kept.private(Response(page, content_type="text/html; charset=utf-8"))


@blueprint.post("/saved")
@public
def change_saved() -> Response:
    """Keep a practice, keep it no longer, or keep nothing; writes the reader's cookie alone."""
    form = request.form
    if "add" in form:
        with reading():
            return kept.keep(form["add"], form.get("back", ""), current_actor())
    if "remove" in form:
        return kept.remove(form["remove"])
    if "clear" in form:
        return kept.clear()
    raise BadInput(_("Tidak jelas apa yang harus disimpan atau dihapus."))


def _public_pages() -> Iterator[PublicPage]:
    practices = published()
    newest = max((practice.published_at for practice in practices), default=None)
    yield PublicPage(url_for("practices.index"), newest)
    for practice in practices:
        path = url_for("practices.detail", slug=practice.slug)
        yield PublicPage(path, practice.published_at)


def _may_write() -> bool:
    """Tell whether the reader writes for a region."""
    return permits(current_actor(), START_PRACTICE)


def init_app(app: Flask) -> None:
    """Add the pages."""
    followed.start()
    own_data.start()
    app.register_blueprint(blueprint)
    for part in (desk, editor_start, filing, history, life, review):
        app.register_blueprint(part.blueprint)
    app.jinja_env.globals["may_write"] = _may_write
    show_tab(FACE)
    list_pages(app, _public_pages)
