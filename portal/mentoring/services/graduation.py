"""Writes: regions are proposed as champions by their proofs, and lose the status without them.

A proposal is open -> granted or declined by an editor, or withdrawn by itself when a proof fails.
What was declined or revoked is proposed again once a document among its proofs is another one.
"""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.clock import today, utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor, require
from portal.core.slugs import new_public_id
from portal.mentoring.events import GraduationProposed
from portal.mentoring.models.graduation import GraduationProposal, ProposalState
from portal.mentoring.queries.proofs import Key, missing, proofs, proofs_of
from portal.regions.models.champions import ChampionState, ChampionStatus
from portal.regions.permissions import GRANT_CHAMPION
from portal.regions.queries.champions import open_statuses, revoked
from portal.regions.schemas.champions import MOST_REASON, WARN_BEFORE, Basis, basis_of
from portal.regions.services import champions


def tonight(session: Session) -> None:
    """Bring all statuses and proposals to how things stand; doing it again changes nothing."""
    champions.expire(session, today())
    champions.warn(session, today())
    known = proofs()
    _suspend(session, _active(session), known, by=ANONYMOUS)
    _withdraw(session, _waiting(session), known, by=ANONYMOUS)
    _propose(session, known)


def look_again(session: Session, region_ids: Collection[int], *, by: Actor) -> None:
    """Suspend and withdraw what some regions no longer have the proofs of; `by` who caused it."""
    active, waiting = _active(session, region_ids), _waiting(session, region_ids)
    if active or waiting:
        known = proofs(region_ids)
        _suspend(session, active, known, by=by)
        _withdraw(session, waiting, known, by=by)


def proposal_at(session: Session, public_id: str) -> GraduationProposal:
    """Return a proposal, to be decided.

    Raises:
        NotFound: if there is none such.
    """
    query = sa.select(GraduationProposal).where(GraduationProposal.public_id == public_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def status_at(session: Session, public_id: str) -> ChampionStatus:
    """Return a champion status, to be revoked.

    Raises:
        NotFound: if there is none such.
    """
    query = sa.select(ChampionStatus).where(ChampionStatus.public_id == public_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def grant(session: Session, actor: Actor, proposal: GraduationProposal) -> ChampionStatus:
    """Make a region champion as proposed, or let its status hold longer, or count again.

    Raises:
        Forbidden: if the actor is no editor, or of the region.
        Conflict: if the proposal is decided, or its proofs no longer hold.
    """
    _require_open(actor, proposal)
    basis = proofs_of(proposal.region_id, proposal.dimension)
    if missing(basis):
        raise Conflict(_("Bukti usulan ini tidak lengkap lagi. Muat ulang halamannya."))
    status = champions.open_status(session, proposal.region_id, proposal.dimension)
    if status is None:
        status = champions.grant(session, actor, proposal.region_id, proposal.dimension, basis)
    elif status.state is ChampionState.SUSPENDED:
        champions.reinstate(session, actor, status, basis)
    else:
        champions.renew(session, actor, status, basis)
    _close(session, actor, proposal, ProposalState.GRANTED)
    return status


def decline(session: Session, actor: Actor, proposal: GraduationProposal, reason: str) -> None:
    """Not make a region champion as proposed, and say why.

    Raises:
        Forbidden: if the actor is no editor, or of the region.
        Conflict: if the proposal is decided.
        BadInput: if there is no reason, or too long a one.
    """
    _require_open(actor, proposal)
    if not reason.strip() or len(reason) > MOST_REASON:
        raise BadInput(_("Tulis alasannya, paling banyak %(most)s karakter.", most=MOST_REASON))
    proposal.reason = reason.strip()
    _close(session, actor, proposal, ProposalState.DECLINED)


def revoke(session: Session, actor: Actor, status: ChampionStatus, reason: str) -> None:
    """End a status before its time, and with it what is proposed of it.

    Raises:
        Forbidden, Conflict, BadInput: as `regions.services.champions.revoke`.
    """
    champions.revoke(session, actor, status, reason)
    for proposal in _waiting(session, [status.region_id]):
        if proposal.dimension == status.dimension:
            _close(session, actor, proposal, ProposalState.WITHDRAWN)


def _require_open(actor: Actor, proposal: GraduationProposal) -> None:
    require(actor, GRANT_CHAMPION, proposal.region_id)
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(_("Usulan ini sudah diputuskan. Muat ulang halamannya."))


def _active(
    session: Session, region_ids: Collection[int] | None = None
) -> Sequence[ChampionStatus]:
    active = sa.select(ChampionStatus).where(ChampionStatus.state == ChampionState.ACTIVE)
    if region_ids is not None:
        active = active.where(ChampionStatus.region_id.in_(sorted(region_ids)))
    return session.scalars(active.order_by(ChampionStatus.id)).all()


def _waiting(
    session: Session, region_ids: Collection[int] | None = None
) -> Sequence[GraduationProposal]:
    waiting = sa.select(GraduationProposal).where(GraduationProposal.is_open.is_(True))
    if region_ids is not None:
        waiting = waiting.where(GraduationProposal.region_id.in_(sorted(region_ids)))
    return session.scalars(waiting.order_by(GraduationProposal.id)).all()


def _suspend(
    session: Session, active: Sequence[ChampionStatus], known: Mapping[Key, Basis], *, by: Actor
) -> None:
    for status in active:
        lacks = missing(known.get((status.region_id, status.dimension), Basis()))
        if lacks:
            champions.suspend(session, status, lacks, by=by)


def _withdraw(
    session: Session,
    waiting: Sequence[GraduationProposal],
    known: Mapping[Key, Basis],
    *,
    by: Actor,
) -> None:
    for proposal in waiting:
        if missing(known.get((proposal.region_id, proposal.dimension), Basis())):
            _close(session, by, proposal, ProposalState.WITHDRAWN)


def _propose(session: Session, known: Mapping[Key, Basis]) -> None:
    waiting = {(row.region_id, row.dimension) for row in _waiting(session)}
    said_no = _said_no(session)
    settled = {
        key
        for key, status in open_statuses().items()
        if status.counts and (status.expires_on - today()).days > max(WARN_BEFORE)
    }
    for key, basis in sorted(known.items(), key=lambda item: item[0]):
        if missing(basis) or key in waiting | settled or (key, basis.documents) in said_no:
            continue
        region_id, dimension = key
        proposal = GraduationProposal(
            public_id=new_public_id(),
            region_id=region_id,
            dimension=dimension,
            state=ProposalState.OPEN,
            is_open=True,
            proofs=basis.stored(),
            proposed_at=utcnow(),
            reason="",
        )
        session.add(proposal)
        session.flush()  # the event names it by its id
        _note(session, ANONYMOUS, proposal, "propose")
        emit(session, GraduationProposed(proposal.id))


def _said_no(session: Session) -> set[tuple[Key, tuple[str, int, str]]]:
    """Return by which documents editors did not want a region as a champion of a dimension."""
    declined = session.scalars(
        sa.select(GraduationProposal).where(GraduationProposal.state == ProposalState.DECLINED)
    )
    return {
        *(((row.region_id, row.dimension), basis_of(row.proofs).documents) for row in declined),
        *(((view.region.id, view.dimension), view.basis.documents) for view in revoked()),
    }


def _close(
    session: Session, actor: Actor, proposal: GraduationProposal, state: ProposalState
) -> None:
    proposal.state, proposal.is_open = state, None
    proposal.decided_at, proposal.decided_by_id = utcnow(), actor.person_id
    session.flush()  # there may be a new one now
    _note(session, actor, proposal, state.value)


def _note(session: Session, actor: Actor, proposal: GraduationProposal, what: str) -> None:
    audit.record(
        session,
        f"graduation:{what}",
        actor=actor,
        region_id=proposal.region_id,
        kind="graduation",
        key=proposal.public_id,
        details={"dimension": proposal.dimension, **proposal.proofs},
    )
