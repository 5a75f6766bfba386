"""Tables of notifications: what happened, who is told, and how each wants to be told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class How(StrEnum):
    """When a person gets mail about a kind of notification."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Happening(Entity):
    """Something that happened: an event of `kind` with its ids; `told_at` once people know."""

    __tablename__ = "happening"

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]
    told_at: Mapped[datetime | None]


class Notification(Entity):
    """A line in somebody's inbox; `mail_key` names the mail that told it too.

    What it says is written anew for each reading, so nobody reads what is no longer theirs.
    """

    __tablename__ = "notification"
    __table_args__ = (
        sa.UniqueConstraint("happening_id", "person_id"),
        sa.Index("ix__notification__unread", "person_id", "read_at"),
    )

    happening_id: Mapped[int] = mapped_column(sa.ForeignKey("happening.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[CreatedAt]
    read_at: Mapped[datetime | None]
    awaits_digest: Mapped[bool] = mapped_column(index=True)
    mail_key: Mapped[str | None] = mapped_column(index=True)


class Preference(Entity):
    """How somebody wants to be told of a kind, or of `ALL` kinds that have no row of their own."""

    __tablename__ = "notification_preference"
    __table_args__ = (sa.UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    how: Mapped[How]


class Suppression(Entity):
    """Somebody's address of which a server says that it does not exist; `mail_hash` is of that."""

    __tablename__ = "mail_suppression"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    mail_hash: Mapped[str]
    reason: Mapped[str]
    since: Mapped[datetime]
