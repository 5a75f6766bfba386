"""What is kept of a person because of reports, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.core.db import db
from portal.moderation.models import Flag
from portal.threads.models import Post, Thread


def start() -> None:
    """Register it."""
    holds("reports", _reports)


def _reports(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Thread.public_id, Post.number, Flag.ground, Flag.text, Flag.created_at)
        .join(Post, Post.id == Flag.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Flag.person_id == person_id)
        .order_by(Flag.id)
    )
    return [
        {
            "thread": row.public_id,
            "post": row.number,
            "ground": row.ground,
            "text": row.text,
            "at": row.created_at,
        }
        for row in rows
    ]
