"""Who may make somebody a mentor, and who may read and change a profile."""

from typing import Protocol

import sqlalchemy as sa

from portal.accounts.models import Membership, Person, PersonState
from portal.accounts.queries import is_active
from portal.core.permissions import Actor, Grant, Role, declare
from portal.mentors.models import MentorProfile, MentorState

EDITOR = Grant(Role.EDITOR)


def _governs(actor: Actor, region_id: int | None) -> bool:
    governed = actor.regions(Role.REGION_ADMIN)
    return bool(governed) if region_id is None else region_id in governed


def _is_editor(actor: Actor, _target: object) -> bool:
    return EDITOR in actor.grants


class Owned(Protocol):
    """A profile, as a row or as readers see it."""

    @property
    def person_id(self) -> int:
        """Whose it is."""

    @property
    def region_id(self) -> int:
        """As a mentor of which region."""

    @property
    def state(self) -> MentorState:
        """Where the designation stands."""


def _is_own(actor: Actor, profile: Owned | None) -> bool:
    own = actor.regions(Role.MENTOR)
    if profile is None:
        return bool(own)
    return (
        profile.person_id == actor.person_id
        and profile.region_id in own
        and profile.state is not MentorState.ENDED
    )


DESIGNATE = declare("mentor:designate", _governs)
CONFIRM = declare("mentor:confirm", _is_editor)
EDIT_PROFILE = declare("mentor:edit", _is_own)


def is_serving() -> sa.ColumnElement[bool]:
    """Return the condition on `MentorProfile` that its person is a mentor of its region today."""
    holds = (
        sa.select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == MentorProfile.person_id,
            Membership.region_id == MentorProfile.region_id,
            Membership.role == Role.MENTOR,
            is_active(),
            Person.state == PersonState.ACTIVE,
        )
        .correlate(MentorProfile)
    )
    return sa.and_(MentorProfile.state != MentorState.ENDED, holds.exists())


def is_public() -> sa.ColumnElement[bool]:
    """Return the condition on `MentorProfile` that everybody may read it."""
    confirmed = MentorProfile.state == MentorState.CONFIRMED
    return sa.and_(confirmed, MentorProfile.agreed, is_serving())


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `MentorProfile` that an actor may read it.

    What is not public is read by the mentor, by who governs the region, and by editors.
    """
    if EDITOR in actor.grants:
        return is_serving()
    return sa.or_(
        is_public(),
        sa.and_(
            is_serving(),
            sa.or_(
                MentorProfile.person_id == actor.person_id,
                MentorProfile.region_id.in_(sorted(actor.regions(Role.REGION_ADMIN))),
            ),
        ),
    )
