"""Claiming a need for a region that will write about it, giving it back, and losing it again."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import today
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.needs.events import ClaimLapsed
from portal.needs.models import Need, NeedState
from portal.needs.permissions import CLAIM_NEED
from portal.needs.queries import row_of
from portal.needs.services.trail import note
from portal.regions.queries import directory

TIME = timedelta(days=30)  # to begin a draft


def claim(session: Session, actor: Actor, public_id: str, region_code: str) -> Need:
    """Let a region write about a need, and return the need.

    Raises:
        NotFound, Forbidden: if the actor may not see it, or does not write for the region.
        BadInput: if there is no such region.
        Conflict: if somebody else has claimed it, or it has an answer.
    """
    need = row_of(actor, public_id)
    region = directory().by_code.get(region_code)
    if region is None:
        raise BadInput(_("Daerah dengan kode ini tidak dikenal."))
    require(actor, CLAIM_NEED, region.id)
    if need.state is not NeedState.PUBLIC:
        raise Conflict(_("Kebutuhan ini sudah diambil daerah lain atau sudah terjawab."))
    need.state, need.region_id = NeedState.CLAIMED, region.id
    need.claimed_until = today() + TIME
    note(session, "claim", actor, need)
    return need


def give_back(session: Session, actor: Actor, public_id: str) -> Need:
    """Let others write about a need that a region has claimed, and return the need.

    Raises:
        NotFound, Forbidden: if the actor may not see it, or does not write for the region.
        Conflict: if it is not claimed.
    """
    need = row_of(actor, public_id)
    if need.state is not NeedState.CLAIMED or need.region_id is None:
        raise Conflict(_("Kebutuhan ini tidak sedang diambil."))
    require(actor, CLAIM_NEED, need.region_id)
    note(session, "give-back", actor, need)
    _free(need)
    return need


def lapse(session: Session, day: date) -> None:
    """End the claims for which no draft was begun in time."""
    late = sa.select(Need).where(
        Need.state == NeedState.CLAIMED, Need.practice_id.is_(None), Need.claimed_until < day
    )
    for need in session.scalars(late.order_by(Need.id)).all():
        if need.region_id is not None and need.claimed_until is not None:
            emit(session, ClaimLapsed(need.id, need.region_id, need.claimed_until))
        _free(need)


def _free(need: Need) -> None:
    need.state, need.region_id, need.claimed_until = NeedState.PUBLIC, None, None
    need.practice_id = None
