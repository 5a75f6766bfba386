"""Reads: which regions are proposed as champions, and which proofs stand behind a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor, permits
from portal.mentoring.models.graduation import GraduationProposal, ProposalState
from portal.regions.permissions import GRANT_CHAMPION
from portal.regions.queries import RegionView, directory
from portal.regions.queries.champions import ChampionView, open_statuses
from portal.regions.schemas.champions import Basis, basis_of


class Purpose(StrEnum):
    """What granting a proposal does, which follows from the status that the region has."""

    GRANT = "grant"
    RENEW = "renew"
    REINSTATE = "reinstate"


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """A proposal as editors see it; `status` is the open one that the region has, if any."""

    id: int
    public_id: str
    region: RegionView
    dimension: str
    state: ProposalState
    proofs: Basis
    proposed_at: datetime
    decided_at: datetime | None
    reason: str
    status: ChampionView | None

    @property
    def purpose(self) -> Purpose:
        """What granting it does."""
        return purpose_of(self.status)


def purpose_of(status: ChampionView | None) -> Purpose:
    """Return what can be done for a region that has an open status, or has none."""
    if status is None:
        return Purpose.GRANT
    return Purpose.RENEW if status.counts else Purpose.REINSTATE


def open_proposals(actor: Actor) -> list[ProposalView]:
    """Return what waits for an actor's decision, longest first."""
    if not permits(actor, GRANT_CHAMPION):
        return []
    rows = db.session.scalars(
        sa.select(GraduationProposal)
        .where(GraduationProposal.is_open.is_(True))
        .order_by(GraduationProposal.proposed_at, GraduationProposal.id)
    )
    return [view for view in _views(rows) if permits(actor, GRANT_CHAMPION, view.region.id)]


def proposal_view(public_id: str) -> ProposalView:
    """Return a proposal.

    Raises:
        NotFound: if there is none such.
    """
    row = db.session.scalars(
        sa.select(GraduationProposal).where(GraduationProposal.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _views([row])[0]


def _views(rows: Iterable[GraduationProposal]) -> list[ProposalView]:
    statuses, regions = open_statuses(), directory().by_id
    return [
        ProposalView(
            id=row.id,
            public_id=row.public_id,
            region=regions[row.region_id],
            dimension=row.dimension,
            state=row.state,
            proofs=basis_of(row.proofs),
            proposed_at=row.proposed_at,
            decided_at=row.decided_at,
            reason=row.reason,
            status=statuses.get((row.region_id, row.dimension)),
        )
        for row in rows
    ]
