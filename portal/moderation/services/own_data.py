"""What is kept of a person because of reports, for the file of one's own data."""

import sqlalchemy as sa

from portal.accounts.services.personal import holds, rows_of
from portal.core.i18n import _l
from portal.moderation.models import Flag
from portal.threads.models import Post, Thread


def start() -> None:
    """Register it."""
    holds("reports", rows_of(_reports), _l("Laporan saya"), {"ground": _l("Dasar")})


def _reports(person_id: int) -> sa.Executable:
    return (
        sa.select(
            Thread.public_id.label("thread"),
            Post.number.label("post"),
            Flag.ground,
            Flag.text,
            Flag.created_at.label("at"),
        )
        .join(Post, Post.id == Flag.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Flag.person_id == person_id)
        .order_by(Flag.id)
    )
