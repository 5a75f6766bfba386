"""Reads: what a region plans with an adoption."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.adoptions.models import (
    AdoptionBlock,
    AdoptionDocument,
    AdoptionIndicator,
    AdoptionTask,
)
from portal.adoptions.models.plans import Choice, DocumentKind
from portal.core.db import db
from portal.practices.models import PracticeVersion


@dataclass(frozen=True)
class BlockView:
    """A block with what becomes of it."""

    number: int | None
    title: Mapping[str, str]
    choice: Choice
    note: str


@dataclass(frozen=True)
class IndicatorView:
    """An indicator with what is known of it."""

    id: int
    name: Mapping[str, str]
    unit: Mapping[str, str]
    lower_is_better: bool
    own: bool
    baseline: float | None
    baseline_period: str
    target: float | None
    actual: float | None
    actual_period: str
    source: str


@dataclass(frozen=True)
class TaskView:
    """Something to be settled."""

    text: str
    due: date | None
    done_at: datetime | None


@dataclass(frozen=True)
class DocumentView:
    """A paper."""

    kind: DocumentKind
    text: str
    url: str
    added_at: datetime


def blocks_of(adoption_id: int) -> list[BlockView]:
    """Return the blocks of an adoption, those of the version in their order, then added ones."""
    query = sa.select(AdoptionBlock).where(AdoptionBlock.adoption_id == adoption_id)
    rows = db.session.scalars(query.order_by(AdoptionBlock.number.is_(None), AdoptionBlock.number))
    return [BlockView(row.number, row.title, row.choice, row.note) for row in rows]


def indicators_of(adoption_id: int) -> list[IndicatorView]:
    """Return the indicators of an adoption, those of the practice first."""
    query = sa.select(AdoptionIndicator).where(AdoptionIndicator.adoption_id == adoption_id)
    rows = db.session.scalars(query.order_by(AdoptionIndicator.own, AdoptionIndicator.id))
    return [
        IndicatorView(
            row.id,
            row.name,
            row.unit,
            row.direction == "down",
            row.own,
            row.baseline,
            row.baseline_period,
            row.target,
            row.actual,
            row.actual_period,
            row.source,
        )
        for row in rows
    ]


def tasks_of(adoption_id: int) -> list[TaskView]:
    """Return what is to be settled, in the order in which it came up."""
    query = sa.select(AdoptionTask).where(AdoptionTask.adoption_id == adoption_id)
    rows = db.session.scalars(query.order_by(AdoptionTask.id))
    return [TaskView(row.text, row.due, row.done_at) for row in rows]


def documents_of(adoption_id: int) -> list[DocumentView]:
    """Return the papers of an adoption in the order in which they came."""
    query = sa.select(AdoptionDocument).where(AdoptionDocument.adoption_id == adoption_id)
    rows = db.session.scalars(query.order_by(AdoptionDocument.id))
    return [DocumentView(row.kind, row.text, row.url, row.added_at) for row in rows]


@dataclass(frozen=True)
class VersionView:
    """A version of a practice with what it says."""

    number: int
    record: Mapping[str, Any]


def versions(ids: Sequence[int | None]) -> list[VersionView]:
    """Return versions in the order of their ids as given."""
    known = [found for found in ids if found is not None]
    rows = db.session.execute(
        sa.select(PracticeVersion.id, PracticeVersion.number, PracticeVersion.record).where(
            PracticeVersion.id.in_(known)
        )
    )
    by_id = {row.id: VersionView(row.number, row.record) for row in rows}
    return [by_id[found] for found in known]
