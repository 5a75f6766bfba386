"""Writes that time does: what waits is recalled, lapses, or is freed of who serves no longer."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.events import emit
from portal.core.formats import ZONES
from portal.mentoring.events import AnswerAwaited, MentorshipExpired, PlacesChanged
from portal.mentoring.models import OPEN, Mentorship, MentorshipState
from portal.mentoring.schemas import REMINDERS, day_after
from portal.mentoring.services.trail import happened, move
from portal.mentors.models import MentorProfile
from portal.mentors.permissions import is_serving
from portal.regions.queries import directory

State = MentorshipState


def keep(session: Session) -> None:
    """Recall and end what was not answered in time, and offer what has become free.

    Days are those of the champion region's calendar; doing it again tells nothing twice.
    """
    now = utcnow()
    let_go(session)
    for mentorship in _pending(session, Mentorship.expires_at <= now):
        event = move(session, mentorship, State.EXPIRED)
        emit(session, MentorshipExpired(mentorship.id, event.id))
    for mentorship in _pending(session, Mentorship.state == State.REQUESTED):
        _remind(session, mentorship, now)
    waiting = sa.select(Mentorship.champion_region_id).where(
        Mentorship.state.in_((State.WAITING, State.OFFERED))
    )
    for region_id in session.scalars(waiting.distinct().order_by(Mentorship.champion_region_id)):
        emit(session, PlacesChanged(region_id))


def let_go(session: Session, region_id: int | None = None) -> None:
    """Let the region be asked where the mentor who was asked serves it no longer."""
    serving = sa.select(MentorProfile.id).where(is_serving())
    gone: list[sa.ColumnElement[bool]] = [
        Mentorship.mentor_id.not_in(serving),
        Mentorship.state.in_(OPEN),
    ]
    if region_id is not None:
        gone.append(Mentorship.champion_region_id == region_id)
    query = sa.select(Mentorship).where(*gone).order_by(Mentorship.id)
    for mentorship in session.scalars(query).all():
        mentorship.mentor_id = None
        happened(session, mentorship, came_from=mentorship.state)


def _pending(session: Session, condition: sa.ColumnElement[bool]) -> list[Mentorship]:
    query = sa.select(Mentorship).where(
        Mentorship.state.in_((State.REQUESTED, State.OFFERED)), condition
    )
    return list(session.scalars(query.order_by(Mentorship.id)))


def _remind(session: Session, mentorship: Mentorship, now: datetime) -> None:
    """Tell of each day on which an answer is recalled, once, also where the worker was away."""
    zone = ZONES[directory().by_id[mentorship.champion_region_id].zone or "WIB"]
    for day in REMINDERS:
        if mentorship.reminded < day and day_after(mentorship.requested_at, day, zone) <= now:
            mentorship.reminded = day
            emit(session, AnswerAwaited(mentorship.id, day))
