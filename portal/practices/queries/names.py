"""Reads: how practices are called, where they are and since when, without what they say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.generations import read_before
from portal.core.permissions import ANONYMOUS, Actor
from portal.practices.models import FormerSlug, Practice, PracticeState, PracticeVersion
from portal.practices.permissions import visible_to


@dataclass(frozen=True)
class Heading:
    """How a running practice is called; `title` is {"id": ..., "en": ...}."""

    id: int
    slug: str
    region_id: int
    title: Mapping[str, str]
    short_name: str | None


@dataclass(frozen=True)
class Published:
    """A public practice as lists of addresses need it; when its current version came out."""

    slug: str
    region_id: int
    published_at: datetime


# Statements that pages ask again and again are made once: to make them takes longer than to run.
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_FIRST_PUBLISHED = (
    sa.select(PracticeVersion.practice_id, sa.func.min(PracticeVersion.published_at))
    .where(PracticeVersion.practice_id.in_(_IDS))
    .group_by(PracticeVersion.practice_id)
)
_OWNERS = sa.select(Practice.id, Practice.region_id, Practice.slug).where(
    Practice.id.in_(_IDS), visible_to(ANONYMOUS)
)


def headings() -> list[Heading]:
    """Return how all running practices are called."""
    record = PracticeVersion.record
    query = _public(
        Practice.id,
        Practice.slug,
        Practice.region_id,
        record["title"].label("title"),
        record["short_name"].label("short_name"),
    )
    rows = db.session.execute(query.where(Practice.state == PracticeState.PUBLISHED))
    return [Heading(row.id, row.slug, row.region_id, row.title, row.short_name) for row in rows]


def published() -> list[Published]:
    """Return all public practices."""
    query = _public(Practice.slug, Practice.region_id, PracticeVersion.published_at)
    rows = db.session.execute(query)
    return [Published(row.slug, row.region_id, row.published_at) for row in rows]


def first_published(ids: Collection[int]) -> dict[int, datetime]:
    """Return {id: when its first version was published} of the practices of `ids`."""
    rows = db.session.execute(_FIRST_PUBLISHED, {"ids": ids})
    return {practice_id: moment for practice_id, moment in rows if moment is not None}


def newest(since: datetime) -> dict[int, datetime]:
    """Return {id: when its first version was published} of public practices new since then."""
    ids = db.session.scalars(_public(Practice.id).where(PracticeVersion.published_at > since))
    found = first_published(ids.all())
    return {practice_id: moment for practice_id, moment in found.items() if moment > since}


def _public(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(visible_to(ANONYMOUS))
        .order_by(Practice.id)
    )


def owners_of(ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return {id: (region id, slug)} of the practices of `ids` that everybody may see."""
    known = read_before("practice owners")
    if lacking := [key for key in ids if key not in known]:
        rows = db.session.execute(_OWNERS, {"ids": lacking})
        known.update({row.id: (row.region_id, row.slug) for row in rows})
    return {key: known[key] for key in ids if key in known}


def slugs_of(ids: Collection[int]) -> dict[int, str]:
    """Return {id: slug} of the practices of `ids` that everybody may see."""
    return {key: slug for key, (_region_id, slug) in owners_of(ids).items()}


def titles() -> dict[str, Mapping[str, str]]:
    """Return {slug: title} of all public practices."""
    rows = db.session.execute(_public(Practice.slug, PracticeVersion.record["title"].label("at")))
    return {row.slug: row.at for row in rows}


def has_public(region_id: int) -> bool:
    """Tell whether a region has practices that everybody may read."""
    query = sa.select(Practice.id).where(Practice.region_id == region_id, visible_to(ANONYMOUS))
    return db.session.scalars(query.limit(1)).first() is not None


def present_slug(actor: Actor, former: str) -> str | None:
    """Return the slug of the practice that once had the slug `former`, if the actor may see it."""
    query = (
        sa.select(Practice.slug)
        .join(FormerSlug, FormerSlug.practice_id == Practice.id)
        .where(FormerSlug.slug == former, visible_to(actor))
    )
    return db.session.scalars(query).one_or_none()


def practice_at(actor: Actor, slug: str) -> Practice:
    """Return the practice with a slug, to be changed in the open unit of work.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    query = sa.select(Practice).where(Practice.slug == slug, visible_to(actor))
    practice = db.session.scalars(query).one_or_none()
    if practice is None:
        raise NotFound
    return practice
