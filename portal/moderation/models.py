"""Tables of what waits for moderators: posts that were held back, and posts that were reported."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity
from portal.threads.models.decisions import Ground

_OPEN = sa.text("decision_id IS NULL")


class Cause(StrEnum):
    """Why a post is held back."""

    WORD = "word"
    LINK = "link"


class Hold(Entity):
    """A post that was held back, for what was `found` in it: a word of the list, or a domain.

    It is open until somebody decides; of each post at most one is.
    """

    __tablename__ = "hold"
    __table_args__ = (
        sa.Index(
            "uq__hold__open", "post_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"), index=True)
    cause: Mapped[Cause]
    found: Mapped[str]
    decision_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("decision.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[CreatedAt]


class Flag(Entity):
    """Somebody reported a post; who it was only moderators learn.

    It is open until somebody decides; everybody has at most one open one at each post.
    `original_id` is the thread that a duplicate repeats.
    """

    __tablename__ = "flag"
    __table_args__ = (
        sa.Index(
            "uq__flag__open",
            "post_id",
            "person_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    ground: Mapped[Ground]
    text: Mapped[str]
    original_id: Mapped[int | None] = mapped_column(sa.ForeignKey("thread.id", ondelete="SET NULL"))
    decision_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("decision.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[CreatedAt]
