"""Writes: a region begins with something that it may take over, from the original or an adopter."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.events import AdoptionStarted
from portal.adoptions.models import (
    SHOWABLE,
    Act,
    Adoption,
    AdoptionBlock,
    AdoptionIndicator,
    Stage,
)
from portal.adoptions.models.plans import Choice, Direction
from portal.adoptions.permissions import RECORD_ADOPTION
from portal.adoptions.schemas import MAX_TEXT
from portal.adoptions.services.texts import one_line, text_of
from portal.adoptions.services.trail import acting, happened
from portal.core.addresses import is_web_address
from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.core.slugs import new_public_id
from portal.practices.models import Practice, PracticeState, PracticeVersion


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Something of another catalogue: what it is called, where it is, and in which catalogue."""

    title: str
    url: str
    catalogue: str
    source_region_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Start:
    """What a region begins with, why, and how far it is."""

    practice_id: int | None = None
    version_id: int | None = None
    elsewhere: Elsewhere | None = None
    parent: Adoption | None = None
    source_region_id: int | None
    note: str
    stage: Stage = Stage.INTERESTED


def start(  # noqa: PLR0913  # for whom, of what, from whom, and why
    session: Session,
    actor: Actor,
    region_id: int,
    practice: Practice,
    *,
    parent: Adoption | None = None,
    stage: Stage = Stage.INTERESTED,
    note: str = "",
) -> Adoption:
    """Begin to look at a practice for a region, as the original has it or as an adopter has it.

    Who has looked already begins at a later `stage`. What the actor may see is for the caller to
    check.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        Conflict: if the practice is the region's own or does not run, the region has an open
            adoption of it, the parent has nothing to show of it, or it all would come back to
            the region itself.
    """
    require(actor, RECORD_ADOPTION, region_id)
    if practice.region_id == region_id:
        raise Conflict(_("Praktik ini milik daerah Anda sendiri."))
    if parent is None and practice.state is not PracticeState.PUBLISHED:
        raise Conflict(_("Praktik ini tidak berjalan lagi di daerah asalnya."))
    if parent is not None:
        _require_parent(session, parent, region_id)
        if parent.practice_id != practice.id:
            raise Conflict(_("Penerapan itu bukan dari praktik ini."))
    version_id = parent.version_id if parent else practice.current_version_id
    begun = _Start(
        practice_id=practice.id,
        version_id=version_id,
        parent=parent,
        source_region_id=parent.region_id if parent else practice.region_id,
        note=note,
        stage=stage,
    )
    adoption = _begin(session, actor, region_id, begun)
    _take_over(session, adoption, session.get_one(PracticeVersion, version_id))
    return adoption


def start_elsewhere(
    session: Session, actor: Actor, region_id: int, elsewhere: Elsewhere, *, note: str = ""
) -> Adoption:
    """Begin to look at something that is only a link to another catalogue.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        BadInput: if title, address or catalogue are missing or too long.
        Conflict: if it is the region's own, or the region has an open adoption of it.
    """
    require(actor, RECORD_ADOPTION, region_id)
    if not is_web_address(elsewhere.url):
        raise BadInput(_("Tulis alamat halaman lengkap, mulai dari https://."))
    if elsewhere.source_region_id == region_id:
        raise Conflict(_("Praktik ini milik daerah Anda sendiri."))
    told = Elsewhere(
        title=one_line(elsewhere.title),
        url=one_line(elsewhere.url),
        catalogue=one_line(elsewhere.catalogue),
        source_region_id=elsewhere.source_region_id,
    )
    begun = _Start(elsewhere=told, source_region_id=told.source_region_id, note=note)
    return _begin(session, actor, region_id, begun)


def _require_parent(session: Session, parent: Adoption, region_id: int) -> None:
    """Refuse a parent that has nothing to show, or a chain that comes back to the region."""
    if parent.stage not in SHOWABLE:
        raise Conflict(_("Daerah itu belum menjalankannya, jadi belum ada yang dapat diambil."))
    above: Adoption | None = parent
    while above is not None:
        if region_id in {above.region_id, above.source_region_id}:
            raise Conflict(_("Daerah Anda sudah ada di jalur itu; penerapan tidak boleh berputar."))
        above = session.get(Adoption, above.parent_id) if above.parent_id else None


def _begin(session: Session, actor: Actor, region_id: int, begun: _Start) -> Adoption:
    _require_first(session, region_id, begun)
    elsewhere, parent, now = begun.elsewhere, begun.parent, utcnow()
    adoption = Adoption(
        public_id=new_public_id(),
        region_id=region_id,
        practice_id=begun.practice_id,
        version_id=begun.version_id,
        title=elsewhere.title if elsewhere else None,
        url=elsewhere.url if elsewhere else None,
        catalogue=elsewhere.catalogue if elsewhere else None,
        parent_id=parent.id if parent else None,
        generation=parent.generation + 1 if parent else 1,
        source_region_id=begun.source_region_id,
        stage=begun.stage,
        is_open=True,
        holder_id=acting(actor),
        started_at=now,
        moved_at=now,
    )
    session.add(adoption)
    session.flush()  # its history needs its id
    told = text_of(begun.note, most=MAX_TEXT)
    happened(session, actor, adoption, Act.STARTED, came_from=None, note=told)
    emit(session, AdoptionStarted(adoption.id, acting(actor)))
    return adoption


def _require_first(session: Session, region_id: int, begun: _Start) -> None:
    same = (
        Adoption.url == begun.elsewhere.url
        if begun.elsewhere
        else Adoption.practice_id == begun.practice_id
    )
    known = sa.select(Adoption.id).where(
        Adoption.region_id == region_id, Adoption.is_open.is_(True), same
    )
    if session.scalars(known).first() is not None:
        raise Conflict(_("Daerah Anda sudah mencatat penerapan ini dan masih terbuka."))


def _take_over(session: Session, adoption: Adoption, version: PracticeVersion) -> None:
    """Copy what the region will decide on: the blocks of the version and its indicators."""
    session.add_all(
        AdoptionBlock(
            adoption_id=adoption.id,
            number=number,
            title=block["title"],
            choice=Choice.KEPT,
            note="",
        )
        for number, block in enumerate(version.record["blocks"], start=1)
    )
    session.add_all(
        AdoptionIndicator(
            adoption_id=adoption.id,
            name=row["name"],
            unit=row["unit"],
            direction=Direction(row["direction"]),
            own=False,
            baseline_period="",
            actual_period="",
            source="",
        )
        for row in version.record.get("indicators", [])
    )
