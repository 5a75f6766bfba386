"""What is kept of a person because of questions, for the file of one's own data."""

import sqlalchemy as sa

from portal.accounts.services.personal import holds, rows_of, values_of
from portal.threads.models import Thread
from portal.threads.models.holding import AnswerInvitation
from portal.threads.queries.hands import is_open


def start() -> None:
    """Register it."""
    holds("questions_held", values_of(_held))
    holds("answer_invitations", rows_of(_invitations))


def _held(person_id: int) -> sa.Executable:
    held = sa.select(Thread.public_id).where(Thread.holder_id == person_id, is_open())
    return held.order_by(Thread.id)


def _invitations(person_id: int) -> sa.Executable:
    return (
        sa.select(Thread.public_id.label("thread"), AnswerInvitation.created_at.label("at"))
        .join(Thread, Thread.id == AnswerInvitation.thread_id)
        .where(AnswerInvitation.person_id == person_id)
        .order_by(AnswerInvitation.id)
    )
