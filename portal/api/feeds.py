"""Feeds (Atom, RFC 4287): what is new in the library, narrowed like the results page."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from flask import Blueprint, Flask, Response, request, url_for

from portal.api.documents import add, answer, xml
from portal.core.access import current_actor, public
from portal.core.addresses import absolute
from portal.core.formats import Words, words
from portal.core.i18n import _, current_locale
from portal.practices import queries
from portal.practices.forms import read_search
from portal.practices.queries.names import first_published
from portal.practices.views.addresses import feed_address, results_address
from portal.practices.views.labels import author_label, value_label
from portal.search import finder
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM

blueprint = Blueprint("feeds", __name__)
MOST = 30
ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
VOCABULARIES = "/api/v1/vocabularies"
RIGHTS = f"CC BY 4.0 {LICENCE}"
# Names made from it stay the same wherever the portal is served.
NAMES = uuid.UUID("37a666f9-d32a-4a1e-98ac-23d2de6c4f08")
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@blueprint.get("/feeds/practices.atom")
@public
def practices() -> Response:
    """Tell of the newest practices that a search finds, as the results page leaves them."""
    asked = read_search(request.args.to_dict(flat=False))
    asked = finder.Request(text=asked.text, exact=asked.exact, selected=asked.selected)
    newest = replace(asked, sort="newest", per_page=MOST)
    keys = finder.find(queries.KIND, newest).keys
    views = queries.by_keys(current_actor(), keys)
    changed = _newest(views or queries.best(current_actor(), "newest", 1))
    body = xml(_feed(asked, views, changed))
    return answer(body, f"{TYPE}; charset=utf-8", changed=changed)


def _newest(views: Sequence[queries.PracticeView]) -> datetime:
    return max((_moment(view) for view in views), default=BEFORE_ALL)


def _moment(view: queries.PracticeView) -> datetime:
    return view.published_at or BEFORE_ALL


def _feed(
    asked: finder.Request, views: Sequence[queries.PracticeView], changed: datetime
) -> Element:
    own, page = feed_address(asked), results_address(asked)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": current_locale()})
    add(feed, "id", _name(f"feed:{own}"))
    add(feed, "title", " · ".join(_title(asked)))
    add(feed, "updated", _time(changed))
    _link(feed, "self", absolute(own), type=TYPE)
    _link(feed, "alternate", absolute(page), type="text/html", hreflang=current_locale())
    _link(feed, "license", LICENCE)
    add(feed, "rights", RIGHTS)
    add(feed, "generator", "Sokoguru")
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
    add(entry, "id", _name(f"practice:{view.public_id}:{current_locale()}"))
    _text(entry, "title", words(view.record["title"]))
    _text(entry, "summary", words(view.record["summary"]))
    add(entry, "published", _time(published))
    add(entry, "updated", _time(_moment(view)))
    page = absolute(url_for("practices.detail", slug=view.slug))
    _link(entry, "alternate", page, type="text/html", hreflang=current_locale())
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


def _text(entry: Element, tag: str, text: Words) -> None:
    foreign = text.lang != current_locale()
    add(entry, tag, text, {"type": "text"} | ({"xml:lang": text.lang} if foreign else {}))


def _link(parent: Element, rel: str, href: str, **attributes: str) -> None:
    add(parent, "link", attributes={"rel": rel, "href": href, **attributes})


def _name(what: str) -> str:
    return uuid.uuid5(NAMES, what).urn


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def init_app(app: Flask) -> None:
    """Add the feed."""
    app.register_blueprint(blueprint)
