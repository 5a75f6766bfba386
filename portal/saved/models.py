"""Tables of saved searches, and of what each has found since it was saved."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class Often(StrEnum):
    """How often somebody gets news of a search; never means none in the inbox either."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class SavedSearch(Entity):
    """A search that somebody keeps: `query` as `queries.asked.query_of` writes it.

    `seen_at` is when its owner has last looked at what is new.
    """

    __tablename__ = "saved_search"
    __table_args__ = (sa.UniqueConstraint("person_id", "query"),)

    public_id: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    query: Mapped[str]
    name: Mapped[str]
    often: Mapped[Often]
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[datetime]


class SearchMatch(Entity):
    """A practice, first published after a search was saved, that the search has found."""

    __tablename__ = "search_match"
    __table_args__ = (sa.UniqueConstraint("search_id", "practice_id"),)

    search_id: Mapped[int] = mapped_column(sa.ForeignKey("saved_search.id", ondelete="CASCADE"))
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    found_at: Mapped[datetime]
