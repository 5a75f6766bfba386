"""Who may read needs, say that a region has one, claim them and answer them."""

import sqlalchemy as sa

from portal.core.permissions import Actor, Grant, Role, declare, everybody
from portal.needs.models import SHOWN_STATES, Need

WRITERS = (Role.PUBLISHER, Role.REGION_ADMIN)
MEMBERS = (Role.OFFICER, Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN)
EDITOR = Grant(Role.EDITOR)


def _is_editor(actor: Actor, _target: object) -> bool:
    return EDITOR in actor.grants


def _is_member(actor: Actor, region_id: int | None) -> bool:
    """Tell whether somebody has a role in a region, or in any where none is named."""
    own = actor.regions(*MEMBERS)
    return bool(own) if region_id is None else region_id in own


def _writes(actor: Actor, region_id: int) -> bool:
    return region_id in actor.regions(*WRITERS)


def _may_answer(actor: Actor, region_id: int) -> bool:
    """Tell whether somebody may say that a practice of a region answers a need."""
    return _is_editor(actor, region_id) or _writes(actor, region_id)


VIEW_NEEDS = declare("need:view", everybody)
VIEW_RAW = declare("need:view-raw", _is_editor)
RECORD_NEED = declare("need:record", _is_member)
CLAIM_NEED = declare("need:claim", _writes)
ANSWER_NEED = declare("need:answer", _may_answer)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Need` that somebody may see it."""
    return sa.true() if _is_editor(actor, None) else Need.state.in_(SHOWN_STATES)
