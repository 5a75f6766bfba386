"""What can be followed here: a practice, a cell of the grid, and a search, which is so saved."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, unquote_plus, urlencode

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import BadInput
from portal.core.formats import words
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.core.security import is_broken
from portal.follows.models import Level
from portal.follows.queries import Key
from portal.follows.queries.registry import Topic, TopicKind, register
from portal.practices.forms import read_search
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to
from portal.practices.queries.topics import CELL, PRACTICE, SEARCH, cell_key
from portal.practices.views.labels import value_label
from portal.search.finder import Request
from portal.search.views.addresses import narrowing_of
from portal.vocabularies.queries import dimensions, sectors

LONGEST_KEY = 1500  # characters
PLACES = {
    Level.ALL: _l("Praktik dan utas baru, dan setiap tulisannya"),
    Level.FIRST: _l("Praktik dan utas baru saja"),
    Level.MUTE: _l("Jangan kabari saya"),
}


def topic_of_search(asked: Request) -> Key | None:
    """Return what can be followed on a page of results: its cell, or the search, if it is one."""
    pairs = narrowing_of(asked)
    chosen = dict(pairs)
    one_each = len(chosen) == len(pairs) and set(chosen) <= {"dimension", "sector"}
    key = cell_key(chosen.get("dimension", ""), chosen.get("sector", ""))
    if one_each and _is_cell(key):
        return CELL, key
    found = _key_of(asked)
    return (SEARCH, found) if found else None


def _key_of(asked: Request) -> str | None:
    """Return the key under which a search is saved, None if it asks for nothing or too much."""
    key = urlencode(narrowing_of(_canonical(asked)))
    return key if 0 < len(key) <= LONGEST_KEY else None


def search_of(key: str) -> Request | None:
    """Return the search of a key, None if it is none."""
    if len(key) > LONGEST_KEY or is_broken(unquote_plus(key)):
        return None
    try:
        asked = read_search(parse_qs(key))
    except (BadInput, ValueError):
        return None
    return _canonical(Request(text=asked.text, exact=asked.exact, selected=asked.selected))


def _canonical(asked: Request) -> Request:
    """Return a search with its values in order, so that it is saved once however it was made."""
    selected = {name: tuple(sorted(values)) for name, values in asked.selected.items()}
    return replace(asked, selected=selected)


def _find_search(_actor: Actor, key: str) -> Topic | None:
    asked = search_of(key)
    if asked is None or not (found := _key_of(asked)):
        return None
    return Topic(SEARCH, found, " · ".join(_named(asked)), f"/practices?{found}")


def _named(asked: Request) -> Iterator[str]:
    if asked.text:
        yield f"“{asked.text}”"
    for facet, values in asked.selected.items():
        yield ", ".join(value_label(facet, value) for value in values)


def _find_practice(actor: Actor, key: str) -> Topic | None:
    row = db.session.execute(
        sa.select(Practice.slug, PracticeVersion.record["title"].label("title"))
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.public_id == key, visible_to(actor))
    ).one_or_none()
    return Topic(PRACTICE, key, words(row.title), f"/practices/{row.slug}") if row else None


def _find_cell(_actor: Actor, key: str) -> Topic | None:
    if not _is_cell(key):
        return None
    dimension, _slash, sector = key.partition("/")
    labels = [
        value_label(facet, code)
        for facet, code in (("dimension", dimension), ("sector", sector))
        if code
    ]
    if dimension and sector:
        path = f"/practices?dimension={dimension}&sector={sector}"
    else:
        path = f"/dimensions/{dimension}" if dimension else f"/sectors/{sector}"
    return Topic(CELL, key, " · ".join(labels), path)


def _is_cell(key: str) -> bool:
    dimension, slash, sector = key.partition("/")
    rows, columns = [*dimensions(), ""], [*sectors(), ""]
    return bool(slash) and key != slash and dimension in rows and sector in columns


def start() -> None:
    """Let these be followed."""
    register(
        TopicKind(
            name=PRACTICE,
            label=_l("Praktik"),
            invitation=_l("Ikuti praktik ini"),
            levels={
                Level.ALL: _l("Versi dan utas baru, dan setiap tulisannya"),
                Level.FIRST: _l("Versi dan utas baru saja"),
                Level.MUTE: _l("Jangan kabari saya"),
            },
            find=_find_practice,
        )
    )
    register(
        TopicKind(
            name=CELL,
            label=_l("Dimensi dan sektor"),
            invitation=_l("Ikuti bidang ini"),
            levels=PLACES,
            find=_find_cell,
        )
    )
    register(
        TopicKind(
            name=SEARCH,
            label=_l("Pencarian tersimpan"),
            invitation=_l("Simpan pencarian ini"),
            levels={
                Level.ALL: _l("Simpan, dan kabari saya bila ada praktik baru yang cocok"),
                Level.MUTE: _l("Simpan saja, tanpa kabar"),
            },
            find=_find_search,
            accepted=_l("Tersimpan"),
        )
    )
