"""Table of the files that posts show."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity
from portal.core.uploads.intake import Purpose


class PostFile(Entity):
    """A picture or a document of a post; who may read the post may read it.

    `stored` is what it is called in the folder of uploads, `parts` holds the size of each part
    there by its name, and `main` is the one that a download gives. `alt` is "" for a picture that
    only decorates. `post_id` is None until the text that it was sent with is kept.
    """

    __tablename__ = "post_file"

    public_id: Mapped[str] = mapped_column(unique=True)
    post_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("post.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Purpose]
    media_type: Mapped[str]
    name: Mapped[str]
    alt: Mapped[str | None]
    stored: Mapped[str] = mapped_column(unique=True)
    parts: Mapped[dict[str, Any]]
    main: Mapped[str]
    bytes: Mapped[int]
    bytes_in_all: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    created_at: Mapped[CreatedAt]
    removed_at: Mapped[datetime | None]
