"""Reads: practices as pages, cards, facet rows and plain matches."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

import sqlalchemy as sa

from portal.core.db import READERS, db
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS, Actor
from portal.practices.models import (
    PUBLIC_STATES,
    DraftState,
    Practice,
    PracticeState,
    PracticeVersion,
    Pulse,
)
from portal.practices.permissions import visible_to
from portal.practices.queries.files import attached_text_holds
from portal.regions.queries import RegionView, directory
from portal.search.registry import table

KIND = "practice"
AT_ONCE = 100  # records in memory, which may be all of a nation's otherwise


@dataclass(frozen=True)
class PracticeView:
    """A practice in one of its versions."""

    id: int
    public_id: str
    slug: str
    state: PracticeState
    region: RegionView
    province: RegionView
    number: int
    current_number: int
    record: Mapping[str, Any]
    html: Mapping[str, str]
    content_hash: str
    evidence_level: int
    has_english: bool
    by_editors: bool
    published_at: datetime | None
    draft_state: DraftState | None
    verify_by: date | None
    pulse: Pulse

    @property
    def stopped(self) -> bool:
        """Whether the region no longer runs it."""
        return self.state is PracticeState.STOPPED

    @property
    def withheld(self) -> bool:
        """Whether the public may not see it."""
        return self.state not in PUBLIC_STATES

    @property
    def unverified(self) -> bool:
        """Whether it is said to run, and nobody has confirmed that for too long."""
        return self.state is PracticeState.PUBLISHED and self.pulse is Pulse.OVERDUE


@dataclass(frozen=True)
class Brief:
    """What names a practice where it is only pointed at."""

    slug: str
    title: Mapping[str, str]
    region: RegionView
    province: RegionView
    year: int | None
    evidence_level: int
    stopped: bool


_COLUMNS = (
    Practice.id,
    Practice.public_id,
    Practice.slug,
    Practice.state,
    Practice.region_id,
    PracticeVersion.number,
    PracticeVersion.record,
    PracticeVersion.html,
    PracticeVersion.content_hash,
    PracticeVersion.evidence_level,
    PracticeVersion.has_english,
    PracticeVersion.by_editors,
    PracticeVersion.published_at,
    Practice.draft_state,
    Practice.verify_by,
    Practice.pulse,
)


def _view(row: sa.Row[Any], current_number: int | None = None) -> PracticeView:
    region = directory().by_id[row.region_id]
    return PracticeView(
        id=row.id,
        public_id=row.public_id,
        slug=row.slug,
        state=row.state,
        region=region,
        province=directory().province_of(region),
        number=row.number,
        current_number=current_number or row.number,
        record=row.record,
        html=row.html,
        content_hash=row.content_hash,
        evidence_level=row.evidence_level,
        has_english=row.has_english,
        by_editors=row.by_editors,
        published_at=row.published_at,
        draft_state=row.draft_state,
        verify_by=row.verify_by,
        pulse=row.pulse,
    )


@lru_cache(READERS)
def _current(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(visible_to(actor))
    )


def get_visible(actor: Actor, slug: str) -> PracticeView:
    """Return a practice in its current version.

    Raises:
        NotFound: if there is none of that slug that the actor may see.
    """
    row = db.session.execute(_called(actor), {"slug": slug}).first()
    if row is None:
        raise NotFound
    return _view(row)


@lru_cache(READERS)
def _called(actor: Actor) -> sa.Select[Any]:
    return _current(actor).where(Practice.slug == sa.bindparam("slug"))


def get_version(actor: Actor, slug: str, number: int) -> PracticeView:
    """Return a practice as it stood in a published version.

    Raises:
        NotFound: if there is no such version that the actor may see.
    """
    current = get_visible(actor, slug)
    row = db.session.execute(
        sa.select(*_COLUMNS)
        .join(PracticeVersion, PracticeVersion.practice_id == Practice.id)
        .where(
            Practice.id == current.id,
            PracticeVersion.number == number,
            PracticeVersion.published_at.is_not(None),
        )
    ).first()
    if row is None:
        raise NotFound
    return _view(row, current_number=current.number)


def by_keys(actor: Actor, keys: Sequence[str]) -> list[PracticeView]:
    """Return the practices of search keys that the actor may see, in the order of the keys."""
    rows = db.session.execute(_of_ids(actor), {"ids": [int(key) for key in keys]})
    found = {str(row.id): _view(row) for row in rows}
    return [found[key] for key in keys if key in found]


@lru_cache(READERS)
def _of_ids(actor: Actor) -> sa.Select[Any]:
    return _current(actor).where(Practice.id.in_(sa.bindparam("ids", expanding=True)))


def by_slugs(actor: Actor, slugs: Sequence[str]) -> list[PracticeView]:
    """Return the practices of addresses that the actor may see, in the order of the addresses."""
    rows = db.session.execute(_current(actor).where(Practice.slug.in_(slugs)))
    found = {row.slug: _view(row) for row in rows}
    return [found[slug] for slug in dict.fromkeys(slugs) if slug in found]


def seen_slugs(actor: Actor, slugs: Sequence[str]) -> list[str]:
    """Return those of `slugs` whose practices the actor may see, in their order."""
    query = sa.select(Practice.slug).where(visible_to(actor), Practice.slug.in_(slugs))
    found = set(db.session.scalars(query))
    return [slug for slug in slugs if slug in found]


def briefs(actor: Actor, keys: Sequence[str]) -> dict[str, Brief]:
    """Return {search key: practice} of those the actor may see, in the order of the keys.

    Records are not read as a whole, so this is cheap.
    """
    rows = db.session.execute(_in_brief(actor), {"ids": [int(key) for key in keys]})
    found = {str(row.id): _brief(row) for row in rows}
    return {key: found[key] for key in keys if key in found}


@lru_cache(READERS)
def _in_brief(actor: Actor) -> sa.Select[Any]:
    return _of_ids(actor).with_only_columns(
        Practice.id,
        Practice.slug,
        Practice.state,
        Practice.region_id,
        PracticeVersion.record["title"].label("title"),
        PracticeVersion.year,
        PracticeVersion.evidence_level,
    )


def _brief(row: sa.Row[Any]) -> Brief:
    region = directory().by_id[row.region_id]
    return Brief(
        slug=row.slug,
        title=row.title,
        region=region,
        province=directory().province_of(region),
        year=row.year,
        evidence_level=row.evidence_level,
        stopped=row.state is PracticeState.STOPPED,
    )


def by_region(actor: Actor, region_id: int) -> list[PracticeView]:
    """Return a region's practices that the actor may see, newest first."""
    query = _current(actor).where(Practice.region_id == region_id)
    rows = db.session.execute(query.order_by(PracticeVersion.published_at.desc(), Practice.id))
    return [_view(row) for row in rows]


def best(actor: Actor, sort: str, limit: int, **values: str) -> list[PracticeView]:
    """Return the first running practices of a sort that carry `values`, one per facet."""
    objects = table(KIND)
    active = objects.of_value("status", "active")
    within = objects.select({facet: (value,) for facet, value in values.items()}, within=active)
    return by_keys(actor, list(islice(objects.ordered(sort, within), limit)))


def prerequisites_of(ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
    """Return {practice id: what it needs} of those of `ids` that need anything."""
    rows = db.session.execute(
        sa.select(Practice.id, PracticeVersion.record["prerequisites"].label("rows"))
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.id.in_(ids))
    )
    return {row.id: row.rows for row in rows if row.rows}


def public_views(ids: Collection[int] | None = None) -> Iterable[PracticeView]:
    """Yield the public practices of `ids`, or all."""
    query = _current(ANONYMOUS).where(Practice.state.in_(PUBLIC_STATES)).order_by(Practice.id)
    if ids is not None:
        query = query.where(Practice.id.in_(ids))
    for row in db.session.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield _view(row)


def plain_matches(words: Sequence[str]) -> set[str]:
    """Return the keys of public practices whose text holds all words, without the index."""
    query = _current(ANONYMOUS).with_only_columns(Practice.id)
    text = sa.cast(PracticeVersion.record, sa.Text)
    for word in words:
        query = query.where(
            sa.or_(text.icontains(word, autoescape=True), attached_text_holds(word))
        )
    return {str(key) for key in db.session.scalars(query)}
