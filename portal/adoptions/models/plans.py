"""Tables of what a region plans with an adoption: blocks, tasks, measures, documents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Choice(StrEnum):
    """What becomes of a block where it is taken over."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"
    ADDED = "added"


class AdoptionBlock(Entity):
    """A block of the version that was adopted, or one that the region added.

    `number` is that of the block in the version, None for an added one; `title` is {"id": ...}.
    """

    __tablename__ = "adoption_block"
    __table_args__ = (sa.UniqueConstraint("adoption_id", "number"),)

    adoption_id: Mapped[int] = mapped_column(sa.ForeignKey("adoption.id", ondelete="CASCADE"))
    number: Mapped[int | None]
    title: Mapped[dict[str, Any]]
    choice: Mapped[Choice]
    note: Mapped[str]


class Direction(StrEnum):
    """Whether less or more of it is better."""

    DOWN = "down"
    UP = "up"


class AdoptionIndicator(Entity):
    """What an adoption is measured by; `own` tells one that the practice does not have.

    `name` and `unit` are {"id": ...}; periods have the shape of the record's.
    """

    __tablename__ = "adoption_indicator"

    adoption_id: Mapped[int] = mapped_column(
        sa.ForeignKey("adoption.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[dict[str, Any]]
    unit: Mapped[dict[str, Any]]
    direction: Mapped[Direction]
    own: Mapped[bool]
    baseline: Mapped[float | None]
    baseline_period: Mapped[str]
    target: Mapped[float | None]
    actual: Mapped[float | None]
    actual_period: Mapped[str]
    source: Mapped[str]


class AdoptionTask(Entity):
    """Something to be settled before an adoption can go on, as a prerequisite that is lacking."""

    __tablename__ = "adoption_task"

    adoption_id: Mapped[int] = mapped_column(
        sa.ForeignKey("adoption.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    due: Mapped[date | None]
    done_at: Mapped[datetime | None]


class DocumentKind(StrEnum):
    """What a document of an adoption is."""

    LETTER = "letter"
    AGREEMENT = "agreement"
    OTHER = "other"


class AdoptionDocument(Entity):
    """A letter, an agreement or another paper of an adoption, by its words and maybe a page."""

    __tablename__ = "adoption_document"

    adoption_id: Mapped[int] = mapped_column(
        sa.ForeignKey("adoption.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[DocumentKind]
    text: Mapped[str]
    url: Mapped[str]
    added_at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
