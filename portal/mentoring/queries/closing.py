"""Reads: what both sides said at the end, and whether it has lasted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.mentoring.models.closing import (
    Again,
    ClosingForm,
    FollowUp,
    GoalClaim,
    Lasted,
    Reached,
)


@dataclass(frozen=True)
class ClaimView:
    """What a side says of a goal; `proof` is the row of figures to which it points."""

    goal: int
    reached: Reached
    proof: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class FormView:
    """What one side said at the end."""

    region_id: int
    helped: str
    hindered: str
    again: Again
    sent_at: datetime
    claims: Sequence[ClaimView]


def forms_of(mentorship_id: int) -> list[FormView]:
    """Return the closing forms that have come in, the first one first."""
    claims: dict[int, list[ClaimView]] = {}
    said = (
        sa.select(GoalClaim)
        .join(ClosingForm, ClosingForm.id == GoalClaim.form_id)
        .where(ClosingForm.mentorship_id == mentorship_id)
    )
    for row in db.session.scalars(said.order_by(GoalClaim.goal)):
        claims.setdefault(row.form_id, []).append(ClaimView(row.goal, row.reached, row.proof))
    sent = sa.select(ClosingForm).where(ClosingForm.mentorship_id == mentorship_id)
    return [
        FormView(
            region_id=row.region_id,
            helped=row.helped,
            hindered=row.hindered,
            again=row.again,
            sent_at=row.sent_at,
            claims=claims.get(row.id, ()),
        )
        for row in db.session.scalars(sent.order_by(ClosingForm.id))
    ]


@dataclass(frozen=True)
class FollowUpView:
    """The question whether it has lasted: when it is asked, and what was answered."""

    due_on: date
    asked_at: datetime | None
    answered_at: datetime | None
    lasted: Lasted | None
    note: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.asked_at is not None and self.answered_at is None


def follow_up_of(mentorship_id: int) -> FollowUpView | None:
    """Return the question whether it has lasted, None before the end."""
    query = sa.select(FollowUp).where(FollowUp.mentorship_id == mentorship_id)
    row = db.session.scalars(query).first()
    return (
        FollowUpView(row.due_on, row.asked_at, row.answered_at, row.lasted, row.note)
        if row
        else None
    )
