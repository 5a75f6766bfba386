"""What the posts of a thread make of it: the only place where answers change its state."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.threads.models import Post, PostKind, PostState, Thread, ThreadKind, ThreadState

UNSETTLED = (ThreadState.OPEN, ThreadState.ANSWERED)


def follow_up(session: Session, thread: Thread) -> None:
    """Bring a thread to what its visible posts say, after one of them came, went or was hidden.

    A question is answered from the first answer of somebody else on, and open again when there is
    none; what was settled stays settled.
    """
    session.flush()
    posts = session.execute(
        sa.select(Post.kind, Post.author_id, Post.created_at)
        .where(Post.thread_id == thread.id, Post.state == PostState.VISIBLE)
        .order_by(Post.number)
    ).all()
    thread.post_count = len(posts)
    thread.last_post_at = max((post.created_at for post in posts), default=thread.created_at)
    if thread.kind is not ThreadKind.QUESTION or thread.state not in UNSETTLED:
        return
    answers = (
        post.created_at
        for post in posts
        if post.kind is PostKind.ANSWER and post.author_id != thread.author_id
    )
    thread.answered_at = next(answers, None)
    thread.state = ThreadState.ANSWERED if thread.answered_at else ThreadState.OPEN
