"""Writes: champion statuses, each with its history.

active <-> suspended; either -> revoked or expired, after which only a new one can follow. What
proves that a region qualifies is known above; here it comes as the basis.
"""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.clock import today, utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor, require
from portal.core.slugs import new_public_id
from portal.regions.events import ChampionChanged, ChampionExpiring
from portal.regions.models.champions import (
    ChampionAct,
    ChampionEvent,
    ChampionState,
    ChampionStatus,
)
from portal.regions.permissions import GRANT_CHAMPION
from portal.regions.schemas.champions import MOST_REASON, WARN_BEFORE, Basis, Proof, expiry
from portal.vocabularies.queries import dimensions


def open_status(session: Session, region_id: int, dimension: str) -> ChampionStatus | None:
    """Return the status of a region in a dimension that is active or suspended, if there is one."""
    return session.scalars(
        sa.select(ChampionStatus).where(
            ChampionStatus.region_id == region_id,
            ChampionStatus.dimension == dimension,
            ChampionStatus.is_open.is_(True),
        )
    ).one_or_none()


def grant(
    session: Session, actor: Actor, region_id: int, dimension: str, basis: Basis
) -> ChampionStatus:
    """Make a region champion of a dimension for twenty-four months from today.

    Raises:
        Forbidden: if the actor is no editor, or of this region.
        BadInput: if there is no such dimension.
        Conflict: if the region has an open status in it.
    """
    require(actor, GRANT_CHAMPION, region_id)
    if dimension not in dimensions():
        raise BadInput(_("Dimensi tidak dikenal."))
    if open_status(session, region_id, dimension) is not None:
        raise Conflict(_("Daerah ini sudah berstatus champion di dimensi itu."))
    status = ChampionStatus(
        public_id=new_public_id(),
        region_id=region_id,
        dimension=dimension,
        state=ChampionState.ACTIVE,
        is_open=True,
        granted_on=today(),
        expires_on=expiry(today()),
        granted_by_id=actor.person_id,
        basis=basis.stored(),
        reason="",
    )
    session.add(status)
    session.flush()  # its history names it by its id
    _happened(session, actor, status, ChampionAct.GRANTED)
    return status


def renew(session: Session, actor: Actor, status: ChampionStatus, basis: Basis) -> None:
    """Let a status hold for twenty-four months more than it would.

    Raises:
        Forbidden: if the actor is no editor, or of the region.
        Conflict: if it is not active.
    """
    require(actor, GRANT_CHAMPION, status.region_id)
    _require_state(status, {ChampionState.ACTIVE})
    status.expires_on, status.basis = expiry(status.expires_on), basis.stored()
    status.granted_by_id, status.warned = actor.person_id, None
    _happened(session, actor, status, ChampionAct.RENEWED)


def suspend(
    session: Session, status: ChampionStatus, missing: Collection[Proof], *, by: Actor
) -> None:
    """Let an active status not count while proofs are missing; `by` is who or what caused that.

    Raises:
        Conflict: if it is not active.
    """
    _require_state(status, {ChampionState.ACTIVE})
    status.state = ChampionState.SUSPENDED
    _happened(session, by, status, ChampionAct.SUSPENDED, " ".join(missing))


def reinstate(session: Session, actor: Actor, status: ChampionStatus, basis: Basis) -> None:
    """Let a suspended status count again, up to the day on which it would have ended anyway.

    Raises:
        Forbidden: if the actor is no editor, or of the region.
        Conflict: if it is not suspended.
    """
    require(actor, GRANT_CHAMPION, status.region_id)
    _require_state(status, {ChampionState.SUSPENDED})
    status.state, status.basis = ChampionState.ACTIVE, basis.stored()
    status.granted_by_id = actor.person_id
    _happened(session, actor, status, ChampionAct.REINSTATED)


def revoke(session: Session, actor: Actor, status: ChampionStatus, reason: str) -> None:
    """End a status before its time.

    Raises:
        Forbidden: if the actor is no editor, or of the region.
        Conflict: if it has ended already.
        BadInput: if there is no reason, or too long a one.
    """
    require(actor, GRANT_CHAMPION, status.region_id)
    _require_state(status, {ChampionState.ACTIVE, ChampionState.SUSPENDED})
    if not reason.strip() or len(reason) > MOST_REASON:
        raise BadInput(_("Tulis alasannya, paling banyak %(most)s karakter.", most=MOST_REASON))
    status.state, status.is_open = ChampionState.REVOKED, None
    _happened(session, actor, status, ChampionAct.REVOKED, reason.strip())


def expire(session: Session, day: date) -> None:
    """End the statuses whose day has come; doing it again changes nothing."""
    over = sa.select(ChampionStatus).where(
        ChampionStatus.is_open.is_(True), ChampionStatus.expires_on <= day
    )
    for status in session.scalars(over.order_by(ChampionStatus.id)).all():
        status.state, status.is_open = ChampionState.EXPIRED, None
        _happened(session, ANONYMOUS, status, ChampionAct.EXPIRED)


def warn(session: Session, day: date) -> None:
    """Tell of statuses that end soon, once for each of the days; a missed one is made up for."""
    soon = sa.select(ChampionStatus).where(
        ChampionStatus.is_open.is_(True), ChampionStatus.expires_on > day
    )
    for status in session.scalars(soon.order_by(ChampionStatus.id)).all():
        left = (status.expires_on - day).days
        turns = [days for days in WARN_BEFORE if left <= days]
        if turns and status.warned != min(turns):
            status.warned = min(turns)
            emit(session, ChampionExpiring(status.id, status.expires_on, min(turns)))
    session.flush()


def _require_state(status: ChampionStatus, states: Collection[ChampionState]) -> None:
    if status.state not in states:
        raise Conflict(_("Status ini sudah berubah. Muat ulang halamannya."))


def _happened(
    session: Session, actor: Actor, status: ChampionStatus, act: ChampionAct, reason: str = ""
) -> None:
    """Add a line to the history of a status as it stands now, to the audit, and tell of it."""
    status.reason = reason
    event = ChampionEvent(
        status_id=status.id,
        act=act,
        reason=reason,
        expires_on=status.expires_on,
        basis=status.basis,
        person_id=actor.person_id,
        happened_at=utcnow(),
    )
    session.add(event)
    session.flush()  # others need its id
    audit.record(
        session,
        f"champion:{act.value}",
        actor=actor,
        region_id=status.region_id,
        kind="champion",
        key=status.public_id,
        details={
            "dimension": status.dimension,
            "until": status.expires_on.isoformat(),
            **status.basis,
            **({"missing": reason} if act is ChampionAct.SUSPENDED else {}),
        },
    )
    emit(session, ChampionChanged(event.id, actor.person_id))
