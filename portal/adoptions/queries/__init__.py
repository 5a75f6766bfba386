"""Reads: adoptions as pages, rows and numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.adoptions.models import (
    PHASE_OF,
    Act,
    Adoption,
    Outcome,
    Phase,
    Stage,
    StageEvent,
)
from portal.adoptions.permissions import practice_shown, visible_to
from portal.core.db import READERS, db, settled
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.practices.models import Practice, PracticeVersion
from portal.regions.queries import RegionView, directory
from portal.vocabularies.models import Term


@dataclass(frozen=True, kw_only=True)
class AdoptionView:
    """An adoption as readers see it.

    `title` is None where the practice may not be read any more; `slug` is None for something of
    another catalogue, of which `url` and `catalogue` tell. `reason` is the code of a term of
    stop-reason. `source` is the region from which it was taken.
    """

    id: int
    public_id: str
    region: RegionView
    practice_id: int | None
    slug: str | None
    title: Mapping[str, str] | None
    version: int | None
    version_id: int | None
    current_version_id: int | None
    owner: RegionView | None
    url: str | None
    catalogue: str | None
    parent_id: int | None
    generation: int
    source: RegionView | None
    stage: Stage
    is_open: bool
    outcome: Outcome | None
    reason: str | None
    report: str | None
    holder_id: int | None
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    verified_at: datetime | None
    started_at: datetime
    moved_at: datetime

    @property
    def phase(self) -> Phase:
        """The phase in which it stands."""
        return PHASE_OF[self.stage]


_OWNER = Practice.region_id.label("owner_id")
_TITLE = PracticeVersion.record["title"].label("practice_title")
_COLUMNS = (
    Adoption.id,
    Adoption.public_id,
    Adoption.region_id,
    Adoption.practice_id,
    Adoption.version_id,
    Adoption.title,
    Adoption.url,
    Adoption.catalogue,
    Adoption.parent_id,
    Adoption.generation,
    Adoption.source_region_id,
    Adoption.stage,
    Adoption.is_open,
    Adoption.outcome,
    Adoption.report,
    Adoption.holder_id,
    Adoption.confirmed_by_id,
    Adoption.confirmed_at,
    Adoption.verified_at,
    Adoption.started_at,
    Adoption.moved_at,
    Practice.slug,
    Practice.current_version_id,
    PracticeVersion.number,
    Term.code.label("reason"),
    _OWNER,
    _TITLE,
)


def select(actor: Actor) -> sa.Select[Any]:
    """Return the query of all adoptions that somebody may see, to be narrowed."""
    return (
        sa.select(*_COLUMNS, practice_shown(actor).label("practice_shown"))
        .select_from(Adoption)
        .outerjoin(Practice, Practice.id == Adoption.practice_id)
        .outerjoin(PracticeVersion, PracticeVersion.id == Adoption.version_id)
        .outerjoin(Term, Term.id == Adoption.reason_id)
        .where(visible_to(actor))
    )


def view_of(row: sa.Row[Any]) -> AdoptionView:
    """Return a row of `select` as readers see it."""
    regions = directory().by_id
    own = {"id": row.title} if row.practice_id is None else None
    return AdoptionView(
        id=row.id,
        public_id=row.public_id,
        region=regions[row.region_id],
        practice_id=row.practice_id,
        slug=row.slug if row.practice_shown else None,
        title=row.practice_title if row.practice_shown else own,
        version=row.number,
        version_id=row.version_id,
        current_version_id=row.current_version_id,
        owner=regions[row.owner_id] if row.owner_id is not None else None,
        url=row.url,
        catalogue=row.catalogue,
        parent_id=row.parent_id,
        generation=row.generation,
        source=regions[row.source_region_id] if row.source_region_id is not None else None,
        stage=row.stage,
        is_open=bool(row.is_open),
        outcome=row.outcome,
        reason=row.reason,
        report=row.report,
        holder_id=row.holder_id,
        confirmed_by_id=row.confirmed_by_id,
        confirmed_at=row.confirmed_at,
        verified_at=row.verified_at,
        started_at=row.started_at,
        moved_at=row.moved_at,
    )


def get_visible(actor: Actor, key: str) -> AdoptionView:
    """Return an adoption by its public id.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    row = db.session.execute(select(actor).where(Adoption.public_id == key)).first()
    if row is None:
        raise NotFound
    return view_of(row)


def adoption_at(actor: Actor, key: str) -> Adoption:
    """Return an adoption to be changed in the open unit of work.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    view = get_visible(actor, key)
    return db.session.get_one(Adoption, view.id)


def by_ids(actor: Actor, ids: Collection[int]) -> dict[int, AdoptionView]:
    """Return {id: adoption} of those that the actor may see."""
    rows = db.session.execute(select(actor).where(Adoption.id.in_(ids)))
    return {row.id: view_of(row) for row in rows}


@dataclass(frozen=True)
class Line:
    """A line of an adoption's history; `reason` is the code of a term of stop-reason."""

    act: Act
    came_from: Stage | None
    stage: Stage
    outcome: Outcome | None
    note: str
    happened_at: datetime
    reason: str | None


def history(adoption_id: int) -> list[Line]:
    """Return the lines of an adoption's history, oldest first."""
    rows = db.session.execute(
        sa.select(
            StageEvent.act,
            StageEvent.came_from,
            StageEvent.stage,
            StageEvent.outcome,
            StageEvent.note,
            StageEvent.happened_at,
            Term.code.label("reason"),
        )
        .outerjoin(Term, Term.id == StageEvent.reason_id)
        .where(StageEvent.adoption_id == adoption_id)
        .order_by(StageEvent.id)
    )
    return [Line(*row) for row in rows]


def of_region(actor: Actor, region_ids: Collection[int]) -> dict[int, list[AdoptionView]]:
    """Return {region id: its adoptions}, newest movement first."""
    query = select(actor).where(Adoption.region_id.in_(region_ids))
    found: dict[int, list[AdoptionView]] = {}
    for row in db.session.execute(query.order_by(Adoption.moved_at.desc(), Adoption.id)):
        found.setdefault(row.region_id, []).append(view_of(row))
    return found


def of_practice(actor: Actor, practice_id: int) -> list[AdoptionView]:
    """Return the adoptions of a practice, the first one first."""
    query = select(actor).where(Adoption.practice_id == practice_id)
    return [view_of(row) for row in db.session.execute(query.order_by(Adoption.id))]


def latest_of(
    actor: Actor, practice_ids: Collection[int], most: int
) -> dict[int, list[AdoptionView]]:
    """Return {practice id: the adoptions that moved last}, of each at most so many."""
    found: dict[int, list[AdoptionView]] = {}
    for row in db.session.execute(_latest_of(actor), {"ids": practice_ids, "most": most}):
        found.setdefault(row.practice_id, []).append(view_of(row))
    return found


@lru_cache(READERS)
def _latest_of(actor: Actor) -> sa.Select[Any]:
    place = (
        sa.func.row_number()
        .over(
            partition_by=Adoption.practice_id,
            order_by=(Adoption.moved_at.desc(), Adoption.id.desc()),
        )
        .label("place")
    )
    wanted = Adoption.practice_id.in_(sa.bindparam("ids", expanding=True))
    ranked = settled(sa.select(Adoption.id, place).where(wanted))
    return (
        select(actor)
        .join(ranked, ranked.c.id == Adoption.id)
        .where(ranked.c.place <= sa.bindparam("most"))
        .order_by(ranked.c.place)
    )
