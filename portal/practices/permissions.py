"""Who may see a practice, as a rule in Python and as the same rule in SQL."""

import sqlalchemy as sa

from portal.core.permissions import Actor, Grant, Role, declare
from portal.practices.models import PUBLIC_STATES, Practice, PracticeState

REVIEWABLE = (
    PracticeState.SUBMITTED,
    PracticeState.IN_REVIEW,
    PracticeState.CHANGES_REQUESTED,
    PracticeState.SUSPENDED,
    PracticeState.WITHDRAWN,
)
WRITERS = (Role.PUBLISHER, Role.REGION_ADMIN)


def _may_view(actor: Actor, practice: Practice) -> bool:
    return (
        practice.state in PUBLIC_STATES
        or practice.region_id in actor.regions(*WRITERS)
        or (practice.state in REVIEWABLE and Grant(Role.EDITOR) in actor.grants)
    )


VIEW_PRACTICE = declare("practice:view", _may_view)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Practice` that says what `_may_view` says."""
    allowed: list[sa.ColumnElement[bool]] = [Practice.state.in_(PUBLIC_STATES)]
    if regions := actor.regions(*WRITERS):
        allowed.append(Practice.region_id.in_(sorted(regions)))
    if Grant(Role.EDITOR) in actor.grants:
        allowed.append(Practice.state.in_(REVIEWABLE))
    return sa.or_(*allowed)
