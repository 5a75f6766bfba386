"""Feeds (Atom, RFC 4287): what is new in the library, narrowed like the results page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element

from flask import Flask, Response, request, url_for

from portal.api import atom, thread_feeds
from portal.api.atom import BEFORE_ALL
from portal.api.documents import add
from portal.api.feed_pages import blueprint
from portal.core.access import current_actor, public
from portal.core.addresses import absolute
from portal.core.formats import words
from portal.core.i18n import _, current_locale
from portal.practices import queries
from portal.practices.forms import read_search
from portal.practices.queries.names import first_published
from portal.practices.views.addresses import feed_address, results_address
from portal.practices.views.labels import author_label, value_label
from portal.search import finder
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM

PAGES = (thread_feeds,)  # importing them adds their pages
MOST = 30
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
VOCABULARIES = "/api/v1/vocabularies"
RIGHTS = f"CC BY 4.0 {LICENCE}"


@blueprint.get("/feeds/practices.atom")
@public
def practices() -> Response:
    """Tell of the newest practices that a search finds, as the results page leaves them."""
    asked = read_search(request.args.to_dict(flat=False))
    asked = finder.Request(text=asked.text, exact=asked.exact, selected=asked.selected)
    newest = replace(asked, sort="newest", per_page=MOST)
    keys = finder.find(queries.KIND, newest).keys
    views = queries.by_keys(current_actor(), keys)
    about = atom.About(
        own=feed_address(asked),
        page=results_address(asked),
        title=" · ".join(_title(asked)),
        changed=_newest(views or queries.best(current_actor(), "newest", 1)),
    )
    return atom.sent(_feed(about, views), about)


def _newest(views: Sequence[queries.PracticeView]) -> datetime:
    return max((_moment(view) for view in views), default=BEFORE_ALL)


def _moment(view: queries.PracticeView) -> datetime:
    return view.published_at or BEFORE_ALL


def _feed(about: atom.About, views: Sequence[queries.PracticeView]) -> Element:
    feed = atom.begin(about)
    atom.link(feed, "license", LICENCE)
    add(feed, "rights", RIGHTS)
    first = first_published([view.id for view in views])
    for view in views:
        _entry(feed, view, first.get(view.id, _moment(view)))
    return feed


def _title(asked: finder.Request) -> Iterator[str]:
    yield "Sokoguru"
    yield _("Praktik terbaru")
    if asked.text:
        yield f"“{asked.text}”"
    for facet, values in asked.selected.items():
        yield ", ".join(value_label(facet, value) for value in values)


def _entry(feed: Element, view: queries.PracticeView, published: datetime) -> None:
    entry = add(feed, "entry")
    # A reader who follows both languages has two texts to read, not one that changes.
    add(entry, "id", atom.name(f"practice:{view.public_id}:{current_locale()}"))
    for tag in ("title", "summary"):
        text = words(view.record[tag])
        atom.words_of(entry, tag, text, text.lang)
    add(entry, "published", atom.time(published))
    add(entry, "updated", atom.time(_moment(view)))
    atom.page_link(entry, url_for("practices.detail", slug=view.slug))
    author = add(entry, "author")
    add(author, "name", author_label(view))
    if not view.by_editors:
        add(author, "uri", absolute(url_for("overview.region", code=view.region.code)))
    for facet, scheme, codes in (
        ("dimension", MATURITY, view.record["dimensions"]),
        ("sector", SPM, view.record["sectors"]),
    ):
        for code in codes:
            _category(entry, facet, scheme, code)


def _category(entry: Element, facet: str, scheme: str, code: str) -> None:
    attributes = {"term": code, "label": value_label(facet, code)}
    if code != NON_SPM:
        attributes["scheme"] = absolute(f"{VOCABULARIES}#{scheme}")
    add(entry, "category", attributes=attributes)


def init_app(app: Flask) -> None:
    """Add the feeds."""
    app.register_blueprint(blueprint)
