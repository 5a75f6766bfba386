"""What all feeds have in common (Atom, RFC 4287): how a feed, a link, a name and a moment look."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from flask import Response

from portal.api.documents import add, answer, xml
from portal.core.addresses import absolute
from portal.core.i18n import current_locale

ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
# Names made from it stay the same wherever the portal is served.
NAMES = uuid.UUID("37a666f9-d32a-4a1e-98ac-23d2de6c4f08")
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class About:
    """What stands at the head of a feed; `own` and `page` are addresses of this request."""

    own: str
    page: str
    title: str
    changed: datetime


def begin(about: About) -> Element:
    """Return a feed without entries."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": current_locale()})
    add(feed, "id", name(f"feed:{about.own}"))
    add(feed, "title", about.title)
    add(feed, "updated", time(about.changed))
    link(feed, "self", absolute(about.own), type=TYPE)
    link(feed, "alternate", absolute(about.page), type="text/html", hreflang=current_locale())
    add(feed, "generator", "Sokoguru")
    return feed


def sent(feed: Element, about: About) -> Response:
    """Return a feed as an answer, or 304 to who has it already."""
    return answer(xml(feed), f"{TYPE}; charset=utf-8", changed=about.changed)


def words_of(entry: Element, tag: str, text: str, lang: str, kind: str = "text") -> Element:
    """Add a text and return it, `text` or `html`, with its language if it is not the feed's."""
    foreign = {"xml:lang": lang} if lang != current_locale() else {}
    return add(entry, tag, text, {"type": kind} | foreign)


def link(parent: Element, rel: str, href: str, **attributes: str) -> None:
    """Add a link."""
    add(parent, "link", attributes={"rel": rel, "href": href, **attributes})


def page_link(entry: Element, path: str) -> None:
    """Add the link to the page of an entry."""
    link(entry, "alternate", absolute(path), type="text/html", hreflang=current_locale())


def name(what: str) -> str:
    """Return the id of something, the same for ever."""
    return uuid.uuid5(NAMES, what).urn


def time(moment: datetime) -> str:
    """Return a moment as feeds write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
