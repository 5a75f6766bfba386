"""Tables of mentoring: one region asks another for company, and how that went."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity
from portal.mentoring.models.agreements import Agreement as Agreement
from portal.mentoring.models.closing import ClosingForm as ClosingForm
from portal.mentoring.models.sessions import MentorshipSession as MentorshipSession


class MentorshipState(StrEnum):
    """Where a mentorship stands, from a place in the queue to what came of it."""

    WAITING = "waiting"
    OFFERED = "offered"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSING = "closing"
    COMPLETED = "completed"
    OUTCOME_VERIFIED = "outcome_verified"
    NO_OUTCOME = "no_outcome"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ENDED_EARLY = "ended_early"


_S = MentorshipState
# What each state may become; a state that is not named is an end.
WAYS = {
    _S.WAITING: (_S.OFFERED, _S.WITHDRAWN),
    _S.OFFERED: (_S.REQUESTED, _S.WAITING, _S.EXPIRED, _S.WITHDRAWN),
    _S.REQUESTED: (_S.ACCEPTED, _S.DECLINED, _S.EXPIRED, _S.WITHDRAWN),
    _S.ACCEPTED: (_S.AGREED, _S.ENDED_EARLY),
    _S.AGREED: (_S.ACTIVE, _S.ACCEPTED, _S.ENDED_EARLY),
    _S.ACTIVE: (_S.PAUSED, _S.CLOSING, _S.ACCEPTED, _S.ENDED_EARLY),
    _S.PAUSED: (_S.ACTIVE, _S.ACCEPTED, _S.ENDED_EARLY),
    _S.CLOSING: (_S.COMPLETED, _S.ENDED_EARLY),
    _S.COMPLETED: (_S.OUTCOME_VERIFIED, _S.NO_OUTCOME),
}
# Requests that are not settled yet, of which a region has so many at once.
OPEN = (_S.WAITING, _S.OFFERED, _S.REQUESTED)
# What takes a place of a mentor.
TAKING = (_S.ACCEPTED, _S.AGREED, _S.ACTIVE, _S.PAUSED, _S.CLOSING)


class Mentorship(Entity):
    """A learner region and the champion region that it asks to go along with it.

    `mentor_id` is the profile of who was asked, or of who does it; None where the champion region
    is asked and has named nobody. `dimension` is the code of the maturity dimension it is about.
    `holder_id` is who carries it in the learner region, None for its queue. `expires_at` is when a
    request or the offer of a place lapses; `reminded` is the day on which that was last recalled.
    `offered_at` tells when a place was last offered to who had waited for it. `decided_at` is when
    it was accepted or declined, `reason` why it was declined or ended early.
    """

    __tablename__ = "mentorship"
    __table_args__ = (
        sa.CheckConstraint("learner_region_id <> champion_region_id", name="of_two_regions"),
        sa.CheckConstraint(
            "state NOT IN ('requested', 'offered') OR expires_at IS NOT NULL", name="expires"
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'ended_early') OR reason <> ''", name="says_why"
        ),
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    learner_region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    champion_region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    mentor_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("mentor_profile.id", ondelete="RESTRICT"), index=True
    )
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="RESTRICT"), index=True
    )
    dimension: Mapped[str]
    wish: Mapped[str]
    state: Mapped[MentorshipState] = mapped_column(index=True)
    holder_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    requested_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class MentorshipEvent(Entity):
    """One line of the history of a mentorship; none is ever changed.

    `came_from` is None for its beginning, and the state itself for what changed no state.
    `person_id` is None where time did it.
    """

    __tablename__ = "mentorship_event"

    mentorship_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorship.id", ondelete="CASCADE"), index=True
    )
    came_from: Mapped[MentorshipState | None]
    state: Mapped[MentorshipState]
    note: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    happened_at: Mapped[datetime]
