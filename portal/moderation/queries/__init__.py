"""Reads of reports: what somebody has reported."""

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor
from portal.moderation.models import Flag
from portal.threads.models import Post


def has_flagged(actor: Actor, post: Post) -> bool:
    """Tell whether somebody has reported a post and nobody has looked yet."""
    waiting = sa.select(Flag.id).where(
        Flag.post_id == post.id, Flag.person_id == actor.person_id, Flag.decision_id.is_(None)
    )
    return db.session.scalars(waiting).first() is not None
