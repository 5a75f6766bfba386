"""Sign-ins: rows that live until signed out, idle, old, or ended from elsewhere.

What ends all of them ends the tokens too: whoever asks for it wants nobody in, by no way.
"""

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import ApiToken, SignIn
from portal.accounts.queries import hash_of, person_of
from portal.core import audit
from portal.core.clock import utcnow
from portal.core.permissions import ANONYMOUS
from portal.core.uow import unit_of_work


def begin(session: Session, person_id: int, device: str) -> str:
    """Sign a person in on a device, and return the token that its browser is to hold."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=hash_of(token),
            person_id=person_id,
            device=device,
            last_seen_at=utcnow(),
        )
    )
    return token


def pass_second_factor(session: Session, sign_in_id: int) -> str:
    """Note that the second factor was given, and return a new token: the old one is worth less."""
    token = secrets.token_urlsafe(32)
    session.execute(
        sa.update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(token_hash=hash_of(token), second_factor_at=utcnow())
    )
    return token


def forget_second_factor(session: Session, person_id: int) -> None:
    """Let no sign-in of a person count as one with a second factor any longer."""
    session.execute(
        sa.update(SignIn).where(SignIn.person_id == person_id).values(second_factor_at=None)
    )


def end(sign_in_id: int) -> None:
    """Sign out on one device."""
    with unit_of_work() as session:
        _revoke(session, SignIn, SignIn.id == sign_in_id)


def end_all(session: Session, person_id: int) -> None:
    """Sign a person out on all devices, and let no token of theirs hold any longer."""
    _revoke(session, SignIn, SignIn.person_id == person_id)
    _revoke(session, ApiToken, ApiToken.person_id == person_id)


def end_by_command(person_id: int | None) -> int:
    """End all sign-ins and tokens of a person, of everybody for None, and return how many."""
    with unit_of_work() as session:
        ended = sum(
            _revoke(
                session, table, sa.true() if person_id is None else table.person_id == person_id
            )
            for table in (SignIn, ApiToken)
        )
        key = "all" if person_id is None else person_of(person_id).public_id
        details = {"ended": ended}
        audit.record(
            session,
            "account:end-sign-ins",
            actor=ANONYMOUS,
            kind="person",
            key=key,
            details=details,
        )
        return ended


def _revoke(
    session: Session, table: type[SignIn | ApiToken], condition: sa.ColumnElement[bool]
) -> int:
    """End what is not ended yet, and return how much that was."""
    ended = session.execute(
        sa.update(table)
        .where(condition, table.revoked_at.is_(None))
        .values(revoked_at=utcnow())
        .execution_options(synchronize_session=False)
        .returning(table.id)
    )
    return len(ended.all())


def confirm(sign_in_id: int) -> None:
    """Note that the password was given once more just now."""
    with unit_of_work() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.id == sign_in_id)
            .values(confirmed_at=utcnow())
            .execution_options(synchronize_session=False)
        )


def touch(sign_in_id: int) -> None:
    """Note that a sign-in was used just now."""
    with unit_of_work() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.id == sign_in_id)
            .values(last_seen_at=utcnow())
            .execution_options(synchronize_session=False)
        )
