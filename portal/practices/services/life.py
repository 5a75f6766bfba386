"""What becomes of a practice once it is public: confirmed, stopped, suspended, withdrawn.

published -> stopped -> published; either -> suspended -> as it was; any of them -> withdrawn.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isfinite

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.events import (
    PracticeConfirmed,
    PracticeReleased,
    PracticeResumed,
    PracticeStopped,
    PracticeSuspended,
    PracticeWithdrawn,
)
from portal.practices.models import PUBLIC_STATES, Practice, PracticeState, PracticeVersion
from portal.practices.models.drafts import Draft
from portal.practices.models.life import Happening, LaterMeasure, LifeEvent
from portal.practices.permissions import (
    CONFIRM_PRACTICE,
    RELEASE_PRACTICE,
    RETIRE_PRACTICE,
    require_seen,
)
from portal.practices.services.pulse import verified
from portal.practices.services.trail import note
from portal.vocabularies.queries import scheme

LONGEST_TEXT = 5_000  # characters
STOP_REASONS = "stop-reason"


@dataclass(frozen=True)
class Measure:
    """A value of one of the practice's indicators, by its Indonesian name, for a new period."""

    indicator: str
    value: float
    period: str
    source: str


def confirm(
    session: Session, actor: Actor, practice: Practice, measures: Sequence[Measure] = ()
) -> None:
    """Say for the region that its practice still runs; holds for twelve months from today.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not speak for it.
        Conflict: if it does not run, or the region has not taken it over from the editors.
        BadInput: if a measure is of no indicator of the practice, or no number.
    """
    require_seen(actor, CONFIRM_PRACTICE, practice)
    _require_state(practice, {PracticeState.PUBLISHED})
    version = session.get_one(PracticeVersion, practice.current_version_id)
    if version.by_editors:
        raise Conflict(_("Praktik ini disusun redaksi. Daerah mengambil alihnya dahulu."))
    names = {row["name"]["id"] for row in version.record.get("indicators", [])}
    if any(row.indicator not in names or not isfinite(row.value) for row in measures):
        raise BadInput(_("Nilai baru harus angka dari indikator praktik ini."))
    event = _happened(session, actor, practice, Happening.CONFIRMED)
    session.add_all(
        LaterMeasure(
            practice_id=practice.id,
            event_id=event.id,
            indicator=row.indicator,
            value=row.value,
            period=row.period,
            source=row.source,
        )
        for row in measures
    )
    verified(practice)
    note(session, "confirm", actor, practice, {"measures": len(measures)})
    emit(session, PracticeConfirmed(practice.id, event.id, event.person_id))


def stop(session: Session, actor: Actor, practice: Practice, reason: str, lesson: str) -> None:
    """Say for the region that its practice no longer runs, why, and what was learnt from it.

    `reason` is the code of a term of stop-reason.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not speak for it.
        Conflict: if it does not run.
        BadInput: if the reason is not in the list, or the lesson is missing or too long.
    """
    require_seen(actor, CONFIRM_PRACTICE, practice)
    _require_state(practice, {PracticeState.PUBLISHED})
    term = scheme(STOP_REASONS).terms.get(reason)
    if term is None or term.retired:
        raise BadInput(_("Pilih salah satu alasan dari daftar."))
    text = _told(lesson)
    event = _happened(session, actor, practice, Happening.STOPPED, reason_id=term.id, text=text)
    practice.state = PracticeState.STOPPED
    note(session, "stop", actor, practice, {"reason": reason})
    emit(session, PracticeStopped(practice.id, event.id, event.person_id))


def resume(session: Session, actor: Actor, practice: Practice) -> None:
    """Say for the region that a practice that had stopped runs again.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not speak for it.
        Conflict: if it has not stopped.
    """
    require_seen(actor, CONFIRM_PRACTICE, practice)
    _require_state(practice, {PracticeState.STOPPED})
    event = _happened(session, actor, practice, Happening.RESUMED)
    practice.state = PracticeState.PUBLISHED
    verified(practice)
    note(session, "resume", actor, practice, {})
    emit(session, PracticeResumed(practice.id, event.id, event.person_id))


def suspend(session: Session, actor: Actor, practice: Practice, reason: str) -> None:
    """Take a practice from readers until it has been looked at.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not retire it.
        Conflict: if it is not public.
        BadInput: if the reason is missing or too long.
    """
    require_seen(actor, RETIRE_PRACTICE, practice)
    _require_state(practice, PUBLIC_STATES)
    event = _happened(session, actor, practice, Happening.SUSPENDED, text=_told(reason))
    practice.state = PracticeState.SUSPENDED
    note(session, "suspend", actor, practice, {"was": event.was})
    emit(session, PracticeSuspended(practice.id, event.id, event.person_id))


def release(session: Session, actor: Actor, practice: Practice) -> None:
    """Bring a suspended practice back as it was.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not release it.
        Conflict: if it is not suspended.
    """
    require_seen(actor, RELEASE_PRACTICE, practice)
    _require_state(practice, {PracticeState.SUSPENDED})
    suspended = session.scalars(
        sa.select(LifeEvent)
        .where(LifeEvent.practice_id == practice.id, LifeEvent.what == Happening.SUSPENDED)
        .order_by(LifeEvent.id.desc())
    ).first()
    event = _happened(session, actor, practice, Happening.RELEASED)
    practice.state = suspended.was if suspended else PracticeState.PUBLISHED
    note(session, "release", actor, practice, {"to": practice.state})
    emit(session, PracticeReleased(practice.id, event.id, event.person_id))


def withdraw(session: Session, actor: Actor, practice: Practice, reason: str) -> None:
    """Take a practice from readers for good, its old versions and its draft along with it.

    The reason stands on the page that is left at its address.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not retire it.
        Conflict: if it is neither public nor suspended.
        BadInput: if the reason is missing or too long.
    """
    require_seen(actor, RETIRE_PRACTICE, practice)
    _require_state(practice, {*PUBLIC_STATES, PracticeState.SUSPENDED})
    event = _happened(session, actor, practice, Happening.WITHDRAWN, text=_told(reason))
    practice.state = PracticeState.WITHDRAWN
    practice.draft_state = None
    session.execute(sa.delete(Draft).where(Draft.practice_id == practice.id))
    note(session, "withdraw", actor, practice, {"was": event.was})
    emit(session, PracticeWithdrawn(practice.id, event.id, event.person_id))


def _require_state(practice: Practice, states: Collection[PracticeState]) -> None:
    if practice.state not in states:
        raise Conflict(_("Keadaan praktik ini sudah berubah. Muat ulang halamannya."))


def _happened(  # noqa: PLR0913  # what, to what, by whom, and why
    session: Session,
    actor: Actor,
    practice: Practice,
    what: Happening,
    *,
    reason_id: int | None = None,
    text: str | None = None,
) -> LifeEvent:
    if actor.person_id is None:
        raise ValueError("nobody in particular cannot do this")
    event = LifeEvent(
        practice_id=practice.id,
        what=what,
        was=practice.state,
        happened_at=utcnow(),
        person_id=actor.person_id,
        reason_id=reason_id,
        text=text,
    )
    session.add(event)
    session.flush()  # others need its id
    return event


def _told(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput(_("Tulis penjelasannya."))
    if len(text) > LONGEST_TEXT:
        raise BadInput(_("Isian ini paling panjang %(most)s karakter.", most=LONGEST_TEXT))
    return text
