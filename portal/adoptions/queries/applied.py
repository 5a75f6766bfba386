"""Reads: the adoptions behind answers that were applied, and who has adopted what."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.adoptions.models import SHOWABLE, Adoption
from portal.adoptions.permissions import RECORDERS
from portal.adoptions.queries import AdoptionView, select, view_of
from portal.core.db import db
from portal.core.permissions import Actor
from portal.practices.models import Practice
from portal.practices.permissions import visible_to
from portal.threads.models import Thread, ThreadState


@dataclass(frozen=True)
class Applied:
    """What was applied where: `slug` is of the practice, None where it cannot be adopted."""

    region_id: int
    slug: str | None
    adoption: AdoptionView | None


def applied_at(actor: Actor, thread_ids: Sequence[int]) -> dict[int, Applied]:
    """Return {thread id: what its asker applied}, of the threads at practices with such an answer.

    What counts is the newest adoption of the practice by the region that asked.
    """
    asked = db.session.execute(
        sa.select(Thread.id, Thread.region_id, Thread.practice_id, Practice.slug)
        .join(Practice, Practice.id == Thread.practice_id)
        .where(
            Thread.id.in_(thread_ids),
            Thread.state == ThreadState.APPLIED,
            Thread.region_id.is_not(None),
            Thread.region_id != Practice.region_id,
            visible_to(actor),
        )
    ).all()
    if not asked:
        return {}
    pairs = {(row.region_id, row.practice_id) for row in asked}
    query = select(actor).where(
        sa.tuple_(Adoption.region_id, Adoption.practice_id).in_(sorted(pairs))
    )
    rows = db.session.execute(query.order_by(Adoption.id))
    newest = {(row.region_id, row.practice_id): row for row in rows}
    return {
        row.id: Applied(
            row.region_id,
            row.slug,
            view_of(found) if (found := newest.get((row.region_id, row.practice_id))) else None,
        )
        for row in asked
    }


def has_adopted(practice_id: int, region_id: int) -> bool:
    """Tell whether a region has come so far with a practice that it can speak of it."""
    query = sa.select(Adoption.id).where(
        Adoption.practice_id == practice_id,
        Adoption.region_id == region_id,
        Adoption.stage.in_(SHOWABLE),
    )
    return db.session.scalars(query.limit(1)).first() is not None


def adopters_of(practice_id: int | None) -> list[int]:
    """Return the ids of the regions that have come so far with a practice."""
    query = sa.select(Adoption.region_id).where(
        Adoption.practice_id == practice_id, Adoption.stage.in_(SHOWABLE)
    )
    return list(db.session.scalars(query.distinct().order_by(Adoption.region_id)))


def adopted_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that it is at a practice that an own region has adopted."""
    regions = sorted(actor.regions(*RECORDERS))
    adopted = sa.select(Adoption.practice_id).where(
        Adoption.region_id.in_(regions),
        Adoption.practice_id.is_not(None),
        Adoption.stage.in_(SHOWABLE),
    )
    return Thread.practice_id.in_(adopted)


def open_adoptions_of(practice_id: int) -> list[Adoption]:
    """Return the adoptions of a practice from which something is yet to come."""
    query = sa.select(Adoption).where(
        Adoption.practice_id == practice_id, Adoption.is_open.is_(True)
    )
    return list(db.session.scalars(query.order_by(Adoption.id)))
