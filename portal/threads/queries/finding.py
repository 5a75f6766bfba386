"""Reads: threads as the search finds them: their texts, facets, and matches without the index."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from portal.core.db import db
from portal.practices.models import PUBLIC_STATES, Practice, PracticeTag
from portal.regions.queries import directory
from portal.search.facets import FacetTable, Row
from portal.threads.models import (
    Post,
    PostState,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)
from portal.threads.permissions import findable
from portal.vocabularies.models import Term
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, TermView, catalogue

KIND = "thread"
LOOKED_THROUGH = 60  # posts of a thread in which a passage that matches is looked for
PLACES = {"dimension": MATURITY, "sector": SPM}
VISIBLE = Post.state == PostState.VISIBLE
_SAID: tuple[Any, ...] = (Post.number, Post.accepted, Post.language, Post.html)
_ORDER = (Post.accepted.desc(), Post.number)


@dataclass(frozen=True)
class Saying:
    """What a post says in plain words, without who says it."""

    number: int
    accepted: bool
    language: str
    text: str


@dataclass(frozen=True)
class Talk:
    """A public thread as the index is told of it."""

    thread: Thread
    sayings: Sequence[Saying]


def public_talks(ids: Collection[int] | None = None) -> Iterator[Talk]:
    """Yield the public threads of `ids`, or all, with what stands in them."""
    query = sa.select(Thread, *_SAID).join(Post, Post.thread_id == Thread.id)
    query = query.where(findable(by_members=False), VISIBLE).order_by(Thread.id, *_ORDER)
    if ids is not None:
        query = query.where(Thread.id.in_(ids))
    for thread, rows in groupby(db.session.execute(query), key=lambda row: row.Thread):
        yield Talk(thread, [_saying(row) for row in rows])


def sayings_of(ids: Collection[int]) -> dict[int, list[Saying]]:
    """Return what stands in threads, of their first posts, with the accepted answer on top."""
    first = sa.or_(Post.number <= LOOKED_THROUGH, Post.accepted)
    query = sa.select(Post.thread_id, *_SAID).where(Post.thread_id.in_(ids), VISIBLE, first)
    found: dict[int, list[Saying]] = {}
    for row in db.session.execute(query.order_by(*_ORDER)):
        found.setdefault(row.thread_id, []).append(_saying(row))
    return found


def _saying(row: sa.Row[Any]) -> Saying:
    text = str(Markup(row.html).striptags())  # noqa: S704  # to be made plain
    return Saying(row.number, row.accepted, row.language, text)


def place_terms(thread: Thread) -> Iterator[TermView]:
    """Yield the terms of the cell of the grid at which a thread arose."""
    wanted = {thread.dimension_id, thread.sector_id}
    for scheme in PLACES.values():
        yield from (term for term in catalogue()[scheme].terms.values() if term.id in wanted)


def public_table(former: FacetTable) -> FacetTable:
    """Return the threads that everybody may find as the facets see them, given the former ones."""
    return _table(former, by_members=False)


def members_table(former: FacetTable) -> FacetTable:
    """Return all threads that members may find as the facets see them, given the former ones."""
    return _table(former, by_members=True)


def _table(former: FacetTable, *, by_members: bool) -> FacetTable:
    found = db.session.execute(
        sa.select(
            Thread.id,
            Thread.kind,
            Thread.state,
            Thread.region_id,
            Thread.about_region_id,
            Thread.practice_id,
            Thread.dimension_id,
            Thread.sector_id,
            Thread.created_at,
            Thread.last_post_at,
            Thread.post_count,
        )
        .where(findable(by_members=by_members))
        .order_by(Thread.id)
    )
    rows = {str(row.id): row for row in found}
    stamps = {key: tuple(row) for key, row in rows.items()}
    lacking = former.lacks(stamps)
    practices = _practices() if lacking else {}
    codes = {
        term.id: code
        for scheme in PLACES.values()
        for code, term in catalogue()[scheme].terms.items()
    }
    fresh = (_row(rows[key], practices.get(rows[key].practice_id, {}), codes) for key in lacking)
    return former.renewed(stamps, fresh)


def _row(row: Any, practice: Mapping[str, Sequence[str]], codes: Mapping[int, str]) -> Row:
    regions = {row.region_id, row.about_region_id} - {None}
    awaits = row.kind is ThreadKind.QUESTION or row.state is not ThreadState.OPEN
    return Row(
        key=str(row.id),
        facets={
            "dimension": [codes[row.dimension_id]] if row.dimension_id else (),
            "sector": [codes[row.sector_id]] if row.sector_id else (),
            **practice,
            "state": [row.state.value] if awaits else (),
            "kind": [row.kind.value],
            "region": sorted(directory().by_id[region_id].code for region_id in regions),
        },
        sorts={
            "relevance": (row.state is not ThreadState.DUPLICATE, row.last_post_at, row.id),
            "newest": (row.created_at, row.id),
            "replies": (row.post_count, row.last_post_at, row.id),
        },
    )


def _practices() -> dict[int, dict[str, list[str]]]:
    """Return how public practices at which threads arose are called and classified."""
    threads = sa.select(Thread.practice_id).where(Thread.practice_id.is_not(None))
    shown = (Practice.state.in_(PUBLIC_STATES), Practice.id.in_(threads))
    found: dict[int, dict[str, list[str]]] = {
        row.id: {"practice": [row.slug]}
        for row in db.session.execute(sa.select(Practice.id, Practice.slug).where(*shown))
    }
    tags = (
        sa.select(Practice.id, PracticeTag.facet, Term.code)
        .join(PracticeTag, PracticeTag.version_id == Practice.current_version_id)
        .join(Term, Term.id == PracticeTag.term_id)
        .where(*shown, PracticeTag.facet.in_(PLACES))
    )
    for row in db.session.execute(tags):
        found[row.id].setdefault(row.facet, []).append(row.code)
    for values in found.values():
        values.setdefault("sector", [NON_SPM])
    return found


def plain_matches(words: Sequence[str]) -> list[str]:
    """Return the keys of public threads that hold all words, duplicates last, the newest first."""
    return _holding(words, findable(by_members=False))


def members_matches(words: Sequence[str]) -> list[str]:
    """Return the keys of member-only threads that hold all words, the last word first."""
    return _holding(words, findable(by_members=True), Thread.visibility == Visibility.MEMBERS)


def _holding(words: Sequence[str], *conditions: sa.ColumnElement[bool]) -> list[str]:
    query = sa.select(Thread.id).where(*conditions)
    for word in words:
        in_post = sa.exists().where(
            Post.thread_id == Thread.id, VISIBLE, Post.source.icontains(word, autoescape=True)
        )
        query = query.where(sa.or_(Thread.title.icontains(word, autoescape=True), in_post))
    is_duplicate = Thread.state == ThreadState.DUPLICATE
    order = (is_duplicate, Thread.last_post_at.desc(), Thread.id.desc())
    return [str(key) for key in db.session.scalars(query.order_by(*order))]
