"""Reads: a thread with one page of its posts, in as few queries as it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Person
from portal.accounts.queries import spoken_name
from portal.core.db import READERS, db, named_again
from portal.core.errors import NotFound
from portal.core.permissions import Actor, permits
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to as practice_visible_to
from portal.threads.models import Post, PostState, Thread, Vote
from portal.threads.permissions import MODERATE, Voice, posts_visible_to, visible_to
from portal.threads.queries.alike import Same, joined_with, original_of
from portal.threads.schemas.texts import POSTS_A_PAGE


@dataclass(frozen=True)
class PostView:
    """A post with its author's name, which is for members, and its votes."""

    post: Post
    author: str
    votes: int
    voted: bool


@dataclass(frozen=True)
class PracticeSpot:
    """The practice at which a thread arose; `current` is the number of its live version."""

    slug: str
    number: int
    current: int
    title: Mapping[str, str]
    block_title: Mapping[str, str] | None


@dataclass(frozen=True)
class Conversation:
    """A page of a thread; `pinned` is the accepted answer where it is to stand on top.

    `asked_as` is the voice of its opening, `original` of what it is a duplicate, `joined` are those
    of it; both only as far as the reader may see them.
    """

    thread: Thread
    asker: str
    asked_as: Voice
    holder: str
    original: Same | None
    joined: Sequence[Same]
    last_number: int
    opening: PostView | None
    pinned: PostView | None
    posts: Sequence[PostView]
    spot: PracticeSpot | None


# Statements are made once: to make them takes longer than to run them.
_asker, _holder, _twin = named_again(Person), named_again(Person), named_again(Thread)
_current = named_again(PracticeVersion)
_READER: sa.BindParameter[int | None] = sa.bindparam("reader")
_THREAD: sa.BindParameter[int] = sa.bindparam("thread")
_LAST = sa.select(sa.func.max(Post.number)).where(
    Post.thread_id == Thread.id,
    sa.or_(Post.state == PostState.VISIBLE, Post.author_id == _READER),
)
_opening = named_again(Post)
_HEAD = (
    sa.select(
        Thread,
        spoken_name(_asker).label("asker"),
        _holder.name.label("holder"),
        sa.exists().where(_twin.duplicate_of_id == Thread.id).label("is_original"),
        _LAST.correlate(Thread).scalar_subquery().label("last"),
    )
    .select_from(Thread)
    .join(_asker, _asker.id == Thread.author_id)
    .join(Thread.opening.of_type(_opening))
    .options(contains_eager(Thread.opening.of_type(_opening)))
    .outerjoin(_holder, _holder.id == Thread.holder_id)
    .where(Thread.public_id == sa.bindparam("key"))
)
_VOTES = sa.select(sa.func.count()).where(Vote.post_id == Post.id).scalar_subquery()
_VOTED = sa.exists().where(Vote.post_id == Post.id, Vote.person_id == _READER)
_ON_PAGE = Post.number.between(sa.bindparam("first"), sa.bindparam("last"))
_POSTS = (
    sa.select(Post, spoken_name().label("name"), _VOTES.label("votes"), _VOTED.label("voted"))
    .join(Person, Person.id == Post.author_id)
    .where(Post.thread_id == _THREAD)
    .order_by(Post.number)
)
_SPOT = (
    sa.select(
        Practice.slug,
        PracticeVersion.number,
        _current.number.label("current"),
        PracticeVersion.record["title"].label("title"),
    )
    .select_from(Practice)
    .join(PracticeVersion, PracticeVersion.practice_id == Practice.id)
    .outerjoin(_current, _current.id == Practice.current_version_id)
    .where(PracticeVersion.id == sa.bindparam("version"))
)
_SPOT_AND_BLOCKS = _SPOT.add_columns(PracticeVersion.record["blocks"].label("blocks"))


@lru_cache(READERS)
def _head_for(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return _HEAD.where(visible_to(actor))


@lru_cache(READERS)
def _posts_for(actor: Actor, *, moderates: bool, on_first: bool) -> sa.Select[*tuple[Any, ...]]:
    shown = sa.or_(_ON_PAGE, Post.accepted) if on_first else _ON_PAGE
    return _POSTS.where(posts_visible_to(actor, moderates=moderates), shown)


@lru_cache(READERS)
def _spot_for(actor: Actor, *, with_blocks: bool) -> sa.Select[*tuple[Any, ...]]:
    return (_SPOT_AND_BLOCKS if with_blocks else _SPOT).where(practice_visible_to(actor))


def conversation(actor: Actor, public_id: str, page: int) -> Conversation:
    """Return a page of a thread, counted from 1.

    Raises:
        NotFound: if there is none of that id that the actor may see.
    """
    told = {"key": public_id, "reader": actor.person_id}
    head = db.session.execute(_head_for(actor), told).one_or_none()
    if head is None:
        raise NotFound
    thread: Thread = head.Thread
    views = _posts(actor, thread, page)
    opening = next((view for view in views if view.post.number == 1), None)
    start = (page - 1) * POSTS_A_PAGE + 1
    return Conversation(
        thread=thread,
        asker=head.asker,
        asked_as=Voice(thread.opening.region_id, thread.opening.as_region),
        holder=head.holder or "",
        original=original_of(actor, thread),
        joined=joined_with(actor, thread) if head.is_original else (),
        last_number=head.last or 1,
        opening=opening,
        pinned=next((view for view in views if view.post.accepted), None),
        posts=[view for view in views if view is not opening and view.post.number >= start],
        spot=_spot(actor, thread) if thread.practice_id else None,
    )


def _posts(actor: Actor, thread: Thread, page: int) -> list[PostView]:
    """Return the posts of a page, and on the first one the accepted answer, in their order."""
    first = (page - 1) * POSTS_A_PAGE + 1
    rows = db.session.execute(
        _posts_for(actor, moderates=permits(actor, MODERATE, thread), on_first=page == 1),
        {
            "thread": thread.id,
            "reader": actor.person_id,
            "first": first,
            "last": first + POSTS_A_PAGE - 1,
        },
    )
    return [PostView(row.Post, row.name, row.votes, row.voted) for row in rows]


def _spot(actor: Actor, thread: Thread) -> PracticeSpot | None:
    """Return the practice of a thread, None if the actor may not see it any more."""
    query = _spot_for(actor, with_blocks=thread.block is not None)
    row = db.session.execute(query, {"version": thread.version_id}).one_or_none()
    if row is None:
        return None
    block = row.blocks[thread.block - 1]["title"] if thread.block is not None else None
    return PracticeSpot(row.slug, row.number, row.current or row.number, row.title, block)
