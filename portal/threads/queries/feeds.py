"""Reads: what everybody may read of threads, for whoever follows them without an account."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS
from portal.practices.models import Practice, PracticeTag
from portal.practices.permissions import visible_to as practice_visible_to
from portal.regions.queries import directory
from portal.threads.models import Post, PostKind, PostState, Thread, ThreadState
from portal.threads.permissions import visible_to
from portal.vocabularies.models import Term
from portal.vocabularies.queries import NON_SPM

Condition = sa.ColumnElement[bool]
COLUMNS = {"dimension": Thread.dimension_id, "sector": Thread.sector_id}


@dataclass(frozen=True)
class Begun:
    """A thread with the post that begins it."""

    thread: Thread
    opening: Post


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Which threads are wanted, "" for all; what nothing carries finds nothing."""

    practice: str = ""
    region: str = ""
    dimension: str = ""
    sector: str = ""
    state: str = ""


def newest(wanted: Narrowing, most: int) -> list[Begun]:
    """Return public threads in which something was said last."""
    opening = sa.and_(Post.thread_id == Thread.id, Post.kind == PostKind.OPENING)
    rows = db.session.execute(
        sa.select(Thread, Post)
        .join(Post, opening)
        .where(visible_to(ANONYMOUS), Post.state == PostState.VISIBLE, *_conditions(wanted))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(most)
    )
    return [Begun(thread, post) for thread, post in rows]


def public_posts(key: str, most: int) -> tuple[Thread, Sequence[Post]]:
    """Return a public thread with its newest posts.

    Raises:
        NotFound: if there is none of that key that everybody may read.
    """
    query = sa.select(Thread).where(Thread.public_id == key, visible_to(ANONYMOUS))
    thread = db.session.scalars(query).one_or_none()
    if thread is None:
        raise NotFound
    posts = sa.select(Post).where(Post.thread_id == thread.id, Post.state == PostState.VISIBLE)
    return thread, db.session.scalars(posts.order_by(Post.number.desc()).limit(most)).all()


def _conditions(wanted: Narrowing) -> list[Condition]:
    found: list[Condition] = [
        _classified(facet, code) for facet in COLUMNS if (code := getattr(wanted, facet))
    ]
    if wanted.practice:
        slug = sa.and_(Practice.slug == wanted.practice, practice_visible_to(ANONYMOUS))
        found.append(Thread.practice_id.in_(sa.select(Practice.id).where(slug)))
    if wanted.region:
        region = directory().by_code.get(wanted.region)
        ids = [region.id] if region else []
        found.append(sa.or_(Thread.about_region_id.in_(ids), Thread.region_id.in_(ids)))
    if wanted.state:
        found.append(Thread.state.in_([state for state in ThreadState if state == wanted.state]))
    return found


def _classified(facet: str, code: str) -> Condition:
    """Return the condition that a thread, or the practice it is about, carries a term."""
    tags = sa.select(PracticeTag.version_id).where(PracticeTag.facet == facet)
    if code == NON_SPM:
        untagged = Practice.current_version_id.not_in(tags)
        return Thread.practice_id.in_(sa.select(Practice.id).where(untagged))
    terms = sa.select(Term.id).where(Term.code == code)
    tagged = Practice.current_version_id.in_(tags.where(PracticeTag.term_id.in_(terms)))
    practices = sa.select(Practice.id).where(tagged)
    return sa.or_(COLUMNS[facet].in_(terms), Thread.practice_id.in_(practices))
