"""Tables of the sessions of a mentorship, and of what is to be done after each."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Mode(StrEnum):
    """How people of both regions meet."""

    IN_PERSON = "tatap-muka"
    ONLINE = "daring"
    VISIT = "kunjungan"


class Side(StrEnum):
    """Which of the two regions."""

    LEARNER = "learner"
    CHAMPION = "champion"


class MentorshipSession(Entity):
    """A session, the how manieth of its mentorship; `notes` are for those who take part alone.

    `revision` counts the changes of its date, for calendars that have an older one.
    """

    __tablename__ = "mentorship_session"
    __table_args__ = (sa.UniqueConstraint("mentorship_id", "number"),)

    mentorship_id: Mapped[int] = mapped_column(sa.ForeignKey("mentorship.id", ondelete="CASCADE"))
    number: Mapped[int]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    mode: Mapped[Mode]
    notes: Mapped[str]
    revision: Mapped[int]
    written_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    changed_at: Mapped[datetime]


class ActionItem(Entity):
    """What one side is to do until a day; as private as the notes of its session.

    `reminded_at` tells when its side was told that it is due, which happens once.
    """

    __tablename__ = "action_item"

    session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentorship_session.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    side: Mapped[Side]
    due_on: Mapped[date] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    written_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
