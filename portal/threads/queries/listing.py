"""Reads: threads in lists, the newest word first, and how many there are at practices."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import Person
from portal.accounts.queries import spoken_name
from portal.core.db import READERS, db, settled
from portal.core.permissions import ANONYMOUS, Actor
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to as practice_visible_to
from portal.threads.models import (
    Post,
    PostState,
    Speaker,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)
from portal.threads.permissions import visible_to

PER_PAGE = 20
# Statements are made once for each kind of reader: to make them takes longer than to run them.
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A thread in a list; `author` is for members, `as_region` tells that there is none to name."""

    id: int
    public_id: str
    kind: ThreadKind
    title: str
    language: str
    visibility: Visibility
    state: ThreadState
    region_id: int | None
    about_region_id: int | None
    author: str
    as_region: bool
    speaker: Speaker
    last_post_at: datetime
    post_count: int
    practice_id: int | None
    block: int | None
    practice_title: Mapping[str, str] | None
    practice_slug: str | None
    dimension_id: int | None
    sector_id: int | None


def by_keys(actor: Actor, keys: Sequence[str]) -> list[Listed]:
    """Return the threads of search keys that the actor may see, in the order of the keys."""
    rows = db.session.execute(_of_ids(actor), {"ids": [int(key) for key in keys]})
    found = {str(row.Thread.id): _listed(row.Thread, row) for row in rows}
    return [found[key] for key in keys if key in found]


@lru_cache(READERS)
def _of_ids(actor: Actor) -> sa.Select[Any]:
    return _query(actor).where(Thread.id.in_(_IDS), visible_to(actor))


def written_by(actor: Actor, page: int) -> tuple[list[Listed], int]:
    """Return a page of the threads in which the actor wrote, and how many there are in all."""
    wrote = sa.select(Post.thread_id).where(
        Post.author_id == actor.person_id, Post.state != PostState.DELETED
    )
    where = (visible_to(actor), Thread.id.in_(wrote))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Thread).where(*where)) or 0
    rows = db.session.execute(
        _query(actor)
        .where(*where)
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return [_listed(row.Thread, row) for row in rows], total


def newest_at(
    actor: Actor, place: InstrumentedAttribute[int | None], ids: Collection[int], most: int
) -> dict[int, list[Listed]]:
    """Return, by practices or regions, at most so many threads in which something was said last.

    `place` is the column of `Thread` that holds the ids.
    """
    found: dict[int, list[Listed]] = {}
    for row in db.session.execute(_newest_at(actor, place), {"ids": ids, "most": most}):
        found.setdefault(row.place, []).append(_listed(row.Thread, row))
    return found


@lru_cache(READERS)
def _newest_at(actor: Actor, place: InstrumentedAttribute[int | None]) -> sa.Select[Any]:
    order = (Thread.last_post_at.desc(), Thread.id.desc())
    rank = sa.func.row_number().over(partition_by=place, order_by=order).label("rank")
    ranked = settled(sa.select(Thread.id, rank).where(visible_to(actor), place.in_(_IDS)))
    first = sa.select(ranked.c.id).where(ranked.c.rank <= sa.bindparam("most"))
    query = _query(actor).add_columns(place.label("place")).where(Thread.id.in_(first))
    return query.order_by(*order)


def public_threads() -> list[tuple[str, datetime]]:
    """Return the public ids of all threads that everybody may read, and their last words."""
    query = sa.select(Thread.public_id, Thread.last_post_at).where(visible_to(ANONYMOUS))
    return [(row.public_id, row.last_post_at) for row in db.session.execute(query)]


@lru_cache(READERS)
def _query(actor: Actor) -> sa.Select[Any]:
    shown = sa.and_(Practice.id == Thread.practice_id, practice_visible_to(actor))
    opening = sa.and_(Post.thread_id == Thread.id, Post.number == 1)
    title = PracticeVersion.record["title"].label("at")
    return (
        sa.select(
            Thread,
            spoken_name().label("name"),
            Post.as_region,
            Post.speaker,
            title,
            Practice.slug,
        )
        .join(Person, Person.id == Thread.author_id)
        .join(Post, opening)
        .outerjoin(Practice, shown)
        .outerjoin(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
    )


def _listed(thread: Thread, row: sa.Row[Any]) -> Listed:
    return Listed(
        id=thread.id,
        public_id=thread.public_id,
        kind=thread.kind,
        title=thread.title,
        language=thread.language,
        visibility=thread.visibility,
        state=thread.state,
        region_id=thread.region_id,
        about_region_id=thread.about_region_id,
        author=row.name,
        as_region=row.as_region,
        speaker=row.speaker,
        last_post_at=thread.last_post_at,
        post_count=thread.post_count,
        practice_id=thread.practice_id,
        block=thread.block,
        practice_title=row.at,
        practice_slug=row.slug,
        dimension_id=thread.dimension_id,
        sector_id=thread.sector_id,
    )


def counts(actor: Actor, practice_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return {practice id: its slug, and how many threads it has}, none where it has none."""
    rows = db.session.execute(_counts(actor), {"ids": practice_ids})
    return {row.id: (row.slug, row.total) for row in rows}


@lru_cache(READERS)
def _counts(actor: Actor) -> sa.Select[int, str, int]:
    return (
        sa.select(Practice.id, Practice.slug, sa.func.count().label("total"))
        .join(Thread, Thread.practice_id == Practice.id)
        .where(Practice.id.in_(_IDS), visible_to(actor))
        .group_by(Practice.id, Practice.slug)
    )


Spot = tuple[int, int, int]


@lru_cache(READERS)
def _asked_at_blocks(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Thread.practice_id, Thread.version_id, Thread.block).where(
        Thread.practice_id.in_(_IDS),
        Thread.block.is_not(None),
        Thread.kind == ThreadKind.QUESTION,
        visible_to(actor),
    )


def counts_at_blocks(actor: Actor, spots: Collection[Spot]) -> dict[Spot, int]:
    """Return how many questions stand at blocks, given as (practice id, version, number).

    A block is the same in another version if it is called the same there.
    """
    ids = {practice_id for practice_id, _number, _block in spots}
    asked = db.session.execute(_asked_at_blocks(actor), {"ids": ids}).all()
    if not asked:
        return {}
    shown = {(practice_id, number) for practice_id, number, _block in spots}
    versions = db.session.execute(
        sa.select(
            PracticeVersion.id,
            PracticeVersion.practice_id,
            PracticeVersion.number,
            PracticeVersion.record["blocks"].label("blocks"),
        ).where(
            sa.or_(
                PracticeVersion.id.in_({row.version_id for row in asked}),
                sa.tuple_(PracticeVersion.practice_id, PracticeVersion.number).in_(shown),
            )
        )
    ).all()
    titles = {row.id: [block["title"]["id"] for block in row.blocks] for row in versions}
    called = Counter((row.practice_id, titles[row.version_id][row.block - 1]) for row in asked)
    here = {(row.practice_id, row.number): titles[row.id] for row in versions}
    return {
        (practice_id, number, block): called[practice_id, here[practice_id, number][block - 1]]
        for practice_id, number, block in spots
    }
