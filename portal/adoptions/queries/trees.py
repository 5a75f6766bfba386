"""Reads: all adoptions of a practice as a tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.adoptions.models import Adoption, Outcome, Stage
from portal.core.db import db
from portal.regions.queries import RegionView, directory
from portal.vocabularies.models import Term


@dataclass(frozen=True)
class Node:
    """An adoption in the tree; `parent` is the index of the one it was taken from, if any."""

    key: str
    region: RegionView
    parent: int | None
    stage: Stage
    outcome: Outcome | None
    reason: str | None
    moved_at: datetime


def nodes(practice_id: int) -> Sequence[Node]:
    """Return the adoptions of a practice, each after the one from which it was taken."""
    rows = db.session.execute(
        sa.select(
            Adoption.id,
            Adoption.public_id,
            Adoption.region_id,
            Adoption.parent_id,
            Adoption.stage,
            Adoption.outcome,
            Term.code,
            Adoption.moved_at,
        )
        .outerjoin(Term, Term.id == Adoption.reason_id)
        .where(Adoption.practice_id == practice_id)
        .order_by(Adoption.id)  # a parent is older than its child
    ).all()
    regions = directory().by_id
    places = {row.id: place for place, row in enumerate(rows)}
    return [
        Node(
            row.public_id,
            regions[row.region_id],
            None if row.parent_id is None else places[row.parent_id],
            row.stage,
            row.outcome,
            row.code,
            row.moved_at,
        )
        for row in rows
    ]
