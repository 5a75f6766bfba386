"""Reads: what a post said before."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.threads.models import Post, PostRevision, Thread
from portal.threads.queries.mentions import public_words


@dataclass(frozen=True)
class Earlier:
    """What a post said from a moment on; `title` is of its thread, of an opening alone."""

    written_at: datetime
    title: str | None
    source: str


def revisions_of(thread: Thread, post: Post) -> list[Earlier]:
    """Return all that a post has said, the first first, as everybody may read it."""
    rows = db.session.scalars(
        sa.select(PostRevision).where(PostRevision.post_id == post.id).order_by(PostRevision.number)
    )
    told = [Earlier(row.written_at, row.title, public_words(row.source)) for row in rows]
    title = thread.title if post.number == 1 else None
    now = Earlier(post.edited_at or post.created_at, title, public_words(post.source))
    return [*told, now]
