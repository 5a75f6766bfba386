"""What people may do with their own account, and who governs which memberships.

Region admins give the roles below their own, editors all others; nobody gives one to oneself.
"""

from dataclasses import dataclass
from typing import Any

from portal.core.permissions import Actor, Grant, Role, declare

REGIONAL = (Role.OFFICER, Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN)
BELOW_REGION_ADMIN = frozenset({Role.OFFICER, Role.PUBLISHER, Role.MENTOR})
NATIONAL = frozenset({Role.EDITOR, Role.SYSTEM_ADMIN, Role.EXPERT})
# What one person alone does not give: a second editor approves it.
GIVEN_BY_TWO = frozenset({Role.EDITOR, Role.SYSTEM_ADMIN})


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A role in a region, or a national one where `region_id` is None, and who holds it."""

    region_id: int | None
    role: Role
    person_id: int | None = None


@dataclass(frozen=True)
class Place:
    """A region, or the nation where `region_id` is None."""

    region_id: int | None


def _is_somebody(actor: Actor, _target: Any) -> bool:
    return actor.person_id is not None


def _is_editor(actor: Actor, _target: Any) -> bool:
    return Grant(Role.EDITOR) in actor.grants


def _may_view_members(actor: Actor, place: Place | None) -> bool:
    if _is_editor(actor, place):
        return True
    governed = actor.regions(Role.REGION_ADMIN)
    return bool(governed) if place is None else place.region_id in governed


def _governs(actor: Actor, seat: Seat) -> bool:
    if _is_editor(actor, seat):
        return (seat.role in NATIONAL) == (seat.region_id is None)
    return seat.role in BELOW_REGION_ADMIN and _may_view_members(actor, Place(seat.region_id))


def _may_grant(actor: Actor, seat: Seat | None) -> bool:
    if seat is None:
        return _may_view_members(actor, None)
    return _governs(actor, seat) and seat.person_id != (actor.person_id or 0)


def _may_end(actor: Actor, seat: Seat | None) -> bool:
    if seat is None:
        return _may_view_members(actor, None)
    # Who leaves hands the own seat on; a colleague of the same rank is ended by an editor.
    own = seat.role is Role.REGION_ADMIN and seat.person_id == actor.person_id
    return _governs(actor, seat) or (own and _may_view_members(actor, Place(seat.region_id)))


MANAGE_ACCOUNT = declare("account:manage", _is_somebody)
# Of its own, since those who must set up a second factor may do nothing else before.
SET_UP_SECOND_FACTOR = declare("account:second-factor", _is_somebody)
EXPORT_OWN_DATA = declare("account:export", _is_somebody)
ERASE_OWN_DATA = declare("account:erase", _is_somebody)
VIEW_MEMBERS = declare("membership:view", _may_view_members)
GRANT_MEMBERSHIP = declare("membership:grant", _may_grant)
END_MEMBERSHIP = declare("membership:end", _may_end)
APPROVE_MEMBERSHIP = declare("membership:approve", _is_editor)
