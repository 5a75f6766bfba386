"""What threads leave on the audit chain: also who wrote for a region, which no page tells."""

from typing import Any

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.permissions import Actor
from portal.threads.models import Post, Thread


def note(session: Session, action: str, actor: Actor, post: Post, **details: Any) -> None:
    """Record what somebody did with a post for its region, in the transaction of the change."""
    thread = session.get_one(Thread, post.thread_id)
    audit.record(
        session,
        f"thread:{action}",
        actor=actor,
        region_id=post.region_id,
        kind="thread",
        key=thread.public_id,
        details={"post": post.number, **details},
    )
