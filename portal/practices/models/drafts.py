"""Tables of what is being written and checked."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Draft(Entity):
    """The one text of a practice that is being written, in both languages.

    `record` has the shape of `schemas.RecordSchema` but may lack anything; `token` is the number of
    the last save, which a next save must name. `holder_id` is who answers for it, None for the
    region's queue; `since` is when its state was reached.
    """

    __tablename__ = "draft"

    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), unique=True
    )
    record: Mapped[dict[str, Any]]
    token: Mapped[int]
    base_version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT")
    )
    holder_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    since: Mapped[datetime]


class DraftSave(Entity):
    """A save that was accepted; tokens count on from draft to draft of a practice."""

    __tablename__ = "draft_save"
    __table_args__ = (sa.UniqueConstraint("practice_id", "token"),)

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practice.id", ondelete="CASCADE"))
    token: Mapped[int]
    record: Mapped[dict[str, Any]]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    saved_at: Mapped[datetime]


class Verdict(StrEnum):
    """How a round of review ended."""

    CHANGES_REQUESTED = "changes-requested"
    APPROVED = "approved"


class ReviewRound(Entity):
    """One submission and what came of it; `record` is the text as it was submitted."""

    __tablename__ = "review_round"
    __table_args__ = (sa.UniqueConstraint("practice_id", "number"),)

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practice.id", ondelete="CASCADE"))
    number: Mapped[int]
    record: Mapped[dict[str, Any]]
    submitted_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    submitted_at: Mapped[datetime]
    reviewer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    verdict: Mapped[Verdict | None]
    note: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT")
    )


class ReviewComment(Entity):
    """A remark on a field of a draft, by its path in the record, or on the whole where it is "".

    `round_number` is 0 for what colleagues say before the first submission.
    """

    __tablename__ = "review_comment"

    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    round_number: Mapped[int]
    path: Mapped[str]
    text: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class ReviewInvitation(Entity):
    """Somebody who may read a draft and comment on it, and nothing else."""

    __tablename__ = "review_invitation"
    __table_args__ = (sa.UniqueConstraint("practice_id", "person_id"),)

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practice.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    invited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    invited_at: Mapped[datetime]
