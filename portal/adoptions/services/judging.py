"""Writes: what came of an adoption is confirmed by its source region, then verified by an editor.

reported, confirmed by the source region -> verified, by an editor; the editor may instead ask both
regions to look again, which takes the confirmation back.
"""

from sqlalchemy.orm import Session

from portal.adoptions.events import AdoptionConfirmed, AdoptionReturned, AdoptionVerified
from portal.adoptions.models import Act, Adoption, Outcome, Stage
from portal.adoptions.permissions import CONFIRM_OUTCOME, VERIFY_OUTCOME
from portal.adoptions.schemas import MAX_TEXT
from portal.adoptions.services.texts import text_of
from portal.adoptions.services.trail import acting, happened
from portal.core.clock import utcnow
from portal.core.errors import Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.practices.models import Practice
from portal.practices.services.replication import replicated


def confirm(
    session: Session, actor: Actor, adoption: Adoption, outcome: Outcome, note: str
) -> None:
    """Say for the source region what came of an adoption that was reported.

    Raises:
        Forbidden: if the actor does not speak for the source region, or is of the adopter.
        Conflict: if it is not reported, or was confirmed before.
        BadInput: if the note is missing or too long.
    """
    require(actor, CONFIRM_OUTCOME, adoption)
    if adoption.stage is not Stage.REPORTED or adoption.confirmed_by_id is not None:
        raise Conflict(_("Hasil ini tidak sedang menunggu konfirmasi. Muat ulang halamannya."))
    told = text_of(note, most=MAX_TEXT, required=True)
    adoption.outcome = outcome
    adoption.confirmed_by_id, adoption.confirmed_at = acting(actor), utcnow()
    event = happened(session, actor, adoption, Act.CONFIRMED, came_from=adoption.stage, note=told)
    emit(session, AdoptionConfirmed(adoption.id, event.id, acting(actor)))


def send_back(session: Session, actor: Actor, adoption: Adoption, note: str) -> None:
    """Ask the region and its source region to look again; the confirmation holds no longer.

    Raises:
        Forbidden: if the actor may not verify it.
        Conflict: if it does not wait for an editor.
        BadInput: if the note is missing or too long.
    """
    _require_waiting(actor, adoption)
    told = text_of(note, most=MAX_TEXT, required=True)
    adoption.outcome = adoption.confirmed_by_id = adoption.confirmed_at = None
    event = happened(session, actor, adoption, Act.RETURNED, came_from=adoption.stage, note=told)
    emit(session, AdoptionReturned(adoption.id, event.id, acting(actor)))


def verify(session: Session, actor: Actor, adoption: Adoption, note: str = "") -> None:
    """Verify the outcome that the source region confirmed; a success proves the practice.

    Raises:
        Forbidden: if the actor is no editor, is of one of the two regions, or confirmed it.
        Conflict: if it does not wait for an editor.
        BadInput: if the note is too long.
    """
    _require_waiting(actor, adoption)
    told = text_of(note, most=MAX_TEXT)
    was, adoption.stage, adoption.is_open = adoption.stage, Stage.VERIFIED, None
    adoption.verified_by_id, adoption.verified_at = acting(actor), utcnow()
    event = happened(session, actor, adoption, Act.VERIFIED, came_from=was, note=told)
    if adoption.outcome is Outcome.SUCCESS and adoption.practice_id is not None:
        replicated(session, actor, session.get_one(Practice, adoption.practice_id))
    emit(session, AdoptionVerified(adoption.id, event.id, acting(actor)))


def _require_waiting(actor: Actor, adoption: Adoption) -> None:
    require(actor, VERIFY_OUTCOME, adoption)
    if adoption.stage is not Stage.REPORTED or adoption.confirmed_by_id is None:
        raise Conflict(_("Hasil ini tidak sedang menunggu verifikasi. Muat ulang halamannya."))
