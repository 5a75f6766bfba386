"""Reads of threads: a thread and its posts as the rules and the services see them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor, permits
from portal.threads.models import Post, PostState, Thread
from portal.threads.permissions import MODERATE, Said, posts_visible_to, visible_to


def get_visible(actor: Actor, public_id: str) -> Thread:
    """Return a thread.

    Raises:
        NotFound: if there is none of that id that the actor may see.
    """
    query = sa.select(Thread).where(Thread.public_id == public_id, visible_to(actor))
    thread = db.session.scalars(query).one_or_none()
    if thread is None:
        raise NotFound
    return thread


def visible_post(actor: Actor, public_id: str, number: int) -> tuple[Thread, Post]:
    """Return a post and its thread.

    Raises:
        NotFound: if there is no such post that the actor may see.
    """
    thread = get_visible(actor, public_id)
    post = db.session.scalars(
        sa.select(Post).where(
            Post.thread_id == thread.id,
            Post.number == number,
            posts_visible_to(actor, moderates=permits(actor, MODERATE, thread)),
        )
    ).one_or_none()
    if post is None:
        raise NotFound
    return thread, post


def said(session: Session, thread: Thread, post: Post) -> Said:
    """Return a post with what decides whether its author may take it back."""
    built_on = sa.or_(
        sa.exists().where(
            Post.thread_id == thread.id,
            Post.number > post.number,
            Post.author_id != post.author_id,
            Post.state != PostState.DELETED,
        ),
        sa.exists().where(Thread.duplicate_of_id == thread.id),
    )
    return Said(post, thread, answered=post.accepted or bool(session.scalar(sa.select(built_on))))
