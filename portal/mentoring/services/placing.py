"""Writes: a place that has become free is offered to who has waited longest."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.events import emit
from portal.core.formats import ZONES
from portal.mentoring.events import PlaceOffered, PlaceRecalled
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.queries.places import free_places, in_line
from portal.mentoring.schemas import OFFER_DAYS, allot, day_after
from portal.mentoring.services.trail import move
from portal.regions.queries import directory

State = MentorshipState


def lapse(mentorship: Mentorship, days: int) -> datetime:
    """Return when something lapses that counts so many days by the champion region's clock."""
    zone = directory().by_id[mentorship.champion_region_id].zone or "WIB"
    return day_after(utcnow(), days, ZONES[zone])


def settle(session: Session, region_id: int) -> None:
    """Offer the free places of a region's mentors to those who wait for one, first come first.

    An offer for which there is no place any more is taken back; who had it keeps the place in the
    queue. Doing it again changes nothing.
    """
    session.flush()
    line = in_line([region_id])
    placed = allot(free_places([region_id]), [one.mentor_id for one in line])
    for mentorship, has_place in zip(line, placed, strict=True):
        if mentorship.state is State.WAITING and has_place:
            _offer(session, mentorship)
        elif mentorship.state is State.OFFERED and not has_place:
            _recall(session, mentorship)


def _offer(session: Session, mentorship: Mentorship) -> None:
    mentorship.offered_at, mentorship.expires_at = utcnow(), lapse(mentorship, OFFER_DAYS)
    event = move(session, mentorship, State.OFFERED)
    emit(session, PlaceOffered(mentorship.id, event.id))


def _recall(session: Session, mentorship: Mentorship) -> None:
    mentorship.offered_at = mentorship.expires_at = None
    event = move(session, mentorship, State.WAITING)
    emit(session, PlaceRecalled(mentorship.id, event.id))
