"""Reads: the questions that wait for somebody, in one query however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.practices.models import Practice, PracticeVersion
from portal.threads.models import HolderKind, Post, Thread
from portal.threads.models.holding import AnswerInvitation
from portal.threads.permissions import EDITOR, TAKERS, visible_to
from portal.threads.queries.hands import is_lapsed, is_waiting
from portal.threads.queries.offers import offered_to
from portal.threads.schemas.excerpts import excerpt

MOST = 200
EXCERPT = 240  # characters


class Why(StrEnum):
    """Why a question is on somebody's desk, the most binding first."""

    HELD = "held"
    ASKED = "asked"
    QUEUE = "queue"
    OFFERED = "offered"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A question that waits for somebody; `practice` is that at which it was asked."""

    key: str
    title: str
    language: str
    excerpt: str
    why: Why
    practice: Mapping[str, str] | None
    slug: str
    block: int | None
    region_id: int | None
    since: datetime
    due_at: datetime
    may_take: bool


def waiting_for(actor: Actor) -> list[Waiting]:
    """Return the questions that somebody holds, or may take, those that are due first on top."""
    reasons = _reasons(actor)
    why = sa.case(*((condition, reason.value) for reason, condition in reasons), else_="")
    opening = aliased(Post)
    rows = db.session.execute(
        sa.select(
            Thread,
            why.label("why"),
            opening.html,
            Practice.slug,
            PracticeVersion.record["title"].label("practice"),
        )
        .select_from(Thread)
        .join(opening, sa.and_(opening.thread_id == Thread.id, opening.number == 1))
        .outerjoin(Practice, Practice.id == Thread.practice_id)
        .outerjoin(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(
            is_waiting(),
            visible_to(actor),
            Thread.author_id != actor.person_id,
            sa.or_(*(condition for _reason, condition in reasons)),
        )
        .order_by(Thread.due_at, Thread.id)
        .limit(MOST)
    )
    takes_invited = Role.MENTOR in actor.roles
    return [_waiting(row, takes_invited=takes_invited) for row in rows]


def _reasons(actor: Actor) -> Sequence[tuple[Why, sa.ColumnElement[bool]]]:
    """Return the conditions on `Thread` under which a question is on somebody's desk."""
    regions = sorted(actor.regions(*TAKERS))
    invited = sa.select(AnswerInvitation.id).where(
        AnswerInvitation.thread_id == Thread.id, AnswerInvitation.person_id == actor.person_id
    )
    unheld = sa.or_(Thread.holder_kind != HolderKind.PERSON, is_lapsed())
    queue = sa.and_(unheld, Thread.holder_region_id.in_(regions))
    if EDITOR in actor.grants:
        queue = sa.or_(queue, sa.and_(unheld, Thread.holder_region_id.is_(None)))
    return (
        (Why.HELD, sa.and_(Thread.holder_id == actor.person_id, ~is_lapsed())),
        (Why.ASKED, invited.exists()),
        (Why.QUEUE, queue),
        (Why.OFFERED, offered_to(actor)),
    )


def _waiting(row: sa.Row[Any], *, takes_invited: bool) -> Waiting:
    thread: Thread = row.Thread
    why = Why(row.why)
    return Waiting(
        key=thread.public_id,
        title=thread.title,
        language=thread.language,
        excerpt=excerpt(row.html, EXCERPT),
        why=why,
        practice=row.practice,
        slug=row.slug or "",
        block=thread.block,
        region_id=thread.region_id,
        since=thread.created_at,
        due_at=thread.due_at or thread.created_at,
        may_take=why is not Why.HELD and (why is not Why.ASKED or takes_invited),
    )
