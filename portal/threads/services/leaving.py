"""Who leaves a region or the editors hands over the questions that still wait."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import grants_of
from portal.accounts.services.handover import Departure, Moving, moves
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Grant, Role
from portal.threads.models import HolderKind, Thread
from portal.threads.permissions import HOLDERS
from portal.threads.queries.hands import is_open
from portal.threads.services.holding import Hands, hand_on


def start() -> None:
    """Register the questions that people of regions, and editors, hold."""
    moves(
        Moving(
            kind="question",
            label=_l("Pertanyaan yang menunggu jawaban"),
            held=lambda leaving: _count(_held(leaving)),
            move=_move,
            queued=lambda region_id: _count(_queue(region_id)),
        )
    )


def _held(leaving: Departure) -> sa.Select[int]:
    concerned = leaving.role in HOLDERS or leaving.role is Role.EDITOR
    return sa.select(Thread.id).where(
        Thread.holder_id == leaving.person_id,
        Thread.holder_region_id == leaving.region_id,
        is_open(),
        sa.true() if concerned else sa.false(),
    )


def _queue(region_id: int | None) -> sa.Select[int]:
    kind = HolderKind.EDITORS if region_id is None else HolderKind.REGION
    return sa.select(Thread.id).where(
        Thread.holder_kind == kind, Thread.holder_region_id == region_id, is_open()
    )


def _move(session: Session, leaving: Departure) -> int:
    roles = {Role.EDITOR} if leaving.region_id is None else HOLDERS
    if {Grant(role, leaving.region_id) for role in roles} & grants_of(leaving.person_id):
        return 0  # another role of the same place lets them go on
    ids = session.scalars(_held(leaving)).all()
    for thread in session.scalars(sa.select(Thread).where(Thread.id.in_(ids))):
        hand_on(session, thread, Hands(leaving.region_id, leaving.successor_id))
    return len(ids)


def _count(query: sa.Select[int]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
