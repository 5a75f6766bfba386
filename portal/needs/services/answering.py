"""Answering a need by a practice: named while it is written, told when it is out, then proved."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.needs.events import NeedAnswered
from portal.needs.models import Need, NeedState
from portal.needs.permissions import ANSWER_NEED
from portal.needs.queries import row_of
from portal.needs.schemas import Stems, asks_for, stems_of
from portal.needs.services.trail import note
from portal.practices.models import PUBLIC_STATES, Practice
from portal.practices.permissions import visible_to

WANTED = (NeedState.PUBLIC, NeedState.CLAIMED)
_ADDRESS = re.compile(r"(?:^|/)practices/([a-z0-9-]+)(?:[/?#]|$)")


class PracticeUnknown(BadInput):
    """What was given leads to no practice; the message says so."""


def name_practice(session: Session, actor: Actor, public_id: str, address: str) -> Need:
    """Say which practice answers a need, by its address or slug, and return the need.

    One that is still being written keeps the claim alive, and answers once it is published.

    Raises:
        NotFound, Forbidden: if the actor may not see the need, or not answer for the practice.
        Conflict: if the need has an answer already, or somebody else has claimed it.
        PracticeUnknown: if there is no such practice.
    """
    need = row_of(actor, public_id)
    practice = _practice(session, actor, address)
    require(actor, ANSWER_NEED, practice.region_id)
    if need.state not in WANTED:
        raise Conflict(_("Kebutuhan ini sudah terjawab atau belum terbuka."))
    is_public = practice.state in PUBLIC_STATES
    if not is_public and need.region_id != practice.region_id:
        raise Conflict(_("Praktik yang belum terbit hanya untuk kebutuhan yang Anda ambil."))
    need.practice_id = practice.id
    note(session, "name", actor, need, {"practice": practice.public_id})
    if is_public:
        _answer(session, need)
    return need


def _practice(session: Session, actor: Actor, address: str) -> Practice:
    match = _ADDRESS.search(address)
    slug = match[1] if match else address
    practice = session.scalars(
        sa.select(Practice).where(Practice.slug == slug, visible_to(actor))
    ).one_or_none()
    if practice is None:
        raise PracticeUnknown(_("Tidak ada praktik dengan alamat ini."))
    return practice


def _answer(session: Session, need: Need) -> None:
    need.state, need.answered_at, need.claimed_until = NeedState.ANSWERED, utcnow(), None
    emit(session, NeedAnswered(need.id))


def published(session: Session, practice_id: int) -> None:
    """Let a practice that has come out answer the needs for which it was written."""
    waiting = sa.select(Need).where(Need.practice_id == practice_id, Need.state.in_(WANTED))
    for need in session.scalars(waiting.order_by(Need.id)).all():
        _answer(session, need)


def close_by_click(
    session: Session, practice_id: int, stems: Stems, cell: tuple[str | None, str | None]
) -> None:
    """Close the needs that a practice answers and that who has opened it had searched for.

    A need without words is searched for by its cell of the grid.
    """
    answered = sa.select(Need).where(
        Need.practice_id == practice_id, Need.state == NeedState.ANSWERED
    )
    for need in session.scalars(answered).all():
        signature = stems_of(need.signature)
        own_cell = (need.dimension, need.sector)
        if asks_for(stems, signature) if signature else cell == own_cell:
            need.state, need.closed_at = NeedState.CLOSED, utcnow()
            need.wordings = {}


def reopen(session: Session) -> None:
    """Open again what was answered by a practice that nobody can read any more."""
    gone = sa.select(Practice.id).where(Practice.state.not_in(PUBLIC_STATES))
    answered = sa.select(Need).where(
        Need.state == NeedState.ANSWERED,
        sa.or_(Need.practice_id.is_(None), Need.practice_id.in_(gone)),
    )
    for need in session.scalars(answered).all():
        need.state, need.practice_id, need.answered_at = NeedState.PUBLIC, None, None
        need.region_id = None
