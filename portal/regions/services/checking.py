"""Editors verify what regions say of themselves, or say why not."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import BadInput, Conflict, Forbidden
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.regions.events import AssessmentRefused, AssessmentRevoked, AssessmentVerified
from portal.regions.models.profile import BELIEVED, Act, Assessment, AssessmentAct, Kind
from portal.regions.permissions import VERIFY
from portal.regions.services.entering import begin, note, standing_row

MOST_REASON = 500  # characters


def verify(session: Session, actor: Actor, region_id: int, numbers: Collection[int]) -> None:
    """Stand behind assessments of a region that wait, by their ids.

    What was believed of the same thing and day until now is withdrawn.

    Raises:
        Forbidden: if the actor is no editor, of this region, or has entered one of them.
        Conflict: if one of them waits no longer.
    """
    rows = _waiting(session, actor, region_id, numbers)
    act = begin(session, actor, region_id, Act.VERIFY)
    for row in rows:
        _replace(session, row, act)
        row.kind, row.waits, row.decided_id = Kind.VERIFIED, False, act.id
    note(session, actor, act, assessments=len(rows))
    emit(session, AssessmentVerified(act.id, actor.person_id))


def refuse(
    session: Session, actor: Actor, region_id: int, numbers: Collection[int], reason: str
) -> None:
    """Not stand behind assessments of a region that wait; they stay the region's own word.

    Raises:
        Forbidden: if the actor is no editor, of this region, or has entered one of them.
        Conflict: if one of them waits no longer.
        BadInput: if there is no reason, or too long a one.
    """
    _require_reason(reason)
    rows = _waiting(session, actor, region_id, numbers)
    act = begin(session, actor, region_id, Act.REFUSE, reason)
    for row in rows:
        row.waits, row.decided_id = False, act.id
    note(session, actor, act, assessments=len(rows))
    emit(session, AssessmentRefused(act.id, actor.person_id))


def revoke(session: Session, actor: Actor, region_id: int, number: int, reason: str) -> None:
    """No longer stand behind a verified assessment; it is the region's own word again.

    Raises:
        Forbidden: if the actor is no editor, or of this region.
        NotFound: if no such assessment of the region stands.
        Conflict: if it is not a verified one.
        BadInput: if there is no reason, or too long a one.
    """
    require(actor, VERIFY, region_id)
    _require_reason(reason)
    row = standing_row(session, region_id, number)
    if row.kind is not Kind.VERIFIED:
        raise Conflict(_("Nilai ini tidak lagi terverifikasi."))
    act = begin(session, actor, region_id, Act.REVOKE, reason)
    if _rivals(session, row, (Kind.SELF,)):
        row.withdrawn_id = act.id  # the region has said otherwise since
    row.kind, row.decided_id = Kind.SELF, act.id
    note(session, actor, act, assessment=number)
    emit(session, AssessmentRevoked(act.id, actor.person_id))


def _require_reason(reason: str) -> None:
    if not reason or len(reason) > MOST_REASON:
        raise BadInput(_("Tulis alasannya, paling banyak %(most)s karakter.", most=MOST_REASON))


def _waiting(
    session: Session, actor: Actor, region_id: int, numbers: Collection[int]
) -> list[Assessment]:
    require(actor, VERIFY, region_id)
    rows = list(
        session.scalars(
            sa.select(Assessment).where(
                Assessment.id.in_(sorted(numbers)),
                Assessment.region_id == region_id,
                Assessment.waits,
            )
        )
    )
    if not numbers or len(rows) != len(set(numbers)):
        raise Conflict(_("Sebagian nilai ini tidak lagi menunggu. Muat ulang halamannya."))
    entered = {row.entered_id for row in rows}
    by_actor = sa.select(AssessmentAct.id).where(
        AssessmentAct.id.in_(sorted(entered)), AssessmentAct.person_id == actor.person_id
    )
    if session.scalars(by_actor).first() is not None:
        raise Forbidden(_("Nilai yang Anda isi sendiri diverifikasi editor lain."))
    return rows


def _replace(session: Session, row: Assessment, act: AssessmentAct) -> None:
    for rival in _rivals(session, row, BELIEVED):
        rival.withdrawn_id = act.id


def _rivals(session: Session, row: Assessment, kinds: Collection[Kind]) -> list[Assessment]:
    """Return what else stands of the same thing and day."""
    return list(
        session.scalars(
            sa.select(Assessment).where(
                Assessment.region_id == row.region_id,
                Assessment.scheme == row.scheme,
                Assessment.code == row.code,
                Assessment.date == row.date,
                Assessment.kind.in_(kinds),
                Assessment.withdrawn_id.is_(None),
                Assessment.id != row.id,
            )
        )
    )
