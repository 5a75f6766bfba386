"""Tables of who is asked to answer: invitations, and the days on which nobody works."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class AnswerInvitation(Entity):
    """Somebody who was asked to answer a question; they may take it."""

    __tablename__ = "answer_invitation"
    __table_args__ = (sa.UniqueConstraint("thread_id", "person_id"),)

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    invited_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL")
    )
    created_at: Mapped[CreatedAt]


class Holiday(Entity):
    """A day on which government offices are closed in the whole country, by its decree."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(unique=True)
    label: Mapped[dict[str, Any]]
    source: Mapped[str]
