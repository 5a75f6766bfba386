"""Reads: the tokens of a person's programs, and who acts with one."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts.models import ApiToken, Person, PersonState
from portal.accounts.queries import grants_of, hash_of
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.permissions import GUARDED_ROLES, Actor


@dataclass(frozen=True)
class TokenView:
    """A token as its owner sees it in the list of them."""

    public_id: str
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None


@dataclass(frozen=True)
class Bearer:
    """Who acts with a token, and when it was last used."""

    token_id: int
    actor: Actor
    zone: str
    last_used_on: date | None


def bearer(token: str) -> Bearer | None:
    """Return who acts with a token, with the rights of today, None if it holds no longer.

    Roles that ask for a second factor count only if the one in force was there when the token was
    made: then whoever made it had given a code.
    """
    found = db.session.execute(
        sa.select(ApiToken, Person)
        .join(Person, Person.id == ApiToken.person_id)
        .where(ApiToken.token_hash == hash_of(token), _holds())
        .where(Person.state == PersonState.ACTIVE)
    ).one_or_none()
    if found is None:
        return None
    row, person = found
    usable = frozenset(
        grant
        for grant in grants_of(person.id)
        if grant.role not in GUARDED_ROLES or _code_was_given(row, person)
    )
    return Bearer(row.id, Actor(person.id, usable), person.zone.value, row.last_used_on)


def _code_was_given(row: ApiToken, person: Person) -> bool:
    return person.totp_since is not None and row.created_at >= person.totp_since


def tokens_of(person_id: int) -> list[TokenView]:
    """Return the tokens of a person that hold, newest first."""
    rows = db.session.scalars(
        sa.select(ApiToken)
        .where(ApiToken.person_id == person_id, _holds())
        .order_by(ApiToken.id.desc())
    )
    return [
        TokenView(row.public_id, row.name, row.created_at, row.expires_at, row.last_used_on)
        for row in rows
    ]


def _holds() -> sa.ColumnElement[bool]:
    return sa.and_(ApiToken.revoked_at.is_(None), ApiToken.expires_at > utcnow())
