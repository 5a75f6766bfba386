"""Reads: champion statuses, of one region or of all, and how many there were when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.regions.models import Region
from portal.regions.models.champions import (
    ChampionAct,
    ChampionEvent,
    ChampionState,
    ChampionStatus,
)
from portal.regions.queries import RegionView, directory
from portal.regions.schemas.champions import Basis, basis_of

STARTS = (ChampionAct.GRANTED, ChampionAct.REINSTATED)
ENDS = (ChampionAct.SUSPENDED, ChampionAct.REVOKED, ChampionAct.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class ChampionView:
    """A champion status as readers see it; `basis` are its proofs when it was last given."""

    id: int
    public_id: str
    region: RegionView
    dimension: str
    state: ChampionState
    granted_on: date
    expires_on: date
    basis: Basis
    reason: str

    @property
    def counts(self) -> bool:
        """Whether the region is champion today."""
        return self.state is ChampionState.ACTIVE


@dataclass(frozen=True)
class ChampionLine:
    """A line of the history of a status; `reason` as its row has it."""

    act: ChampionAct
    reason: str
    expires_on: date
    happened_at: datetime


def _views(*where: sa.ColumnExpressionArgument[bool]) -> list[ChampionView]:
    rows = db.session.execute(
        sa.select(*ChampionStatus.__table__.c)
        .join(Region, Region.id == ChampionStatus.region_id)
        .where(*where)
        .order_by(Region.code, ChampionStatus.dimension, ChampionStatus.id.desc())
    )
    regions = directory().by_id
    return [
        ChampionView(
            id=row.id,
            public_id=row.public_id,
            region=regions[row.region_id],
            dimension=row.dimension,
            state=row.state,
            granted_on=row.granted_on,
            expires_on=row.expires_on,
            basis=basis_of(row.basis),
            reason=row.reason,
        )
        for row in rows
    ]


def champions() -> list[ChampionView]:
    """Return the statuses that count today, by the codes of regions and dimensions."""
    return _views(ChampionStatus.state == ChampionState.ACTIVE)


def champions_in(dimension: str) -> frozenset[int]:
    """Return the ids of the regions that are champion of a dimension today."""
    rows = db.session.scalars(
        sa.select(ChampionStatus.region_id).where(
            ChampionStatus.state == ChampionState.ACTIVE, ChampionStatus.dimension == dimension
        )
    )
    return frozenset(rows)


def statuses_of(region_id: int) -> list[ChampionView]:
    """Return all statuses of a region, those of old too; of a dimension the newest first."""
    return _views(ChampionStatus.region_id == region_id)


def status_view(public_id: str) -> ChampionView:
    """Return one of them.

    Raises:
        NotFound: if there is none such.
    """
    found = _views(ChampionStatus.public_id == public_id)
    if not found:
        raise NotFound
    return found[0]


def open_statuses() -> dict[tuple[int, str], ChampionView]:
    """Return {(region id, dimension): its status that is active or suspended} of all regions."""
    return {
        (view.region.id, view.dimension): view for view in _views(ChampionStatus.is_open.is_(True))
    }


def revoked() -> list[ChampionView]:
    """Return the statuses that editors have ended."""
    return _views(ChampionStatus.state == ChampionState.REVOKED)


def histories(status_ids: Collection[int]) -> dict[int, list[ChampionLine]]:
    """Return {status id: what happened to it, oldest first}, in one query."""
    found: dict[int, list[ChampionLine]] = {}
    for event in db.session.scalars(
        sa.select(ChampionEvent)
        .where(ChampionEvent.status_id.in_(status_ids))
        .order_by(ChampionEvent.id)
    ):
        line = ChampionLine(event.act, event.reason, event.expires_on, event.happened_at)
        found.setdefault(event.status_id, []).append(line)
    return found


def counts_at(moments: Sequence[datetime], dimension: str = "") -> list[int]:
    """Return how many regions were champion, of a dimension or any, at moments in their order."""
    rows = db.session.execute(
        sa.select(
            ChampionStatus.id,
            ChampionStatus.region_id,
            ChampionEvent.act,
            ChampionEvent.happened_at,
        )
        .join(ChampionStatus, ChampionStatus.id == ChampionEvent.status_id)
        .where(_in(dimension), ChampionEvent.act.in_((*STARTS, *ENDS)))
        .order_by(ChampionEvent.happened_at, ChampionEvent.id)
    ).all()
    counting: dict[int, int] = {}  # status and region
    counts, done = [], 0
    for moment in moments:
        while done < len(rows) and rows[done].happened_at < moment:
            row = rows[done]
            if row.act in STARTS:
                counting[row.id] = row.region_id
            else:
                counting.pop(row.id, None)
            done += 1
        counts.append(len(set(counting.values())))
    return counts


def _in(dimension: str) -> sa.ColumnElement[bool]:
    return ChampionStatus.dimension == dimension if dimension else sa.true()
