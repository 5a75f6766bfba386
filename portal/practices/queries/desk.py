"""Reads: the drafts that wait for somebody."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.permissions import Actor
from portal.practices.models import DraftState, Practice
from portal.practices.models.drafts import (
    Draft,
    ReviewComment,
    ReviewInvitation,
    ReviewRound,
    Verdict,
)
from portal.practices.permissions import EDITOR, IN_REVIEW, WRITERS
from portal.regions.queries import RegionView, directory


@dataclass(frozen=True, kw_only=True)
class Task:
    """A draft with whoever has to do with it; `since` is when its state was reached.

    `note` is what the editor said last, `open_count` how many comments are not settled.
    """

    practice_id: int
    slug: str
    title: Mapping[str, str]
    region: RegionView
    state: DraftState
    since: datetime
    holder_id: int | None
    holder: str
    reviewer_id: int | None
    reviewer: str
    note: str
    open_count: int
    is_guest: bool


def tasks_of(actor: Actor) -> list[Task]:
    """Return the drafts that an actor has to do with, those that wait longest first."""
    invited = sa.select(ReviewInvitation.practice_id).where(
        ReviewInvitation.person_id == actor.person_id
    )
    mine: list[sa.ColumnElement[bool]] = [
        Practice.region_id.in_(sorted(actor.regions(*WRITERS))),
        Practice.id.in_(invited),
    ]
    if EDITOR in actor.grants:
        mine.append(Practice.draft_state.in_(IN_REVIEW))
    rows = db.session.execute(_drafts().where(sa.or_(*mine))).all()
    ids = [row.id for row in rows]
    counts, guests = _open_counts(ids), set(db.session.scalars(invited))
    return [_task(row, counts[row.id], is_guest=row.id in guests) for row in rows]


def _drafts() -> sa.Select[Any]:
    latest = (
        sa.select(
            ReviewRound.practice_id,
            sa.func.max(ReviewRound.number).label("number"),
        )
        .group_by(ReviewRound.practice_id)
        .subquery()
    )
    holder, reviewer = aliased(Person), aliased(Person)
    return (
        sa.select(
            Practice.id,
            Practice.slug,
            Practice.region_id,
            Practice.draft_state,
            Draft.record["title"].label("title"),
            Draft.since,
            Draft.holder_id,
            holder.name.label("holder"),
            ReviewRound.reviewer_id,
            ReviewRound.note,
            reviewer.name.label("reviewer"),
        )
        .join(Draft, Draft.practice_id == Practice.id)
        .outerjoin(latest, latest.c.practice_id == Practice.id)
        .outerjoin(
            ReviewRound,
            sa.and_(
                ReviewRound.practice_id == Practice.id,
                ReviewRound.number == latest.c.number,
            ),
        )
        .outerjoin(holder, holder.id == Draft.holder_id)
        .outerjoin(reviewer, reviewer.id == ReviewRound.reviewer_id)
        .order_by(Draft.since, Practice.id)
    )


def _task(row: sa.Row[Any], open_count: int, *, is_guest: bool) -> Task:
    return Task(
        practice_id=row.id,
        slug=row.slug,
        title=row.title,
        region=directory().by_id[row.region_id],
        state=row.draft_state,
        since=row.since,
        holder_id=row.holder_id,
        holder=row.holder or "",
        reviewer_id=row.reviewer_id,
        reviewer=row.reviewer or "",
        note=row.note or "",
        open_count=open_count,
        is_guest=is_guest,
    )


def _open_counts(ids: Collection[int]) -> Counter[int]:
    """Return how many comments on the present drafts of practices are not settled."""
    approved = (
        sa.select(
            ReviewRound.practice_id,
            sa.func.max(ReviewRound.decided_at).label("at"),
        )
        .where(ReviewRound.verdict == Verdict.APPROVED)
        .group_by(ReviewRound.practice_id)
        .subquery()
    )
    rows = db.session.scalars(
        sa.select(ReviewComment.practice_id)
        .outerjoin(approved, approved.c.practice_id == ReviewComment.practice_id)
        .where(
            ReviewComment.practice_id.in_(ids),
            ReviewComment.settled_at.is_(None),
            sa.or_(approved.c.at.is_(None), ReviewComment.written_at > approved.c.at),
        )
    )
    return Counter(rows)
