"""Tables of what is attached to practices: the files, which versions use them, their text."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity
from portal.core.uploads.intake import Purpose


class TextState(StrEnum):
    """How far the text of a file has been read; `none` is what has no text to read."""

    NONE = "none"
    WAITING = "waiting"
    WHOLE = "whole"
    PART = "part"


class PracticeFile(Entity):
    """A file of a practice; what it is called in the folder of uploads is `stored`.

    `parts` holds the size of each part there by its name; `main` is the one that a download gives,
    to which `bytes` and `sha256` belong. `removed_at` is when its region gave it up.
    """

    __tablename__ = "practice_file"

    public_id: Mapped[str] = mapped_column(unique=True)
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Purpose]
    media_type: Mapped[str]
    name: Mapped[str]
    stored: Mapped[str] = mapped_column(unique=True)
    parts: Mapped[dict[str, Any]]
    main: Mapped[str]
    bytes: Mapped[int]
    bytes_in_all: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    member_only: Mapped[bool] = mapped_column(default=False)
    text_state: Mapped[TextState]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    created_at: Mapped[CreatedAt]
    removed_at: Mapped[datetime | None]


class FileUse(Entity):
    """A version that shows a file, which therefore stays; written when the version is frozen."""

    __tablename__ = "file_use"
    __table_args__ = (sa.UniqueConstraint("version_id", "file_id"),)

    version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="CASCADE")
    )
    file_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice_file.id", ondelete="RESTRICT"), index=True
    )
    member_only: Mapped[bool]


class FileText(Entity):
    """The text of one page of a file."""

    __tablename__ = "file_text"
    __table_args__ = (sa.UniqueConstraint("file_id", "page"),)

    file_id: Mapped[int] = mapped_column(sa.ForeignKey("practice_file.id", ondelete="CASCADE"))
    page: Mapped[int]
    text: Mapped[str]
