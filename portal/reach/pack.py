"""The offline pack: what a search of practices finds, in a zip that is read from a disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import render_template

from portal.core.clock import today
from portal.core.formats import words
from portal.core.i18n import LOCALES, _, written_for
from portal.core.permissions import ANONYMOUS
from portal.practices.queries import KIND, PracticeView, by_keys
from portal.practices.views.addresses import results_address
from portal.practices.views.labels import search_label, short_label, value_label
from portal.reach.archive import fitted, packed
from portal.reach.readable import kit, outside, readable, whole
from portal.reach.words import script
from portal.search import finder

MOST_BYTES = 5_000_000
MOST = 200  # practices, since to make their pages takes the time of other readers
INDEXES = {"id": "index.html", "en": "index-en.html"}
_FOLDER = "practices"


@dataclass(frozen=True)
class Entry:
    """A practice in the list of a pack; `lang` is that of its words where it is not the list's."""

    file: str
    title: str
    lang: str | None
    place: str
    summary: str
    tags: str


@dataclass(frozen=True)
class Asked:
    """What a pack is asked of: a search, how much it finds, and the first of that."""

    search: finder.Request
    total: int
    practices: Sequence[PracticeView]


def asked_of(search: finder.Request) -> Asked:
    """Return what strangers find by a search, the most relevant first, as much as a pack takes."""
    first = replace(search, page=1, per_page=MOST)
    found = finder.find(KIND, first)
    return Asked(replace(search, page=1), found.total, by_keys(ANONYMOUS, found.keys))


def total_of(search: finder.Request) -> int:
    """Return how many practices strangers find by a search."""
    return finder.total(KIND, search)


def title_of(search: finder.Request) -> str:
    """Return what a search looks for, in words."""
    return search_label(search) or _("Semua praktik")


def made(asked: Asked, most: int = MOST_BYTES) -> bytes:
    """Return the pack, of at most so many bytes; what does not fit is left out, last ones first."""
    day = today()
    pages = {view.id: _pages(view, day) for view in asked.practices}

    def make(views: Sequence[PracticeView]) -> bytes:
        files = {name: page for view in views for name, page in pages[view.id].items()}
        for locale in LOCALES:
            files |= _lists(asked, views, locale, day)
        files |= {name: kit(name) for name in ("style.css", "search.js")}
        return packed(name_of(day), files, day)

    return fitted(asked.practices, make, most)


def name_of(day: date) -> str:
    """Return the name of a pack, without a suffix."""
    return f"sokoguru-{day.isoformat()}"


def _pages(view: PracticeView, day: date) -> Mapping[str, str]:
    """Return the pages of a practice by their names, in all languages that it is written in."""
    locales = LOCALES if view.has_english else LOCALES[:1]
    return {f"{_FOLDER}/{_name(view, locale)}": _page(view, locale, day) for locale in locales}


def _name(view: PracticeView, locale: str) -> str:
    """Return the name of a page; it ends so that it is none of those that Windows keeps back."""
    return f"{view.slug}-{locale}.html"


def _page(view: PracticeView, locale: str, day: date) -> str:
    other = next(each for each in LOCALES if each != locale)
    with written_for(locale):
        html = render_template(
            "reach/_pack_practice.html",
            readable=readable(view, locale),
            index=f"../{INDEXES[locale]}",
            other=_name(view, other) if view.has_english else None,
            day=day,
        )
    return whole(html, locale)


def _lists(
    asked: Asked, views: Sequence[PracticeView], locale: str, day: date
) -> Mapping[str, str]:
    """Return the first page in a language, and the words that it is searched by."""
    listed = f"words-{locale}.js"
    with written_for(locale):
        html = render_template(
            "reach/_pack_index.html",
            title=title_of(asked.search),
            entries=[_entry(view, locale) for view in views],
            left_out=asked.total - len(views),
            url=outside(results_address(asked.search), locale),
            other=INDEXES["en" if locale == "id" else "id"],
            words=listed,
            day=day,
        )
        return {INDEXES[locale]: html, listed: script(views, locale)}


def _entry(view: PracticeView, locale: str) -> Entry:
    record = view.record
    title = words(record["title"])
    written = locale if view.has_english else LOCALES[0]
    own = view.region.code == view.province.code
    place = [view.region.name, "" if own else view.province.name]
    tags = [value_label("dimension", code) for code in record["dimensions"]]
    tags += [short_label("sector", code) for code in record["sectors"]]
    return Entry(
        file=f"{_FOLDER}/{_name(view, written)}",
        title=title,
        lang=None if title.lang == locale else title.lang,
        place=" · ".join(part for part in place if part),
        summary=words(record["summary"]),
        tags=" · ".join(tags),
    )
