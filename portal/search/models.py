"""The table of what editors have said of the search."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class Care(StrEnum):
    """Of what editors take care: a group of synonyms, or the answers that come first."""

    SYNONYMS = "synonyms"
    PINS = "pins"


class SearchChange(Entity):
    """One thing that an editor has said; the newest about a topic holds, older ones are history.

    `topic` is that of a group, or the stems of a query; `label` is its head or the query as typed.
    `said` is {"line": the group's line, "" where there is to be none} or {"keys": at most three
    keys of objects, best first}, and None says again what the files say. `undone_id` is the change
    that this one undoes. Who it was, the audit chain knows.
    """

    __tablename__ = "search_change"
    __table_args__ = (sa.Index("ix__search_change__topic", "kind", "topic"),)

    kind: Mapped[Care]
    topic: Mapped[str]
    label: Mapped[str]
    said: Mapped[dict[str, Any] | None]
    undone_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("search_change.id", ondelete="RESTRICT"), index=True
    )
    created_at: Mapped[CreatedAt]
