"""Reads: the files that posts show."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor
from portal.core.uploads.keeping import StoredFile
from portal.threads.models.files import PostFile


@dataclass(frozen=True, kw_only=True)
class PostFileView(StoredFile):
    """A file of a post; `alt` is "" for a picture that only decorates, None if it is none."""

    post_id: int | None
    alt: str | None


_OF_POSTS = (
    sa.select(PostFile)
    .where(PostFile.post_id.in_(sa.bindparam("posts", expanding=True)))
    .order_by(PostFile.id)
)


def view_of(file: PostFile) -> PostFileView:
    """Return a file as others see it."""
    return PostFileView(
        public_id=file.public_id,
        kind=file.kind,
        media_type=file.media_type,
        name=file.name,
        stored=file.stored,
        main=file.main,
        parts=file.parts,
        bytes=file.bytes,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        post_id=file.post_id,
        alt=file.alt,
    )


def files_of(post_ids: Collection[int]) -> dict[int, list[PostFileView]]:
    """Return {post id: its files in the order they came}."""
    found: dict[int, list[PostFileView]] = {}
    for row in db.session.scalars(_OF_POSTS, {"posts": post_ids}):
        found.setdefault(row.post_id or 0, []).append(view_of(row))
    return found


def sent_by(actor: Actor, keys: Collection[str]) -> list[PostFileView]:
    """Return those of `keys` that wait for a text of the actor's, in the order they came."""
    if not keys:
        return []
    rows = db.session.scalars(
        sa.select(PostFile)
        .where(
            PostFile.public_id.in_(keys),
            PostFile.person_id == actor.person_id,
        )
        .order_by(PostFile.id)
    )
    return [view_of(row) for row in rows]
