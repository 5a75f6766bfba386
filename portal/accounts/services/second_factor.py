"""The second factor: set up, given at sign-in, and taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import RecoveryCode
from portal.accounts.queries import person_of
from portal.accounts.services import codes, mails, sessions, trail
from portal.accounts.services.mails import Change
from portal.core import limits
from portal.core.clock import utcnow
from portal.core.errors import DomainError
from portal.core.limits import Limit
from portal.core.uow import unit_of_work

T = TypeVar("T")
CODES = (
    Limit("code in 5 minutes", 5, timedelta(minutes=5)),
    Limit("code in an hour", 20, timedelta(hours=1)),
    Limit("code in a day", 50, timedelta(days=1)),
)


class WrongCode(DomainError):
    """The code is wrong, too old, or was used before."""


@dataclass(frozen=True)
class Confirmed:
    """A second factor now in force: the new token for the browser, and the recovery codes."""

    token: str
    recovery_codes: list[str]


def begin(person_id: int) -> None:
    """Make a new secret to be confirmed, unless a second factor is in force."""
    with unit_of_work():
        person = person_of(person_id)
        if person.totp_since is None:
            person.totp_salt = codes.new_salt()


def confirm(person_id: int, sign_in_id: int, code: str) -> Confirmed:
    """Put the second factor in force by a first code of the app.

    Raises:
        WrongCode: if it is wrong, or there is nothing to be confirmed.
        TooMany: after too many attempts.
    """

    def put_in_force(session: Session) -> Confirmed | None:
        person = person_of(person_id)
        if person.totp_since is not None or not codes.takes_totp(person, code):
            return None
        person.totp_since = utcnow()
        trail.by_owner(session, "second-factor-on", person)
        return Confirmed(
            sessions.pass_second_factor(session, sign_in_id),
            codes.renew_recovery_codes(session, person_id),
        )

    return _limited(person_id, put_in_force)


def give_code(person_id: int, sign_in_id: int, code: str) -> str:
    """Take a code at sign-in, and return the new token for the browser.

    Raises:
        WrongCode: if it is wrong, or was used before.
        TooMany: after too many attempts.
    """

    def let_in(session: Session) -> str | None:
        if not codes.takes(session, person_id, code):
            return None
        return sessions.pass_second_factor(session, sign_in_id)

    return _limited(person_id, let_in)


def renew_recovery_codes(person_id: int, code: str) -> list[str]:
    """Replace the recovery codes, and return the new ones.

    Raises:
        WrongCode: if `code` is wrong, or was used before.
        TooMany: after too many attempts.
    """

    def renew(session: Session) -> list[str] | None:
        if not codes.takes(session, person_id, code):
            return None
        return codes.renew_recovery_codes(session, person_id)

    return _limited(person_id, renew)


def remove(person_id: int, code: str) -> None:
    """Take the second factor away; roles that ask for one are then withheld.

    Raises:
        WrongCode: if `code` is wrong, or was used before.
        TooMany: after too many attempts.
    """

    def take_away(session: Session) -> bool | None:
        if not codes.takes(session, person_id, code):
            return None
        person = person_of(person_id)
        person.totp_salt = person.totp_since = person.totp_step = None
        session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
        sessions.forget_second_factor(session, person_id)
        trail.by_owner(session, "second-factor-off", person)
        mails.tell(session, person, Change.SECOND_FACTOR, to=person.mail)
        return True

    _limited(person_id, take_away)


def _limited(person_id: int, act: Callable[[Session], T | None]) -> T:
    """Let a code be tried, in one transaction with what it allows; right ones do not count."""
    asked = [(limit, str(person_id)) for limit in CODES]
    limits.count(asked)
    with unit_of_work() as session:
        done = act(session)
    if done is None:
        raise WrongCode
    limits.forgive(asked)
    return done
