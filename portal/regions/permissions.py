"""Who may do what with a region and its profile."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.permissions import Actor, Grant, Role, declare
from portal.regions.models import Region
from portal.regions.models.profile import BELIEVED, Assessment, Kind

EDITOR = Grant(Role.EDITOR)
WRITERS = (Role.OFFICER, Role.PUBLISHER, Role.REGION_ADMIN)
MEMBERS = (*WRITERS, Role.MENTOR)


@dataclass(frozen=True)
class Said:
    """An assessment as its readers are told apart; `shown`: the region shows its own to all."""

    region_id: int
    kind: Kind
    shown: bool


def _governs(actor: Actor, region_id: int | None) -> bool:
    """Tell whether somebody governs a region, or any where none is named."""
    return _is_in(actor, region_id, Role.REGION_ADMIN)


def _writes(actor: Actor, region_id: int | None) -> bool:
    return _is_in(actor, region_id, *WRITERS)


def _is_in(actor: Actor, region_id: int | None, *roles: Role) -> bool:
    own = actor.regions(*roles)
    return bool(own) if region_id is None else region_id in own


def _checks(actor: Actor, region_id: int | None) -> bool:
    """Tell whether an editor may judge a region or what it says, which no own region is."""
    return EDITOR in actor.grants and region_id not in actor.regions(*MEMBERS)


def _reads_own(actor: Actor, said: Said | None) -> bool:
    """Tell whether somebody may read an assessment, or without one those that few may read."""
    if said is None:
        return EDITOR in actor.grants or bool(actor.regions(*MEMBERS))
    if said.shown or said.kind in BELIEVED:
        return True
    return EDITOR in actor.grants or said.region_id in actor.regions(*MEMBERS)


SET_MAILBOX = declare("region:mailbox", _governs)
OPEN_PROFILE = declare("region:open", _governs)
ENTER = declare("assessment:enter", _writes)
VERIFY = declare("assessment:verify", _checks)
GRANT_CHAMPION = declare("region:champion", _checks)
VIEW_ASSESSMENT = declare("assessment:view", _reads_own)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Assessment` that an actor may read it."""
    if EDITOR in actor.grants:
        return sa.true()
    shown = sa.select(Region.id).where(Region.id == Assessment.region_id, Region.shows_self)
    return sa.or_(
        Assessment.kind.in_(BELIEVED),
        Assessment.region_id.in_(sorted(actor.regions(*MEMBERS))),
        shown.correlate(Assessment).exists(),
    )
