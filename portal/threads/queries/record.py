"""Reads: how soon regions answer what they are asked, in the last 90 days."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.formats import ZONES
from portal.threads.models import (
    SETTLED,
    Post,
    PostKind,
    PostState,
    Thread,
    ThreadKind,
    ThreadState,
    Vote,
)
from portal.threads.queries.calendar import holidays
from portal.threads.schemas.hours import between

WINDOW = timedelta(days=90)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class ResponseRecord:
    """What became of the questions whose answer a region promised.

    `questions` are those that were answered, or should have been by now and can be; `hours` is the
    median of working hours until the first answer, None where there is none yet.
    """

    questions: int
    answered: int
    in_time: int
    hours: float | None

    @property
    def share(self) -> int:
        """How many of a hundred were answered within the promise."""
        return round(100 * self.in_time / self.questions)


def response_records(region_ids: Collection[int]) -> dict[int, ResponseRecord]:
    """Return the records of those of the regions that were asked something, by their ids."""
    now, closed = utcnow(), holidays()
    rows = db.session.execute(
        sa.select(
            Thread.promise_region_id,
            Thread.created_at,
            Thread.answered_at,
            Thread.due_at,
            Thread.zone,
        ).where(
            Thread.promise_region_id.in_(region_ids),
            Thread.kind == ThreadKind.QUESTION,
            Thread.state != ThreadState.DUPLICATE,
            Thread.hidden_at.is_(None),
            Thread.created_at >= now - WINDOW,
            sa.or_(
                Thread.answered_at.is_not(None),
                sa.and_(Thread.due_at < now, Thread.locked_at.is_(None)),
            ),
        )
    )
    asked: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        asked[row.promise_region_id].append(row)
    return {region_id: _record(found, closed) for region_id, found in asked.items()}


def _record(rows: Sequence[Any], closed: Collection[date]) -> ResponseRecord:
    answered = [row for row in rows if row.answered_at is not None]
    hours = [
        between(row.created_at, row.answered_at, ZONES[row.zone.value], closed) / HOUR
        for row in answered
    ]
    return ResponseRecord(
        questions=len(rows),
        answered=len(answered),
        in_time=sum(1 for row in answered if row.answered_at <= row.due_at),
        hours=round(median(hours), 1) if hours else None,
    )


@dataclass(frozen=True)
class Recognition:
    """What readers made of the answers that a mentor gave in the own name."""

    settled: int
    helpful: int


def recognitions(person_ids: Collection[int]) -> dict[int, Recognition]:
    """Return what became of the answers of people, by their ids; not of those of their region.

    What somebody wrote for a region is never counted as theirs, or a number would tell who it was.
    """
    own = sa.and_(
        Post.author_id.in_(person_ids),
        Post.kind == PostKind.ANSWER,
        Post.state == PostState.VISIBLE,
        Post.as_region.is_(False),
        Thread.hidden_at.is_(None),
    )
    settled = sa.and_(Post.accepted, Thread.state.in_(SETTLED))
    votes = sa.select(sa.func.count()).where(Vote.post_id == Post.id).scalar_subquery()
    rows = db.session.execute(
        sa.select(
            Post.author_id,
            sa.func.sum(sa.case((settled, 1), else_=0)),
            sa.func.sum(votes),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .where(own)
        .group_by(Post.author_id)
    )
    return {person_id: Recognition(settled, helpful) for person_id, settled, helpful in rows}
