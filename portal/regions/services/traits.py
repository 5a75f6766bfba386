"""What a region says of itself once: its traits, time zone and targets, and who may read more."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import BadInput, NotFound
from portal.core.formats import ZONES
from portal.core.generations import bump
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.regions.models import Region
from portal.regions.models.profile import RegionTarget
from portal.regions.permissions import ENTER, OPEN_PROFILE
from portal.regions.queries import GENERATION
from portal.regions.queries.profile import targets
from portal.regions.schemas.measures import LEVELS, USUAL_TARGET
from portal.regions.schemas.traits import CHOSEN
from portal.vocabularies.queries import MATURITY, scheme

COLUMNS = {trait: trait.value.replace("-", "_") for trait in CHOSEN}


def set_traits(
    session: Session, actor: Actor, region_id: int, values: Mapping[str, str | None]
) -> None:
    """Keep the traits and the time zone of a region, by the names of their columns.

    Raises:
        Forbidden: if the actor does not write for the region.
        NotFound: if there is no such region.
        BadInput: if a value is none of its list.
    """
    require(actor, ENTER, region_id)
    region = _region(session, region_id)
    known = {COLUMNS[trait]: set(scheme(trait.value).terms) for trait in CHOSEN}
    known["zone"] = set(ZONES)
    for name, value in values.items():
        if value is not None and value not in known[name]:
            raise BadInput(_("Pilih salah satu dari daftar."))
    changed = {
        name: [getattr(region, name), value]
        for name, value in values.items()
        if getattr(region, name) != value
    }
    for name, (_before, value) in changed.items():
        setattr(region, name, value)
    if changed:
        bump(session, GENERATION)
        _note(session, actor, region, "region:traits", changed)


def set_targets(session: Session, actor: Actor, region_id: int, levels: Mapping[str, int]) -> None:
    """Keep which levels a region wants to reach, by dimension.

    Raises:
        Forbidden: if the actor does not write for the region.
        NotFound: if there is no such region.
        BadInput: if there is no such dimension or level.
    """
    require(actor, ENTER, region_id)
    region, found, before = _region(session, region_id), scheme(MATURITY), targets(region_id)
    if not set(levels) <= set(found.terms) or not set(levels.values()) <= {*range(1, LEVELS + 1)}:
        raise BadInput(_("Pilih salah satu dari daftar."))
    changed = {
        code: [before.of(region_id, code), level]
        for code, level in levels.items()
        if before.of(region_id, code) != level
    }
    for code, (_before, level) in changed.items():
        session.execute(
            sa.delete(RegionTarget).where(
                RegionTarget.region_id == region_id,
                RegionTarget.scheme == MATURITY,
                RegionTarget.code == code,
            )
        )
        if level != USUAL_TARGET:
            session.add(RegionTarget(region_id=region_id, scheme=MATURITY, code=code, level=level))
    if changed:
        _note(session, actor, region, "region:targets", changed)


def show_self(session: Session, actor: Actor, region_id: int, *, shows: bool) -> None:
    """Let everybody read what a region says of itself, or its people and editors alone.

    Raises:
        Forbidden: if the actor does not govern the region.
        NotFound: if there is no such region.
    """
    require(actor, OPEN_PROFILE, region_id)
    region = _region(session, region_id)
    if region.shows_self is not shows:
        region.shows_self = shows
        bump(session, GENERATION)
        _note(session, actor, region, "region:open", {"shows": shows})


def _region(session: Session, region_id: int) -> Region:
    region = session.get(Region, region_id)
    if region is None:
        raise NotFound
    return region


def _note(
    session: Session, actor: Actor, region: Region, action: str, details: Mapping[str, Any]
) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        region_id=region.id,
        kind="region",
        key=region.code,
        details=details,
    )
