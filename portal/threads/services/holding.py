"""Who holds a question: chosen when it is asked, told in time, changed by those who may."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.events import emit
from portal.core.formats import ZONES
from portal.threads.events import QuestionHeld
from portal.threads.models import HolderKind, Thread
from portal.threads.queries.calendar import holidays
from portal.threads.schemas.hours import after

REMIND, PROMISE, OFFER = 2, 3, 5  # working days


def begin(session: Session, thread: Thread, *, now: datetime) -> None:
    """Give a new question to whoever is to answer it, and set its times.

    The thread must have been flushed.
    """
    zone, closed = ZONES[thread.zone.value], holidays()
    thread.remind_at = after(now, REMIND, zone, closed)
    thread.due_at = after(now, PROMISE, zone, closed)
    thread.offer_at = after(now, OFFER, zone, closed)
    thread.promise_region_id = thread.about_region_id
    _hand(session, thread, person_id=None)


def _hand(session: Session, thread: Thread, *, person_id: int | None) -> None:
    """Put a question into somebody's hands, or into the queue of its region or of the editors."""
    region_id = thread.promise_region_id
    if person_id is not None:
        thread.holder_kind = HolderKind.PERSON
    else:
        thread.holder_kind = HolderKind.EDITORS if region_id is None else HolderKind.REGION
    thread.holder_id = person_id
    thread.holder_region_id = region_id
    thread.turn += 1
    emit(session, QuestionHeld(thread.id, thread.turn, person_id))
