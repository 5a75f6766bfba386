"""Reads: the members of a region or of the nation, and what those who left handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Handover, Membership, Person, PersonState
from portal.accounts.permissions import VIEW_MEMBERS, Place
from portal.accounts.queries import is_active, is_in, is_open
from portal.core.clock import today
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor, Role, permits

ENDING = timedelta(days=30)


class MemberState(StrEnum):
    """Where a membership stands."""

    PROPOSED = "proposed"
    INVITED = "invited"
    UPCOMING = "upcoming"
    ACTIVE = "active"
    ENDING = "ending"
    DISABLED = "disabled"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A membership that counts or may yet count, and whose it is."""

    membership_id: int
    person_id: int
    public_id: str
    name: str
    mail: str
    region_id: int | None
    role: Role
    decree_no: str | None
    starts_on: date
    ends_on: date | None
    granted_by_id: int | None
    issuer: str | None
    state: MemberState

    @property
    def counts(self) -> bool:
        """Whether it gives its right today."""
        return self.state in {MemberState.ACTIVE, MemberState.ENDING}


@dataclass(frozen=True, kw_only=True)
class Left:
    """A membership that was ended, and what became of what it held, counted by kind."""

    public_id: str
    name: str
    region_id: int | None
    role: Role
    decree_no: str | None
    successor: str | None
    moved: Mapping[str, int]
    left: Mapping[str, int]
    at: datetime


def require_view(actor: Actor, region_id: int | None) -> None:
    """Refuse whoever does not govern the members of a place.

    Raises:
        NotFound: since they may not know who is there.
    """
    if not permits(actor, VIEW_MEMBERS, Place(region_id)):
        raise NotFound


def members_of(region_id: int | None) -> list[Member]:
    """Return the members of a region, or those with national roles, by name."""
    return _members(is_in(region_id))


def memberships_of(person_id: int) -> list[Member]:
    """Return what a person is, or may yet become."""
    return _members(Membership.person_id == person_id)


def member(region_id: int | None, public_id: str, role: Role) -> Member:
    """Return one member of a place.

    Raises:
        NotFound: if there is none.
    """
    found = _members(is_in(region_id), Person.public_id == public_id, Membership.role == role)
    if not found:
        raise NotFound
    return found[0]


def admins_of(region_id: int | None) -> list[Person]:
    """Return who governs a place today: its admins, or the editors."""
    role = Role.EDITOR if region_id is None else Role.REGION_ADMIN
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.role == role, is_in(region_id), is_active())
            .where(Person.state == PersonState.ACTIVE)
            .order_by(Person.id)
        ).unique()
    )


def _members(*conditions: sa.ColumnElement[bool]) -> list[Member]:
    rows = db.session.execute(
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(is_open(), *conditions)
        .order_by(Person.name, Person.id, Membership.id)
    )
    return [as_member(row.Membership, row.Person) for row in rows]


def as_member(membership: Membership, person: Person) -> Member:
    """Return a membership as readers see it."""
    return Member(
        membership_id=membership.id,
        person_id=person.id,
        public_id=person.public_id,
        name=person.name,
        mail=person.mail,
        region_id=membership.region_id,
        role=membership.role,
        decree_no=membership.decree_no,
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        granted_by_id=membership.granted_by_id,
        issuer=membership.issuer,
        state=_state(membership, person),
    )


def _state(membership: Membership, person: Person) -> MemberState:
    if not membership.approved:
        return MemberState.PROPOSED
    if person.state is not PersonState.ACTIVE:
        return MemberState(person.state.value)
    if membership.starts_on > today():
        return MemberState.UPCOMING
    if membership.ends_on is not None and membership.ends_on <= today() + ENDING:
        return MemberState.ENDING
    return MemberState.ACTIVE


def handovers_of(region_id: int | None) -> list[Left]:
    """Return what was handed over in a place, newest first."""
    return _handovers(is_in(region_id))


def handover(public_id: str) -> Left:
    """Return one hand-over.

    Raises:
        NotFound: if there is none.
    """
    found = _handovers(Handover.public_id == public_id)
    if not found:
        raise NotFound
    return found[0]


def _handovers(condition: sa.ColumnElement[bool]) -> list[Left]:
    successor = aliased(Person)
    rows = db.session.execute(
        sa.select(Handover, Membership, Person.name, successor.name.label("successor"))
        .join(Membership, Membership.id == Handover.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(successor, successor.id == Handover.successor_id)
        .where(condition)
        .order_by(Handover.id.desc())
    )
    return [
        Left(
            public_id=row.Handover.public_id,
            name=row.name,
            region_id=row.Membership.region_id,
            role=row.Membership.role,
            decree_no=row.Handover.decree_no,
            successor=row.successor,
            moved=row.Handover.moved,
            left=row.Handover.left,
            at=row.Handover.at,
        )
        for row in rows
    ]
