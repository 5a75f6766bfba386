"""Reads: who is signed in and with which rights."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

import sqlalchemy as sa

from portal.accounts.models import (
    ErasureRequest,
    Membership,
    Person,
    PersonState,
    SignIn,
    TimeZone,
)
from portal.accounts.schemas.notice import VERSION
from portal.core.clock import SKEW, today, utcnow
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS, GUARDED_ROLES, Actor, Grant, Role

IDLE = timedelta(minutes=60)
IDLE_GUARDED = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=20)
FRESH = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A sign-in that holds at this moment.

    `awaits_code` tells that the person has a second factor and has not given it yet: until then
    the actor is nobody. `must_set_up` tells that a role asks for a second factor and there is none:
    until then the actor lacks that role. `is_fresh` tells that password or code were given just
    now, as what gives power away asks for. `owes_notice` tells that the privacy notice has changed
    since they read it.
    """

    id: int
    person_id: int
    name: str
    mail: str
    locale: str
    zone: TimeZone
    data_saver: bool
    last_seen_at: datetime
    is_fresh: bool
    actor: Actor
    awaits_code: bool
    must_set_up: bool
    owes_notice: bool


@dataclass(frozen=True)
class Device:
    """A sign-in as its owner sees it in the list of them."""

    id: int
    name: str
    created_at: datetime
    last_seen_at: datetime


# What every page of a person asks is made once: to make it takes longer than to run it.
_SIGNED_IN = (
    sa.select(SignIn, Person)
    .join(Person, Person.id == SignIn.person_id)
    .where(SignIn.token_hash == sa.bindparam("token_hash"), SignIn.revoked_at.is_(None))
    .where(Person.state == PersonState.ACTIVE)
)


def hash_of(token: str) -> str:
    """Return what of a random token is stored."""
    return sha256(token.encode()).hexdigest()


def signed_in(token: str) -> SignedIn | None:
    """Return the sign-in that a browser's token stands for, None if it holds no longer."""
    found = db.session.execute(_SIGNED_IN, {"token_hash": hash_of(token)}).one_or_none()
    if found is None:
        return None
    row, person = found
    grants = grants_of(person.id)
    if not _holds(row, grants):
        return None
    awaits_code = person.totp_since is not None and row.second_factor_at is None
    usable = frozenset(
        grant for grant in grants if grant.role not in GUARDED_ROLES or row.second_factor_at
    )
    return SignedIn(
        id=row.id,
        person_id=person.id,
        name=person.name,
        mail=person.mail,
        locale=person.locale,
        zone=person.zone,
        data_saver=person.data_saver,
        last_seen_at=row.last_seen_at,
        is_fresh=_is_fresh(row),
        actor=ANONYMOUS if awaits_code else Actor(person.id, usable),
        awaits_code=awaits_code,
        must_set_up=person.totp_since is None and usable != grants,
        owes_notice=person.notice_seen != VERSION and not awaits_code,
    )


def _holds(row: SignIn, grants: Collection[Grant]) -> bool:
    """Tell whether neither pause nor age ends a sign-in; one from the future would never end."""
    now = utcnow()
    recent = row.last_seen_at > now - idle_limit(grants) and row.created_at > now - ABSOLUTE
    return recent and max(row.last_seen_at, row.created_at) <= now + SKEW


def _is_fresh(row: SignIn) -> bool:
    given = (row.created_at, row.second_factor_at, row.confirmed_at)
    return max(moment for moment in given if moment) > utcnow() - FRESH


def idle_limit(grants: Collection[Grant]) -> timedelta:
    """Return after which pause a sign-in with these rights ends."""
    guarded = any(grant.role in GUARDED_ROLES for grant in grants)
    return IDLE_GUARDED if guarded else IDLE


def grants_of(person_id: int) -> frozenset[Grant]:
    """Return the rights that a person's memberships give today."""
    rows = db.session.execute(_grants_on(today()), {"person": person_id})
    return frozenset(Grant(row.role, row.region_id) for row in rows)


@lru_cache(maxsize=2)
def _grants_on(day: date) -> sa.Select[Role, int | None]:
    return sa.select(Membership.role, Membership.region_id).where(
        Membership.person_id == sa.bindparam("person"), is_active(day)
    )


def actor_of(person: Person) -> Actor:
    """Return what somebody may see who is not signed in, as when a mail to them is written.

    Roles that need a second factor count for those who have set one up.
    """
    grants = grants_of(person.id)
    has_factor = person.totp_since is not None
    usable = (grant for grant in grants if has_factor or grant.role not in GUARDED_ROLES)
    return Actor(person.id, frozenset(usable))


def holders(*roles: Role, region_id: int | None = None) -> list[int]:
    """Return who holds one of `roles` today, in a region or else nationally, by their ids."""
    where = (
        Membership.region_id.is_(None) if region_id is None else Membership.region_id == region_id
    )
    return list(
        db.session.scalars(
            sa.select(Membership.person_id)
            .where(Membership.role.in_(roles), where, is_active())
            .distinct()
            .order_by(Membership.person_id)
        )
    )


def is_active(day: date | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on `Membership` that it counts on a day, today if none is said."""
    day = day or today()
    return sa.and_(is_open(day), Membership.approved, Membership.starts_on <= day)


def is_open(day: date | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on `Membership` that it counts on a day, or today, or later."""
    return sa.and_(
        Membership.ended_at.is_(None),
        sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= (day or today())),
    )


def is_in(region_id: int | None) -> sa.ColumnElement[bool]:
    """Return the condition on `Membership` that it is one of a region, or national for None."""
    if region_id is None:
        return Membership.region_id.is_(None)
    return Membership.region_id == region_id


def person_of(person_id: int) -> Person:
    """Return a person.

    Raises:
        NotFound: if there is none with this id.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def person_by_mail(mail: str) -> Person | None:
    """Return the person with a folded address."""
    return db.session.scalars(sa.select(Person).where(Person.mail == mail)).one_or_none()


def spoken_name(person: type[Person] = Person) -> sa.ColumnElement[str]:
    """Return the name by which members know who wrote something, "" of who was erased.

    Those are called by their office, as everybody is to the public.
    """
    return sa.case((person.state == PersonState.ERASED, ""), else_=person.name)


def is_pending() -> sa.ColumnElement[bool]:
    """Return the condition on `ErasureRequest` that it waits for its day."""
    return sa.and_(ErasureRequest.cancelled_at.is_(None), ErasureRequest.done_at.is_(None))


def pending_erasure(person_id: int) -> ErasureRequest | None:
    """Return the wish of somebody to be erased that waits for its day."""
    query = sa.select(ErasureRequest).where(ErasureRequest.person_id == person_id, is_pending())
    return db.session.scalars(query.order_by(ErasureRequest.id)).first()


def devices(person_id: int) -> list[Device]:
    """Return where a person is signed in, newest first."""
    rows = db.session.scalars(
        sa.select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
        .order_by(SignIn.id.desc())
    )
    grants = grants_of(person_id)
    return [
        Device(row.id, row.device, row.created_at, row.last_seen_at)
        for row in rows
        if _holds(row, grants)
    ]
