"""Reads: who follows what, and how much of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor
from portal.follows.models import Follow, Level
from portal.follows.queries.registry import Topic, topic_of

PER_PAGE = 50
Key = tuple[str, str]  # kind and key of a topic


@dataclass(frozen=True)
class Followed:
    """A wish of somebody; `topic` is None where it is gone, or no longer for them to see."""

    kind: str
    key: str
    level: Level
    topic: Topic | None


_LEVEL = sa.select(Follow.level).where(
    Follow.person_id == sa.bindparam("person"),
    Follow.kind == sa.bindparam("kind"),
    Follow.key == sa.bindparam("key"),
)


def level_of(person_id: int, kind: str, key: str) -> Level | None:
    """Return how much somebody wants to hear of a topic, None if they never said."""
    told = {"person": person_id, "kind": kind, "key": key}
    return db.session.scalars(_LEVEL, told).one_or_none()


def levels(topics: Sequence[Key]) -> Mapping[int, Level]:
    """Return, by the ids of persons, how much they want to hear of what touches these topics.

    They come from the closest to the widest, and the closest of which somebody has said anything
    decides: who has muted a practice hears nothing of it from its region.
    """
    if not topics:
        return {}
    ranks = {topic: rank for rank, topic in enumerate(topics)}
    rows = db.session.execute(
        sa.select(Follow.person_id, Follow.kind, Follow.key, Follow.level)
        .where(sa.tuple_(Follow.kind, Follow.key).in_(topics))
        .order_by(Follow.person_id)
    ).all()
    widest_first = sorted(rows, key=lambda row: -ranks[row.kind, row.key])
    found = {row.person_id: row.level for row in widest_first}
    return dict(sorted(found.items()))


def count(person_id: int) -> int:
    """Return of how many topics somebody has said anything."""
    query = sa.select(sa.func.count()).select_from(Follow).where(Follow.person_id == person_id)
    return db.session.scalar(query) or 0


def followed_by(actor: Actor, page: int) -> list[Followed]:
    """Return a page of what an actor follows, newest first."""
    rows = db.session.scalars(
        sa.select(Follow)
        .where(Follow.person_id == actor.person_id)
        .order_by(Follow.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return [
        Followed(row.kind, row.key, row.level, topic_of(actor, row.kind, row.key)) for row in rows
    ]


def held_about(person_id: int) -> list[dict[str, Any]]:
    """Return all that is kept about somebody's wishes, for who asks for the own data."""
    columns = (Follow.kind, Follow.key, Follow.level, Follow.created_at)
    query = sa.select(*columns).where(Follow.person_id == person_id).order_by(Follow.id)
    return [dict(row._mapping) for row in db.session.execute(query)]  # noqa: SLF001  # its public name
