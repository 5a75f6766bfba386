"""Links in mails: signed, for one purpose, for a while, and good for one use."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from http import HTTPStatus

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Person, PersonState, UsedLink
from portal.accounts.queries import is_open
from portal.core.clock import SKEW, utcnow
from portal.core.db import db
from portal.core.errors import DomainError
from portal.core.settings import current_settings


class Purpose(StrEnum):
    """What a link does; also the first part of its address."""

    INVITATION = "invitation"
    RESET = "reset"
    MAIL = "account/mail"


LIFETIMES = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.MAIL: timedelta(days=1),
}


class DeadLink(DomainError):
    """The link is not ours, too old, already used, or overtaken by another change."""

    status = HTTPStatus.GONE


@dataclass(frozen=True)
class Link:
    """What a living link says; `mail` is the new address where it changes one."""

    person: Person
    nonce: str
    expires_at: datetime
    mail: str


def signed(purpose: Purpose, person: Person, *, mail: str = "") -> str:
    """Return the token of a new link for a person."""
    expires = utcnow() + LIFETIMES[purpose]
    nonce = secrets.token_urlsafe(12)
    values = [person.id, nonce, int(expires.timestamp()), _stamp(person), mail]
    return str(_signer(purpose).dumps(values))


def read(purpose: Purpose, token: str) -> Link:
    """Return what a link says, without using it up.

    Raises:
        DeadLink: if it does not hold.
    """
    try:
        person_id, nonce, expires, stamp, mail = _signer(purpose).loads(token)
    except BadSignature as error:
        raise DeadLink from error
    expires_at = datetime.fromtimestamp(expires, UTC)
    person = db.session.get(Person, person_id)
    used = db.session.scalars(sa.select(UsedLink.id).where(UsedLink.nonce == nonce)).first()
    if (
        used is not None
        or not _is_in_time(purpose, expires_at)
        or person is None
        or person.state is PersonState.DISABLED
        or stamp != _stamp(person)
        or (purpose is Purpose.INVITATION and not _is_expected(person))
    ):
        raise DeadLink
    return Link(person, nonce, expires_at, mail)


def _is_in_time(purpose: Purpose, expires_at: datetime) -> bool:
    """Tell whether a link is neither too old nor from the future, where it would live too long."""
    now = utcnow()
    return now < expires_at <= now + LIFETIMES[purpose] + SKEW


def use(session: Session, purpose: Purpose, token: str) -> Link:
    """Use a link up, in the transaction of what it does.

    Raises:
        DeadLink: if it does not hold, or another use came first.
    """
    link = read(purpose, token)
    session.execute(sa.delete(UsedLink).where(UsedLink.expires_at <= utcnow()))
    session.add(UsedLink(nonce=link.nonce, expires_at=link.expires_at))
    return link


def _is_expected(person: Person) -> bool:
    """Tell whether an invited person has a role to come to: else the invitation was taken back."""
    query = sa.select(Membership.id).where(Membership.person_id == person.id, is_open())
    return db.session.scalars(query.limit(1)).first() is not None


def _stamp(person: Person) -> str:
    """Return a sign of how the account stands: what changes it ends the links made before."""
    standing = f"{person.state}\n{person.mail}\n{person.password_hash}"
    return sha256(standing.encode()).hexdigest()[:16]


def _signer(purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(
        current_settings().secret_key,
        salt=f"link:{purpose}",
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )
