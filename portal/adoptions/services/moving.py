"""Writes: an adoption goes one stage on, is dropped, or is taken up again.

interested -> exploring -> committed -> adapting -> piloting -> operating -> reported; from any of
them before reported -> dropped -> exploring. Nothing else can be reached here.
"""

from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.events import AdoptionDropped, AdoptionMoved, AdoptionReported
from portal.adoptions.models import WAY, Act, Adoption, AdoptionIndicator, Stage
from portal.adoptions.permissions import RECORD_ADOPTION
from portal.adoptions.schemas import MAX_TEXT, STOP_REASONS
from portal.adoptions.services.texts import text_of
from portal.adoptions.services.trail import acting, happened
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.vocabularies.queries import scheme

DROPPABLE = WAY[:-1]


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage that comes after one, None where the region goes no further by itself."""
    return dict(pairwise(WAY)).get(stage)


def advance(session: Session, actor: Actor, adoption: Adoption, to: Stage, note: str = "") -> None:
    """Go one stage on, to anything but `reported`, which is reached by a report.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        Conflict: if `to` is not the next stage.
        BadInput: if the note is too long.
    """
    require(actor, RECORD_ADOPTION, adoption.region_id)
    if to is not next_stage(adoption.stage) or to is Stage.REPORTED:
        raise Conflict(_("Tahap tidak dapat dilompati. Muat ulang halamannya."))
    told = text_of(note, most=MAX_TEXT)
    was, adoption.stage = adoption.stage, to
    event = happened(session, actor, adoption, Act.MOVED, came_from=was, note=told)
    emit(session, AdoptionMoved(adoption.id, event.id, acting(actor)))


def report(session: Session, actor: Actor, adoption: Adoption, text: str) -> None:
    """Say what came of an adoption that operates; its figures are those of its indicators.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        Conflict: if it does not operate.
        BadInput: if the text is missing or too long, or no indicator tells before and after.
    """
    require(actor, RECORD_ADOPTION, adoption.region_id)
    if adoption.stage is not Stage.OPERATING:
        raise Conflict(_("Tahap tidak dapat dilompati. Muat ulang halamannya."))
    told = text_of(text, most=MAX_TEXT, required=True)
    if not _is_measured(session, adoption):
        raise BadInput(_("Isi dulu sedikitnya satu indikator dengan nilai awal dan capaiannya."))
    was, adoption.stage, adoption.report = adoption.stage, Stage.REPORTED, told
    event = happened(session, actor, adoption, Act.MOVED, came_from=was, note=told)
    emit(session, AdoptionReported(adoption.id, event.id, acting(actor)))


def drop(session: Session, actor: Actor, adoption: Adoption, reason: str, text: str) -> None:
    """Give an adoption up; `reason` is the code of a term of stop-reason.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        Conflict: if it has been reported, or was dropped before.
        BadInput: if the reason is not in the list, or the text is missing or too long.
    """
    require(actor, RECORD_ADOPTION, adoption.region_id)
    if adoption.stage not in DROPPABLE:
        raise Conflict(_("Penerapan ini tidak dapat dihentikan lagi. Muat ulang halamannya."))
    term = scheme(STOP_REASONS).terms.get(reason)
    if term is None or term.retired:
        raise BadInput(_("Pilih salah satu alasan dari daftar."))
    told = text_of(text, most=MAX_TEXT, required=True)
    was, adoption.stage = adoption.stage, Stage.DROPPED
    adoption.is_open, adoption.reason_id = None, term.id
    event = happened(session, actor, adoption, Act.DROPPED, came_from=was, note=told)
    emit(session, AdoptionDropped(adoption.id, event.id, acting(actor)))


def resume(session: Session, actor: Actor, adoption: Adoption, note: str = "") -> None:
    """Take up again what was dropped, from exploring on.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        Conflict: if it was not dropped, or the region has begun anew meanwhile.
        BadInput: if the note is too long.
    """
    require(actor, RECORD_ADOPTION, adoption.region_id)
    if adoption.stage is not Stage.DROPPED:
        raise Conflict(_("Penerapan ini tidak sedang berhenti. Muat ulang halamannya."))
    if _has_another(session, adoption):
        raise Conflict(_("Daerah Anda sudah mencatat penerapan ini dan masih terbuka."))
    told = text_of(note, most=MAX_TEXT)
    adoption.stage, adoption.is_open, adoption.reason_id = Stage.EXPLORING, True, None
    event = happened(session, actor, adoption, Act.RESUMED, came_from=Stage.DROPPED, note=told)
    emit(session, AdoptionMoved(adoption.id, event.id, acting(actor)))


def _is_measured(session: Session, adoption: Adoption) -> bool:
    measured = sa.select(AdoptionIndicator.id).where(
        AdoptionIndicator.adoption_id == adoption.id,
        AdoptionIndicator.baseline.is_not(None),
        AdoptionIndicator.actual.is_not(None),
    )
    return session.scalars(measured.limit(1)).first() is not None


def _has_another(session: Session, adoption: Adoption) -> bool:
    same = (
        Adoption.url == adoption.url
        if adoption.practice_id is None
        else Adoption.practice_id == adoption.practice_id
    )
    other = sa.select(Adoption.id).where(
        Adoption.region_id == adoption.region_id, Adoption.is_open.is_(True), same
    )
    return session.scalars(other.limit(1)).first() is not None
