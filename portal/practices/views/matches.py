"""Where in a practice a search matched: its texts, or a page of what it attaches."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from portal.core.addresses import absolute
from portal.core.formats import words
from portal.core.i18n import current_locale
from portal.core.text import plain
from portal.practices.queries import PracticeView
from portal.practices.queries.files import PageText, public_pages
from portal.practices.views.cards import Attached
from portal.practices.views.media import file_url
from portal.search.highlight import Marker

SNIPPET = 220
LOOKED_THROUGH = 200_000  # characters of the attachments of one practice


def matches_of(view: PracticeView, marker: Marker) -> tuple[Markup | None, Attached | None]:
    """Return the passage that matches best, and the page of an attachment that matches too.

    Where nothing but an attachment matches, the passage is from there.
    """
    told = marker.snippet(texts_of(view), length=SNIPPET)
    titles = {row["file"]: words(row["title"]) for row in view.record.get("attachments", [])}
    pages = list(_first_pages(view)) if titles else []
    found = marker.passage((page.text for page in pages), length=SNIPPET)
    if found is None or pages[found[0]].file not in titles:
        return told, None
    page = pages[found[0]]
    names = (view.record["title"], view.record["summary"])
    only = told is None and not any(marker.snippet([words(text)], length=SNIPPET) for text in names)
    attached = Attached(titles[page.file], file_url(page.file), page.page, only)
    return (told or found[1]), attached


def _first_pages(view: PracticeView) -> Iterator[PageText]:
    """Yield the pages of what a practice attaches, as many as can be looked through at once."""
    left = LOOKED_THROUGH
    for page in public_pages(view.id):
        left -= len(page.text)
        if left < 0:
            return
        yield page


def texts_of(view: PracticeView) -> Iterator[str]:
    """Yield the texts a snippet may come from, the nearest to the point first."""
    locale = current_locale()
    for text in view.record["sections"].values():
        yield plain(text.get(locale) or text.get("id", ""))
    for block in view.record["blocks"]:
        yield plain(block["body"].get(locale) or block["body"].get("id", ""))
    for row in view.record.get("faq", []):
        yield f"{words(row['question'])} {plain(words(row['answer']))}"


def highlighted(view: PracticeView, marker: Marker | None) -> dict[str, Any]:
    """Return title and snippet with the matches in <mark>; nothing where no words were asked."""
    if marker is None:
        return {}
    snippet, attached = matches_of(view, marker)
    found = {"title": str(marker.mark(words(view.record["title"]))), "snippet": str(snippet or "")}
    if attached is None:
        return found
    place = {"title": attached.title, "url": absolute(attached.url), "page": attached.page}
    return {**found, "attachment": place}
