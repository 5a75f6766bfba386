"""What can be followed here: a practice, and a cell of the grid."""

import sqlalchemy as sa

from portal.core.db import db
from portal.core.formats import words
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.follows.models import Level
from portal.follows.queries import Key
from portal.follows.queries.registry import Topic, TopicKind, register
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to
from portal.practices.queries.topics import CELL, PRACTICE, cell_key
from portal.practices.views.labels import value_label
from portal.search.finder import Request
from portal.search.views.addresses import narrowing_of
from portal.vocabularies.queries import dimensions, sectors

PLACES = {
    Level.ALL: _l("Praktik dan utas baru, dan setiap tulisannya"),
    Level.FIRST: _l("Praktik dan utas baru saja"),
    Level.MUTE: _l("Jangan kabari saya"),
}


def topic_of_search(asked: Request) -> Key | None:
    """Return the cell that a page of results shows, None where it shows another search."""
    pairs = narrowing_of(asked)
    chosen = dict(pairs)
    one_each = len(chosen) == len(pairs) and set(chosen) <= {"dimension", "sector"}
    key = cell_key(chosen.get("dimension", ""), chosen.get("sector", ""))
    return (CELL, key) if one_each and _is_cell(key) else None


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
