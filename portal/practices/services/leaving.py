"""What goes over when somebody leaves: drafts to who follows, reviews to another editor."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import grants_of
from portal.accounts.services.governing import needs_admin
from portal.accounts.services.handover import Departure, Moving, moves
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Grant, Role
from portal.practices.models import DraftState, Practice
from portal.practices.models.drafts import Draft, ReviewRound
from portal.practices.permissions import IN_REVIEW, WRITERS
from portal.practices.queries.names import has_public

Condition = sa.ColumnElement[bool]


def start() -> None:
    """Register what people of regions, and editors, hold of practices."""
    needs_admin("practices", has_public)
    for kind, label, states in (
        ("draft", _l("Draf yang sedang ditulis"), set(DraftState) - set(IN_REVIEW)),
        ("submitted", _l("Draf yang sedang diperiksa editor"), set(IN_REVIEW)),
    ):
        moves(_drafts(kind, label, states))
    moves(
        Moving(
            kind="review",
            label=_l("Pemeriksaan"),
            held=lambda leaving: _count(_rounds_of(leaving)),
            move=_move_rounds,
            queued=lambda region_id: _count(_waiting_rounds()) if region_id is None else 0,
        )
    )


def _drafts(kind: str, label: object, states: set[DraftState]) -> Moving:
    def of(region_id: int | None, holder: Condition) -> sa.Select[int]:
        return (
            sa.select(Draft.id)
            .join(Practice, Practice.id == Draft.practice_id)
            .where(Practice.region_id == region_id, Practice.draft_state.in_(states), holder)
        )

    def held(leaving: Departure) -> sa.Select[int]:
        concerned = sa.true() if leaving.role in WRITERS else sa.false()
        return of(leaving.region_id, sa.and_(Draft.holder_id == leaving.person_id, concerned))

    def move(session: Session, leaving: Departure) -> int:
        if any(Grant(role, leaving.region_id) in grants_of(leaving.person_id) for role in WRITERS):
            return 0  # another role of the same region lets them go on
        ids = session.scalars(held(leaving)).all()
        for draft in session.scalars(sa.select(Draft).where(Draft.id.in_(ids))):
            draft.holder_id = leaving.successor_id
        return len(ids)

    return Moving(
        kind=kind,
        label=label,
        held=lambda leaving: _count(held(leaving)),
        move=move,
        queued=lambda region_id: _count(of(region_id, Draft.holder_id.is_(None))),
    )


def _rounds_of(leaving: Departure) -> sa.Select[int]:
    concerned = sa.true() if leaving.role is Role.EDITOR else sa.false()
    return sa.select(ReviewRound.id).where(
        ReviewRound.reviewer_id == leaving.person_id, _is_undecided(), concerned
    )


def _waiting_rounds() -> sa.Select[int]:
    return sa.select(ReviewRound.id).where(ReviewRound.reviewer_id.is_(None), _is_undecided())


def _is_undecided() -> Condition:
    """Return the condition on `ReviewRound` that an editor has yet to decide.

    Of a practice that was withdrawn meanwhile nobody does any more.
    """
    read = sa.select(Practice.id).where(Practice.draft_state.in_(IN_REVIEW))
    return sa.and_(ReviewRound.decided_at.is_(None), ReviewRound.practice_id.in_(read))


def _move_rounds(session: Session, leaving: Departure) -> int:
    ids = session.scalars(_rounds_of(leaving)).all()
    for row in session.scalars(sa.select(ReviewRound).where(ReviewRound.id.in_(ids))):
        row.reviewer_id = leaving.successor_id
    return len(ids)


def _count(query: sa.Select[int]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
