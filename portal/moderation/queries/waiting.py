"""Reads: what waits for moderators, since when and why, in as few queries as it takes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.queries import spoken_name
from portal.core.db import db
from portal.core.permissions import Actor
from portal.moderation.models import Flag, Hold
from portal.threads.models import Post, PostState, Thread
from portal.threads.models.decisions import Decision, Ground
from portal.threads.permissions import moderated_by

MOST = 50
PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """A report: what somebody has against a post, and who that is, which only moderators learn."""

    ground: Ground
    text: str
    original: str | None
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A post that waits, with what it was held back for, or the reports of it."""

    post: Post
    thread: Thread
    author: str
    hold: Hold | None
    flags: Sequence[Flagged]
    since: datetime


@dataclass(frozen=True)
class Decided:
    """A decision on a post or a whole thread, and who has taken it."""

    decision: Decision
    thread: Thread
    number: int | None
    by: str


_OPEN_FLAG = sa.and_(Flag.post_id == Post.id, Flag.decision_id.is_(None))
_OPEN_HOLD = sa.and_(Hold.post_id == Post.id, Hold.decision_id.is_(None))
_FIRST_FLAG = sa.select(sa.func.min(Flag.created_at)).where(_OPEN_FLAG).scalar_subquery()
_SINCE = sa.func.coalesce(Hold.created_at, _FIRST_FLAG, Post.created_at)


def is_flagged(post: Post) -> bool:
    """Tell whether reports of a post wait for a moderator."""
    waiting = sa.select(Flag.id).where(Flag.post_id == post.id, Flag.decision_id.is_(None))
    return db.session.scalars(waiting).first() is not None


def count(actor: Actor) -> int:
    """Return how many posts wait for somebody who moderates."""
    query = sa.select(sa.func.count()).select_from(Post).join(Thread).where(*_waits_for(actor))
    return db.session.scalar(query) or 0


def queue(actor: Actor) -> list[Waiting]:
    """Return the posts that wait for somebody who moderates, the oldest first."""
    query = _query().where(*_waits_for(actor)).order_by(_SINCE, Post.id).limit(MOST)
    return _read(query)


def at(post: Post) -> Waiting:
    """Return what waits of a post, which may be nothing."""
    return _read(_query().where(Post.id == post.id))[0]


def _waits_for(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on `Post` and `Thread`; nobody decides on their own words."""
    held = Post.state == PostState.QUARANTINED
    shown = sa.and_(Post.state == PostState.VISIBLE, Thread.hidden_at.is_(None))
    reported = sa.and_(shown, sa.exists().where(_OPEN_FLAG))
    return moderated_by(actor), Post.author_id != actor.person_id, sa.or_(held, reported)


def _query() -> sa.Select[Any]:
    return (
        sa.select(Post, Thread, Hold, spoken_name(), sa.type_coerce(_SINCE, Post.created_at.type))
        .join(Thread, Thread.id == Post.thread_id)
        .join(Person, Person.id == Post.author_id)
        .outerjoin(Hold, _OPEN_HOLD)
    )


def _read(query: sa.Select[Any]) -> list[Waiting]:
    rows = db.session.execute(query).all()
    flags = _flags({row.Post.id for row in rows})
    return [
        Waiting(
            post=post,
            thread=thread,
            author=name,
            hold=hold,
            flags=flags.get(post.id, ()),
            since=since,
        )
        for post, thread, hold, name, since in rows
    ]


def _flags(post_ids: Collection[int]) -> dict[int, list[Flagged]]:
    rows = db.session.execute(
        sa.select(Flag, Person.name, Thread.public_id)
        .join(Person, Person.id == Flag.person_id)
        .outerjoin(Thread, Thread.id == Flag.original_id)
        .where(Flag.post_id.in_(post_ids), Flag.decision_id.is_(None))
        .order_by(Flag.id)
    )
    found: dict[int, list[Flagged]] = defaultdict(list)
    for flag, name, original in rows:
        found[flag.post_id].append(
            Flagged(
                ground=flag.ground,
                text=flag.text,
                original=original,
                by=name,
                at=flag.created_at,
            )
        )
    return found


def decided(actor: Actor, page: int) -> tuple[list[Decided], int]:
    """Return a page of what was decided where somebody moderates, the last first, and of how many.

    Raises:
        NotFound: if there is no such page.
    """
    where = moderated_by(actor)
    total = db.session.scalar(
        sa.select(sa.func.count()).select_from(Decision).join(Thread).where(where)
    )
    rows = db.session.execute(
        sa.select(Decision, Thread, Post.number, Person.name)
        .join(Thread, Thread.id == Decision.thread_id)
        .join(Person, Person.id == Decision.person_id)
        .outerjoin(Post, Post.id == Decision.post_id)
        .where(where)
        .order_by(Decision.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return [Decided(*row) for row in rows], total or 0
