"""A decision settles all for which a post waited: what it was held back for, and the reports."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.moderation.models import Flag, Hold
from portal.threads.models import Post
from portal.threads.models.decisions import Act, Decision


def settle(session: Session, decision: Decision) -> list[Flag]:
    """Close what waited for a decision, and return the reports among it.

    A thread that is hidden settles the reports of all its posts; to lock or move it settles none.
    """
    if decision.post_id is None and decision.act is not Act.HIDE:
        return []
    posts = sa.select(Post.id).where(
        Post.thread_id == decision.thread_id
        if decision.post_id is None
        else Post.id == decision.post_id
    )
    if decision.post_id is not None:
        waiting = sa.select(Hold).where(Hold.post_id.in_(posts), Hold.decision_id.is_(None))
        for hold in session.scalars(waiting):
            hold.decision_id = decision.id
    reported = sa.select(Flag).where(Flag.post_id.in_(posts), Flag.decision_id.is_(None))
    flags = list(session.scalars(reported.order_by(Flag.id)))
    for flag in flags:
        flag.decision_id = decision.id
    return flags
