"""What editors have said, topic by topic, and what held before each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.search.models import Care, SearchChange

MOST = 50
Said = dict[str, Any] | None


@dataclass(frozen=True)
class Past:
    """A change, and what its topic said before: None where that was what the files say."""

    change: SearchChange
    before: Said


def newest(kind: Care, topic: str) -> SearchChange | None:
    """Return what was said last of a topic."""
    return db.session.scalars(_of(kind, topic).limit(1)).first()


def before(change: SearchChange) -> Said:
    """Return what a change's topic said before it."""
    earlier = _of(change.kind, change.topic).where(SearchChange.id < change.id).limit(1)
    found = db.session.scalars(earlier).first()
    return found.said if found else None


def of_topic(kind: Care, topic: str) -> Sequence[Past]:
    """Return the history of a topic, newest first, as far as `MOST`."""
    return _told(db.session.scalars(_of(kind, topic).limit(MOST + 1)).all())


def latest(kind: Care) -> Sequence[Past]:
    """Return what was said last of any topic, newest first."""
    recent = sa.select(SearchChange).where(SearchChange.kind == kind)
    rows = db.session.scalars(recent.order_by(SearchChange.id.desc()).limit(MOST)).all()
    topics = {row.topic for row in rows}
    return [
        one for one in _told(db.session.scalars(_of(kind, *topics)).all()) if one.change in rows
    ]


def said(kind: Care) -> dict[str, SearchChange]:
    """Return what was said last, by topic."""
    last = (
        sa.select(sa.func.max(SearchChange.id))
        .where(SearchChange.kind == kind)
        .group_by(SearchChange.topic)
    )
    rows = db.session.scalars(sa.select(SearchChange).where(SearchChange.id.in_(last)))
    return {row.topic: row for row in rows}


def _of(kind: Care, *topics: str) -> sa.Select[SearchChange]:
    return (
        sa.select(SearchChange)
        .where(SearchChange.kind == kind, SearchChange.topic.in_(topics))
        .order_by(SearchChange.id.desc())
    )


def _told(rows: Sequence[SearchChange]) -> list[Past]:
    """Return changes, newest first, each with what its topic said before."""
    told = []
    for place, change in enumerate(rows[:MOST]):
        earlier = next((row for row in rows[place + 1 :] if row.topic == change.topic), None)
        told.append(Past(change, earlier.said if earlier else None))
    return told
