"""For crawlers: the sitemap of all public pages in both languages, and what not to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from flask import Blueprint, Flask, Response, url_for

from portal.api.documents import answer
from portal.core.access import public
from portal.core.addresses import absolute
from portal.core.crawling import PublicPage, list_pages, public_pages
from portal.core.errors import NotFound
from portal.core.i18n import LOCALES, localized

blueprint = Blueprint("sitemap", __name__)
XML = "application/xml; charset=utf-8"
# The protocol allows 50,000 and 50 MB; smaller parts spare slow lines.
MOST_URLS = 45_000
MOST_BYTES = 10_000_000
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
OPENING = f'{HEAD}<urlset {NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
CLOSING = "</urlset>\n"
# Endless combinations of what is listed whole elsewhere, and what differs for each reader.
UNREAD = (
    "/practices?",
    "/practices/compare",
    "/practices/suggest",
    "/regions?",
    "/champions?",
    "/feeds/practices.atom?",
    "/feeds/threads.atom?",
    "/saved",
)


@dataclass(frozen=True)
class Part:
    """A sitemap of its own within the limits; `changed` is when its newest page changed."""

    text: str
    changed: datetime | None


@blueprint.get("/sitemap.xml")
@public
def whole() -> Response:
    """List all pages, or the parts where the pages are too many for one list."""
    parts = list(parts_of(public_pages(), urls=MOST_URLS, size=MOST_BYTES))
    changed = _newest(part.changed for part in parts)
    text = parts[0].text if len(parts) == 1 else "".join(_index(parts))
    return answer(text.encode(), XML, changed=changed)


@blueprint.get("/sitemap-<int(min=1, max=50000):number>.xml")
@public
def part(number: int) -> Response:
    """List the pages of one part."""
    parts = parts_of(public_pages(), urls=MOST_URLS, size=MOST_BYTES)
    for at, found in enumerate(parts, start=1):
        if at == number:
            return answer(found.text.encode(), XML, changed=found.changed)
    raise NotFound


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Tell crawlers where the sitemap is and what is not worth their time."""
    unread = "".join(
        f"Disallow: {localized(path, locale)}\n" for locale in LOCALES for path in UNREAD
    )
    sitemap = absolute(url_for("sitemap.whole"))
    text = f"User-agent: *\n{unread}\nSitemap: {sitemap}\n"
    return answer(text.encode(), "text/plain; charset=utf-8")


def parts_of(pages: Iterable[PublicPage], *, urls: int, size: int) -> Iterator[Part]:
    """Yield sitemaps of at most `urls` addresses and `size` bytes; one if there are no pages."""
    taken: list[str] = []
    dates: list[datetime | None] = []
    left = size
    for page in pages:
        entry = "".join(_entries(page))
        needed = len(entry.encode())
        if taken and (len(taken) == urls // len(LOCALES) or needed > left):
            yield _part(taken, dates)
            taken, dates, left = [], [], size
        if not taken:
            left -= len(OPENING) + len(CLOSING)
        left -= needed
        taken.append(entry)
        dates.append(page.changed)
    yield _part(taken, dates)


def _part(entries: Iterable[str], dates: Iterable[datetime | None]) -> Part:
    return Part(OPENING + "".join(entries) + CLOSING, _newest(dates))


def _newest(dates: Iterable[datetime | None]) -> datetime | None:
    return max((date for date in dates if date), default=None)


def _entries(page: PublicPage) -> Iterator[str]:
    """Yield the page in each language, and with each where all of them are."""
    addresses = {locale: escape(absolute(localized(page.path, locale))) for locale in LOCALES}
    named = {**addresses, "x-default": addresses["id"]}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{locale}" href="{address}"/>'
        for locale, address in named.items()
    )
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{_lastmod(page.changed)}{links}</url>\n"


def _lastmod(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""


def _index(parts: Iterable[Part]) -> Iterator[str]:
    yield f"{HEAD}<sitemapindex {NAMESPACE}>\n"
    for number, found in enumerate(parts, start=1):
        address = escape(absolute(url_for("sitemap.part", number=number)))
        yield f"<sitemap><loc>{address}</loc>{_lastmod(found.changed)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _own_pages() -> Iterator[PublicPage]:
    yield PublicPage(url_for("api.about"))


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(blueprint)
    list_pages(app, _own_pages)
