"""Invented threads to be followed, told of and fed; nothing here is true."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import TimeZone
from portal.core.clock import utcnow
from portal.core.events import emit
from portal.core.permissions import Actor
from portal.core.slugs import new_public_id
from portal.core.text import RENDERER_VERSION, render
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.regions.queries import directory
from portal.threads.events import PostWritten
from portal.threads.models import (
    HolderKind,
    Mention,
    Post,
    PostKind,
    PostState,
    Speaker,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)
from portal.vocabularies.models import Term


def begun(
    actor: Actor,
    title: str = "Siapa menanggung server?",
    *,
    about: str | tuple[str, str] | None = None,
    post: dict[str, Any] | None = None,
    **values: Any,
) -> str:
    """Return the public id of a new question.

    It is about a practice by its slug, a region by its code, a cell by its codes, or nothing.
    """
    with unit_of_work() as session:
        named = about if isinstance(about, str) else ""
        anchor = session.query(Practice).filter_by(slug=named).one_or_none()
        region = directory().by_code.get(named)
        about_id = anchor.region_id if anchor else region and region.id
        codes = about if isinstance(about, tuple) else (None, None)
        terms = [session.scalar(sa.select(Term.id).where(Term.code == code)) for code in codes]
        thread = Thread(
            **{
                "public_id": new_public_id(),
                "kind": ThreadKind.QUESTION,
                "title": title,
                "language": "id",
                "visibility": Visibility.PUBLIC,
                "state": ThreadState.OPEN,
                "author_id": actor.person_id,
                "practice_id": anchor and anchor.id,
                "version_id": anchor and anchor.current_version_id,
                "about_region_id": about_id,
                "promise_region_id": about_id,
                "dimension_id": terms[0],
                "sector_id": terms[1],
                "zone": TimeZone.WIB,
                "holder_kind": HolderKind.EDITORS,
                "due_at": utcnow(),
                "last_post_at": utcnow(),
                **values,
            }
        )
        session.add(thread)
        session.flush()
        key = thread.public_id
        opening = {"text": "Kami ingin tahu **siapa** yang membayar.", **(post or {})}
        said(actor, key, kind=PostKind.OPENING, **opening)
        return key


def said(
    actor: Actor,
    key: str,
    text: str = "Dinas kami, dari anggaran rutin.",
    *,
    as_region: str | None = None,
    mentions: tuple[str | int, ...] = (),
    **values: Any,
) -> int:
    """Return the id of a new post in a thread; mentioned are codes of regions, ids of persons."""
    with unit_of_work() as session:
        thread = thread_of(key)
        last = sa.select(sa.func.max(Post.number)).where(Post.thread_id == thread.id)
        regions = [grant.region_id for grant in actor.grants if grant.region_id is not None]
        spoken = directory().by_code[as_region].id if as_region else next(iter(regions), None)
        post = Post(
            **{
                "public_id": new_public_id(),
                "thread_id": thread.id,
                "number": (session.scalar(last) or 0) + 1,
                "kind": PostKind.ANSWER,
                "state": PostState.VISIBLE,
                "author_id": actor.person_id,
                "region_id": spoken,
                "as_region": as_region is not None,
                "speaker": Speaker.OFFICER,
                "language": "id",
                "source": text,
                "html": str(render(text)),
                "renderer": RENDERER_VERSION,
                **values,
            }
        )
        session.add(post)
        session.flush()
        session.add_all(
            Mention(post_id=post.id, person_id=who)
            if isinstance(who, int)
            else Mention(post_id=post.id, region_id=directory().by_code[who].id)
            for who in mentions
        )
        thread.post_count += post.number > 1
        thread.last_post_at = utcnow()
        if post.kind is PostKind.ANSWER and thread.state is ThreadState.OPEN:
            thread.state = ThreadState.ANSWERED
        emit(session, PostWritten(thread.id, post.id, post.author_id))
        return post.id


def thread_of(key: str) -> Thread:
    """Return a thread, bound to the unit of work that is open."""
    with unit_of_work() as session:
        return session.query(Thread).filter_by(public_id=key).one()


def changed(key: str, *events: Any, **values: Any) -> None:
    """Change a thread, and tell of it by events made of its id."""
    with unit_of_work() as session:
        thread = thread_of(key)
        for name, value in values.items():
            setattr(thread, name, value)
        session.flush()
        for event in events:
            emit(session, event(thread.id))
