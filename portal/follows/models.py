"""Table of what people follow."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class Level(StrEnum):
    """How much somebody wants to hear of something: all of it, what begins it, or nothing."""

    ALL = "all"
    FIRST = "first"
    MUTE = "mute"


class Follow(Entity):
    """Somebody's wish about a topic: `kind` names a registered kind, `key` a topic of it."""

    __tablename__ = "follow"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "key"),
        sa.Index("ix__follow__topic", "kind", "key"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    key: Mapped[str]
    level: Mapped[Level]
    created_at: Mapped[CreatedAt]
