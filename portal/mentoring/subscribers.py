"""What takes a proof away, and with it a champion status, in the transaction of the cause."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.events import listens
from portal.core.permissions import Actor
from portal.mentoring.services import graduation
from portal.practices.events import PracticeStopped, PracticeSuspended, PracticeWithdrawn
from portal.practices.models import Practice
from portal.regions.events import AssessmentsChanged
from portal.regions.models.profile import AssessmentAct
from portal.threads.events import SettlingUndone
from portal.threads.models import Post


def start() -> None:
    """Listen."""
    listens(AssessmentsChanged)(_assessed)
    listens(PracticeStopped)(_retired)
    listens(PracticeSuspended)(_retired)
    listens(PracticeWithdrawn)(_retired)
    listens(SettlingUndone)(_undone)


def _assessed(session: Session, event: AssessmentsChanged) -> None:
    session.flush()
    act = session.get_one(AssessmentAct, event.act_id)
    graduation.look_again(session, [act.region_id], by=Actor(event.person_id))


def _retired(
    session: Session, event: PracticeStopped | PracticeSuspended | PracticeWithdrawn
) -> None:
    session.flush()
    practice = session.get_one(Practice, event.practice_id)
    graduation.look_again(session, [practice.region_id], by=Actor(event.person_id))


def _undone(session: Session, event: SettlingUndone) -> None:
    session.flush()
    answering = sa.select(Post.region_id).where(
        Post.thread_id == event.thread_id, Post.region_id.is_not(None)
    )
    ids = [region_id for region_id in session.scalars(answering.distinct()) if region_id]
    graduation.look_again(session, ids, by=Actor(event.person_id))
