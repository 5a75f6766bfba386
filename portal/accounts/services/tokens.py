"""Tokens by which a person's programs use the API: shown once, kept as a hash, short of life."""

import secrets
from datetime import date, timedelta

import sqlalchemy as sa

from portal.accounts.models import ApiToken
from portal.accounts.queries import hash_of, person_of
from portal.accounts.queries.tokens import tokens_of
from portal.accounts.services import trail
from portal.core.clock import utcnow
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work

LIFETIME = timedelta(days=90)
MOST = 20
PREFIX = "soko_"  # so that people and scanners know one when they see it


def make(person_id: int, name: str, *, by: Actor) -> str:
    """Make a token that holds 90 days, and return it: it is told once; `by` is who makes it.

    Raises:
        BadInput: if the person has too many already.
    """
    token = PREFIX + secrets.token_urlsafe(32)
    with unit_of_work() as session:
        if len(tokens_of(person_id)) >= MOST:
            raise BadInput(_("Paling banyak %(most)s token. Cabut dulu yang lama.", most=MOST))
        session.add(
            ApiToken(
                public_id=new_public_id(),
                token_hash=hash_of(token),
                person_id=person_id,
                name=name,
                expires_at=utcnow() + LIFETIME,
            )
        )
        trail.by_somebody(session, "token", person_of(person_id), actor=by)
    return token


def revoke(person_id: int, public_id: str) -> None:
    """Let a token of a person hold no longer.

    Raises:
        NotFound: if the person has no such token.
    """
    with unit_of_work() as session:
        ended = session.execute(
            sa.update(ApiToken)
            .where(ApiToken.person_id == person_id, ApiToken.public_id == public_id)
            .where(ApiToken.revoked_at.is_(None))
            .values(revoked_at=utcnow())
            .execution_options(synchronize_session=False)
            .returning(ApiToken.id)
        ).first()
        if ended is None:
            raise NotFound
        trail.by_owner(session, "token-revoke", person_of(person_id))


def note_use(token_id: int, day: date) -> None:
    """Note on which day a token was used."""
    with unit_of_work() as session:
        session.execute(
            sa.update(ApiToken)
            .where(ApiToken.id == token_id)
            .values(last_used_on=day)
            .execution_options(synchronize_session=False)
        )
