"""What is kept of a person because of questions, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.core.db import db
from portal.threads.models import Thread
from portal.threads.models.holding import AnswerInvitation
from portal.threads.queries.hands import is_open


def start() -> None:
    """Register it."""
    holds("questions_held", _held)
    holds("answer_invitations", _invitations)


def _held(person_id: int) -> list[str]:
    held = sa.select(Thread.public_id).where(Thread.holder_id == person_id, is_open())
    return list(db.session.scalars(held.order_by(Thread.id)))


def _invitations(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Thread.public_id, AnswerInvitation.created_at)
        .join(Thread, Thread.id == AnswerInvitation.thread_id)
        .where(AnswerInvitation.person_id == person_id)
        .order_by(AnswerInvitation.id)
    )
    return [{"thread": row.public_id, "at": row.created_at} for row in rows]
