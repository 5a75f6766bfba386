"""Questions that wait: whoever can help is told after 2, 3 and 5 working days, each once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.events import emit
from portal.threads.events import QuestionUnanswered
from portal.threads.models import Thread
from portal.threads.queries.hands import is_waiting

MOMENTS = (Thread.remind_at, Thread.due_at, Thread.offer_at)


def tell(session: Session, now: datetime) -> None:
    """Tell of every question for which a moment has come; doing it again tells nothing twice.

    The holder comes first, then the region's admins, then the editors; from then on the question
    is offered to others too. Where the worker was away, all that is due is told in this order.
    """
    late = sa.or_(
        *(sa.and_(Thread.step <= step, moment <= now) for step, moment in enumerate(MOMENTS))
    )
    for thread in session.scalars(sa.select(Thread).where(is_waiting(), late)).all():
        moments = (thread.remind_at, thread.due_at, thread.offer_at)
        passed = sum(1 for moment in moments if moment is not None and moment <= now)
        for step in range(thread.step + 1, passed + 1):
            thread.step = step
            emit(session, QuestionUnanswered(thread.id, step))
