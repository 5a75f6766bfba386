"""Table of what moderators decide, of posts and of whole threads."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class Act(StrEnum):
    """What a moderator decides: what waits is released or rejected, a report dismissed."""

    HIDE = "hide"
    SHOW = "show"
    LOCK = "lock"
    UNLOCK = "unlock"
    MERGE = "merge"
    SPLIT = "split"  # undoes a merge
    MOVE = "move"
    RELEASE = "release"
    REJECT = "reject"
    DISMISS = "dismiss"


class Ground(StrEnum):
    """Why a post is reported or taken from readers, out of a closed list."""

    SPAM = "spam"
    PERSONAL_DATA = "personal-data"
    RUDE = "rude"
    MISLEADING = "misleading"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Decision(Entity):
    """What a moderator has decided; its `ground` and `reason` are told to the author.

    `post_id` is None where it is about the whole thread.
    """

    __tablename__ = "decision"

    thread_id: Mapped[int] = mapped_column(
        sa.ForeignKey("thread.id", ondelete="CASCADE"), index=True
    )
    post_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("post.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[Act]
    ground: Mapped[Ground | None]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    created_at: Mapped[CreatedAt]
