"""Tables of the practices."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class PracticeState(StrEnum):
    """What the public may know of a practice; a draft has never been published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    STOPPED = "stopped"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


PUBLIC_STATES = (PracticeState.PUBLISHED, PracticeState.STOPPED)


class Pulse(StrEnum):
    """How recently a region has said that its practice still runs; the worker keeps it daily."""

    VERIFIED = "verified"
    DUE = "due"
    OVERDUE = "overdue"


class DraftState(StrEnum):
    """Where the text that is being written stands on its way to the next version."""

    WRITING = "writing"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"


WRITABLE_STATES = (DraftState.WRITING, DraftState.CHANGES_REQUESTED)


class Practice(Entity):
    """A case study of a region; what it says is in its versions, and in its draft if it has one.

    `draft_state` is None where nothing is being written; the live version stays meanwhile.
    `verify_by` is the day, by the clock of Jakarta, on which its region should confirm it again.
    `replicated` tells that another region has applied it with success, verified by two sides.
    """

    __tablename__ = "practice"

    public_id: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[PracticeState] = mapped_column(index=True)
    draft_state: Mapped[DraftState | None] = mapped_column(index=True)
    current_version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT", use_alter=True), index=True
    )
    verify_by: Mapped[date | None] = mapped_column(index=True)
    pulse: Mapped[Pulse] = mapped_column(
        default=Pulse.VERIFIED, server_default=Pulse.VERIFIED.value
    )
    replicated: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[CreatedAt]


class PracticeVersion(Entity):
    """What a practice says; frozen once published.

    `record` has the shape of `schemas.RecordSchema`; `html` holds its Markdown texts rendered, as
    {path in the record: HTML}; `content_hash` is the SHA-256 of the canonical record.
    """

    __tablename__ = "practice_version"
    __table_args__ = (sa.UniqueConstraint("practice_id", "number"),)

    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    record: Mapped[dict[str, Any]]
    html: Mapped[dict[str, Any]]
    renderer: Mapped[int]
    content_hash: Mapped[str]
    evidence_level: Mapped[int]
    year: Mapped[int | None]
    has_english: Mapped[bool]
    by_editors: Mapped[bool]
    scheme_version: Mapped[str]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[CreatedAt]


class FormerSlug(Entity):
    """A slug that a practice had once; its address leads to the present one."""

    __tablename__ = "former_slug"

    slug: Mapped[str] = mapped_column(unique=True)
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )


class PracticeTag(Entity):
    """A vocabulary term that a version is classified with; keeps the term from being deleted."""

    __tablename__ = "practice_tag"
    __table_args__ = (sa.UniqueConstraint("version_id", "facet", "term_id"),)

    version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="CASCADE")
    )
    facet: Mapped[str]
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True)
