"""Who leaves a region hands over the adoptions that they carry."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import grants_of
from portal.accounts.services.handover import Departure, Moving, moves
from portal.adoptions.models import Adoption
from portal.adoptions.permissions import RECORDERS
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Grant


def start() -> None:
    """Register the open adoptions that people of regions carry."""
    moves(
        Moving(
            kind="adoption",
            label=_l("Penerapan yang sedang berjalan"),
            held=lambda leaving: _count(_held(leaving)),
            move=_move,
            queued=lambda region_id: _count(_of(region_id, Adoption.holder_id.is_(None))),
        )
    )


def _of(region_id: int | None, holder: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(Adoption.id).where(
        Adoption.region_id == region_id, Adoption.is_open.is_(True), holder
    )


def _held(leaving: Departure) -> sa.Select[int]:
    concerned = sa.true() if leaving.role in RECORDERS else sa.false()
    return _of(leaving.region_id, sa.and_(Adoption.holder_id == leaving.person_id, concerned))


def _move(session: Session, leaving: Departure) -> int:
    if {Grant(role, leaving.region_id) for role in RECORDERS} & grants_of(leaving.person_id):
        return 0  # another role of the same region lets them go on
    ids = session.scalars(_held(leaving)).all()
    for adoption in session.scalars(sa.select(Adoption).where(Adoption.id.in_(ids))):
        adoption.holder_id = leaving.successor_id
    return len(ids)


def _count(query: sa.Select[int]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
