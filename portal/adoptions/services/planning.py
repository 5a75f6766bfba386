"""Writes: what a region plans: blocks, tasks, measures and documents of an adoption."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.models import (
    Adoption,
    AdoptionBlock,
    AdoptionDocument,
    AdoptionIndicator,
    AdoptionTask,
    Stage,
)
from portal.adoptions.models.plans import Choice, Direction, DocumentKind
from portal.adoptions.permissions import RECORD_ADOPTION
from portal.adoptions.schemas import MAX_ROWS, MAX_TASKS, MAX_TEXT
from portal.adoptions.services.texts import one_line, text_of
from portal.adoptions.services.trail import acting, audited
from portal.core.addresses import is_web_address
from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor, require

Numbered = tuple[Choice, str]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What is known of an indicator by now."""

    baseline: float | None = None
    baseline_period: str = ""
    target: float | None = None
    actual: float | None = None
    actual_period: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnIndicator:
    """An indicator that the practice does not have; without a name it is taken away."""

    name: str
    unit: str
    direction: Direction
    measured: Measured = field(default_factory=Measured)


@dataclass(frozen=True)
class Paper:
    """A document: what it is, what it is called, and where it can be read, "" if nowhere."""

    kind: DocumentKind
    text: str
    url: str


def choose_blocks(
    session: Session,
    actor: Actor,
    adoption: Adoption,
    chosen: Mapping[int, Numbered],
    added: Sequence[tuple[str, str]],
) -> None:
    """Keep what becomes of the blocks, by their numbers, and what the region adds: title and note.

    Raises:
        Forbidden, Conflict: as `require_open`.
        BadInput: if a choice cannot be made of a block, a change lacks its note, or too much is
            said.
    """
    require_open(actor, adoption)
    blocks = session.scalars(
        sa.select(AdoptionBlock).where(
            AdoptionBlock.adoption_id == adoption.id, AdoptionBlock.number.is_not(None)
        )
    ).all()
    for block in blocks:
        choice, note = chosen.get(block.number or 0, (block.choice, block.note))
        if choice is Choice.ADDED:
            raise BadInput(_("Pilih salah satu dari daftar."))
        block.choice = choice
        block.note = text_of(note, most=MAX_TEXT, required=choice is not Choice.KEPT)
    _replace_added(session, adoption, [row for row in added if row[0].strip()])
    counts = {choice.value: 0 for choice in Choice}
    for block in blocks:
        counts[block.choice.value] += 1
    audited(session, actor, adoption, "blocks", counts)


def _replace_added(session: Session, adoption: Adoption, added: Sequence[tuple[str, str]]) -> None:
    _require_few(len(added))
    session.execute(
        sa.delete(AdoptionBlock).where(
            AdoptionBlock.adoption_id == adoption.id, AdoptionBlock.number.is_(None)
        )
    )
    session.add_all(
        AdoptionBlock(
            adoption_id=adoption.id,
            number=None,
            title={"id": one_line(title)},
            choice=Choice.ADDED,
            note=text_of(note, most=MAX_TEXT),
        )
        for title, note in added
    )


def measure(
    session: Session,
    actor: Actor,
    adoption: Adoption,
    measured: Mapping[int, Measured],
    own: Sequence[OwnIndicator],
) -> None:
    """Keep what is known of the practice's indicators, by their ids, and all own ones.

    Raises:
        Forbidden, Conflict: as `require_open`; also after the report, until it is confirmed.
        BadInput: if a value is no number, or too much is said.
    """
    require_open(actor, adoption, also=Stage.REPORTED)
    rows = indicators_of(session, adoption)
    for row in rows:
        if not row.own and row.id in measured:
            _set(row, measured[row.id])
        if row.own:
            session.delete(row)
    named = [row for row in own if row.name.strip()]
    _require_few(len(named))
    for told in named:
        indicator = AdoptionIndicator(
            adoption_id=adoption.id,
            name={"id": one_line(told.name)},
            unit={"id": one_line(told.unit)},
            direction=told.direction,
            own=True,
        )
        _set(indicator, told.measured)
        session.add(indicator)
    audited(session, actor, adoption, "indicators", {"own": len(named), "all": len(rows)})


def indicators_of(session: Session, adoption: Adoption) -> list[AdoptionIndicator]:
    """Return the indicators of an adoption, those of the practice first."""
    query = sa.select(AdoptionIndicator).where(AdoptionIndicator.adoption_id == adoption.id)
    return list(session.scalars(query.order_by(AdoptionIndicator.own, AdoptionIndicator.id)))


def _set(row: AdoptionIndicator, told: Measured) -> None:
    values = (told.baseline, told.target, told.actual)
    if not all(value is None or isfinite(value) for value in values):
        raise BadInput(_("Nilai baru harus angka dari indikator praktik ini."))
    row.baseline, row.target, row.actual = values
    row.baseline_period = one_line(told.baseline_period, required=False)
    row.actual_period = one_line(told.actual_period, required=False)
    row.source = one_line(told.source, required=False)


def add_task(
    session: Session, actor: Actor, adoption: Adoption, text: str, due: date | None = None
) -> AdoptionTask:
    """Add something to be settled, by a day if one is set, and return it.

    Raises:
        Forbidden, Conflict: as `require_open`.
        BadInput: if nothing or too much is said, or there are too many.
    """
    require_open(actor, adoption)
    tasks = sa.select(sa.func.count()).select_from(AdoptionTask)
    count = session.scalar(tasks.where(AdoptionTask.adoption_id == adoption.id)) or 0
    _require_few(1 + count, MAX_TASKS)
    task = AdoptionTask(adoption_id=adoption.id, text=one_line(text), due=due)
    session.add(task)
    audited(session, actor, adoption, "task", {})
    return task


def tick_task(
    session: Session, actor: Actor, adoption: Adoption, number: int, *, done: bool
) -> None:
    """Say that a task, by its place from 1 on, is done, or is not.

    Raises:
        Forbidden, Conflict: as `require_open`.
        NotFound: if there is no such task.
    """
    require_open(actor, adoption)
    task = _task(session, adoption, number)
    task.done_at = utcnow() if done else None
    audited(session, actor, adoption, "task", {"task": task.id, "done": done})


def date_task(
    session: Session, actor: Actor, adoption: Adoption, number: int, due: date | None
) -> None:
    """Say by which day a task, by its place from 1 on, is to be settled, or that no day is set.

    Raises:
        Forbidden, Conflict: as `require_open`.
        NotFound: if there is no such task.
    """
    require_open(actor, adoption)
    task = _task(session, adoption, number)
    task.due = due
    audited(session, actor, adoption, "task", {"task": task.id, "due": due and due.isoformat()})


def _task(session: Session, adoption: Adoption, number: int) -> AdoptionTask:
    tasks = sa.select(AdoptionTask).where(AdoptionTask.adoption_id == adoption.id)
    task = session.scalars(tasks.order_by(AdoptionTask.id).offset(number - 1).limit(1)).first()
    if task is None:
        raise NotFound
    return task


def add_document(
    session: Session, actor: Actor, adoption: Adoption, paper: Paper
) -> AdoptionDocument:
    """Keep a paper: what it is called, and where it can be read; return it.

    Raises:
        Forbidden, Conflict: as `require_open`; also after the report, until it is confirmed.
        BadInput: if it has no name, its address is none, or there are too many.
    """
    require_open(actor, adoption, also=Stage.REPORTED)
    if paper.url and not is_web_address(paper.url):
        raise BadInput(_("Tulis alamat halaman lengkap, mulai dari https://."))
    kept = sa.select(sa.func.count()).select_from(AdoptionDocument)
    kept = kept.where(AdoptionDocument.adoption_id == adoption.id)
    _require_few(1 + (session.scalar(kept) or 0))
    document = AdoptionDocument(
        adoption_id=adoption.id,
        kind=paper.kind,
        text=one_line(paper.text),
        url=one_line(paper.url, required=False),
        added_at=utcnow(),
        person_id=acting(actor),
    )
    session.add(document)
    audited(session, actor, adoption, "document", {"kind": paper.kind})
    return document


def remove_document(session: Session, actor: Actor, adoption: Adoption, number: int) -> None:
    """Take back a document, by its place from 1 on.

    Raises:
        Forbidden, Conflict: as `add_document`.
        NotFound: if there is no such document.
    """
    require_open(actor, adoption, also=Stage.REPORTED)
    kept = sa.select(AdoptionDocument).where(AdoptionDocument.adoption_id == adoption.id)
    found = session.scalars(kept.order_by(AdoptionDocument.id).offset(number - 1).limit(1)).first()
    if found is None:
        raise NotFound
    session.delete(found)
    audited(session, actor, adoption, "document", {"removed": found.kind})


def require_open(actor: Actor, adoption: Adoption, *, also: Stage | None = None) -> None:
    """Refuse to change the plan of an adoption that has been reported or is closed.

    Raises:
        Forbidden: if the actor may not record adoptions of the region.
        Conflict: accordingly.
    """
    require(actor, RECORD_ADOPTION, adoption.region_id)
    reported = adoption.stage is Stage.REPORTED
    if (
        not adoption.is_open
        or (reported and also is not Stage.REPORTED)
        or adoption.confirmed_by_id is not None
    ):
        raise Conflict(_("Penerapan ini tidak dapat diubah lagi pada tahapnya yang sekarang."))


def _require_few(count: int, most: int = MAX_ROWS) -> None:
    if count > most:
        raise BadInput(_("Paling banyak %(most)s baris.", most=most))
