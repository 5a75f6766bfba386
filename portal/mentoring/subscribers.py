"""What follows at once when places of mentors change, or a proof of a champion is taken away."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.events import listens
from portal.core.permissions import Actor
from portal.mentoring.events import PlacesChanged
from portal.mentoring.services import graduation
from portal.mentoring.services.keeping import let_go
from portal.mentoring.services.placing import settle
from portal.mentors.events import MentorChanged
from portal.practices.events import PracticeStopped, PracticeSuspended, PracticeWithdrawn
from portal.practices.models import Practice
from portal.regions.events import AssessmentsChanged
from portal.regions.models.profile import AssessmentAct
from portal.threads.events import SettlingUndone
from portal.threads.models import Post


def start() -> None:
    """Listen."""
    listens(PlacesChanged)(_places)
    listens(MentorChanged)(_mentor)
    listens(AssessmentsChanged)(_assessed)
    listens(PracticeStopped)(_retired)
    listens(PracticeSuspended)(_retired)
    listens(PracticeWithdrawn)(_retired)
    listens(SettlingUndone)(_undone)


def _places(session: Session, event: PlacesChanged) -> None:
    settle(session, event.region_id)


def _mentor(session: Session, event: MentorChanged) -> None:
    session.flush()
    let_go(session, event.region_id)
    settle(session, event.region_id)


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
