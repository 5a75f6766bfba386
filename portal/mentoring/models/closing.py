"""Tables of how a mentorship ended: what each side says, and whether it lasted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Reached(StrEnum):
    """What came of a goal."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Again(StrEnum):
    """Whether a side would do it again."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Lasted(StrEnum):
    """Whether what was reached is still there after a while."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ClosingForm(Entity):
    """What one side says at the end, once."""

    __tablename__ = "closing_form"
    __table_args__ = (sa.UniqueConstraint("mentorship_id", "region_id"),)

    mentorship_id: Mapped[int] = mapped_column(sa.ForeignKey("mentorship.id", ondelete="CASCADE"))
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    helped: Mapped[str]
    hindered: Mapped[str]
    again: Mapped[Again]
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    sent_at: Mapped[datetime]


class GoalClaim(Entity):
    """What one side says of a goal, by its place in the newest agreement from 1 on.

    A goal that was reached has a proof: a row of figures of the learner region, as it stood then,
    of an adoption or of a version of a practice.
    """

    __tablename__ = "goal_claim"
    __table_args__ = (
        sa.UniqueConstraint("form_id", "goal"),
        sa.CheckConstraint(
            "(reached = 'yes') = (proof IS NOT NULL) "
            "AND (proof IS NOT NULL) = ((adoption_id IS NULL) <> (version_id IS NULL))",
            name="reached_has_proof",
        ),
    )

    form_id: Mapped[int] = mapped_column(sa.ForeignKey("closing_form.id", ondelete="CASCADE"))
    goal: Mapped[int]
    reached: Mapped[Reached]
    adoption_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("adoption.id", ondelete="RESTRICT"), index=True
    )
    version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT"), index=True
    )
    proof: Mapped[dict[str, Any] | None]


class FollowUp(Entity):
    """The one question to the learner region, a while after the end: whether it has lasted."""

    __tablename__ = "mentorship_follow_up"

    mentorship_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorship.id", ondelete="CASCADE"), unique=True
    )
    due_on: Mapped[date] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    lasted: Mapped[Lasted | None]
    note: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
