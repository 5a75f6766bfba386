"""Reads: what waits for somebody: outcomes to confirm or to verify, and what they carry."""

from collections.abc import Mapping
from enum import StrEnum

import sqlalchemy as sa

from portal.adoptions.models import Adoption, Stage
from portal.adoptions.permissions import CONFIRMERS, EDITOR, regions_recording
from portal.adoptions.queries import AdoptionView, select, view_of
from portal.core.db import db
from portal.core.permissions import Actor

MOST = 50  # of each kind


class Why(StrEnum):
    """Why an adoption is on somebody's desk."""

    CONFIRM = "confirm"
    VERIFY = "verify"
    HELD = "held"
    QUEUE = "queue"


def waiting_for(actor: Actor) -> dict[Why, list[AdoptionView]]:
    """Return what waits for somebody, longest first; what there is nothing of is left out."""
    found = {why: _views(actor, where) for why, where in _conditions(actor).items()}
    return {why: views for why, views in found.items() if views}


def _conditions(actor: Actor) -> Mapping[Why, sa.ColumnElement[bool]]:
    held = {grant.region_id for grant in actor.grants if grant.region_id is not None}
    elsewhere = Adoption.region_id.not_in(sorted(held))
    reported = sa.and_(Adoption.stage == Stage.REPORTED, elsewhere)
    conditions: dict[Why, sa.ColumnElement[bool]] = {}
    if sources := actor.regions(*CONFIRMERS):
        unconfirmed = Adoption.confirmed_by_id.is_(None)
        of_source = Adoption.source_region_id.in_(sorted(sources))
        conditions[Why.CONFIRM] = sa.and_(reported, unconfirmed, of_source)
    if EDITOR in actor.grants:
        source = Adoption.source_region_id
        conditions[Why.VERIFY] = sa.and_(
            reported,
            Adoption.confirmed_by_id.is_not(None),
            Adoption.confirmed_by_id != actor.person_id,
            sa.or_(source.is_(None), source.not_in(sorted(held))),
        )
    if regions := regions_recording(actor):
        own = sa.and_(
            Adoption.region_id.in_(regions),
            Adoption.is_open.is_(True),
            Adoption.stage != Stage.REPORTED,
        )
        conditions[Why.HELD] = sa.and_(own, Adoption.holder_id == actor.person_id)
        conditions[Why.QUEUE] = sa.and_(own, Adoption.holder_id.is_(None))
    return conditions


def _views(actor: Actor, where: sa.ColumnElement[bool]) -> list[AdoptionView]:
    query = select(actor).where(where).order_by(Adoption.moved_at, Adoption.id).limit(MOST)
    return [view_of(row) for row in db.session.execute(query)]
