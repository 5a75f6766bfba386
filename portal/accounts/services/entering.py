"""Signing in by a password, and asking for it again."""

from datetime import timedelta

from portal.accounts.models import Person, PersonState
from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services import passwords, sessions, trail
from portal.core import limits
from portal.core.db import reading
from portal.core.errors import DomainError
from portal.core.limits import Limit
from portal.core.uow import unit_of_work

PER_PERSON = Limit("sign-in by person and address", 10, timedelta(minutes=5))
PER_ADDRESS = Limit("sign-in by address", 30, timedelta(minutes=5))
IN_ALL = Limit("sign-in in all", 1000, timedelta(minutes=5))
PASSWORD_AGAIN = Limit("password asked again", 10, timedelta(minutes=5))


class WrongPassword(DomainError):
    """The password is wrong, or there is no such account, or it may not sign in."""


def sign_in(mail: str, password: str, *, address: str, device: str) -> str:
    """Sign a person in, and return the token for the browser; rightful attempts do not count.

    Raises:
        WrongPassword: whatever the reason.
        TooMany: after too many attempts.
    """
    asked = ((PER_PERSON, f"{mail}\n{address}"), (PER_ADDRESS, address), (IN_ALL, ""))
    limits.count(asked)
    with reading():
        person_id, stored = _account(person_by_mail(mail))
    if not passwords.matches(stored, password):  # without a lock: it takes long on purpose
        raise WrongPassword
    limits.forgive(asked)
    renewed = passwords.hashed(password) if passwords.is_outdated(stored or "") else stored
    with unit_of_work() as session:
        person = person_of(person_id)
        if _account(person) != (person_id, stored):  # changed in that moment
            raise WrongPassword
        person.password_hash = renewed
        trail.by_owner(session, "sign-in", person)
        return sessions.begin(session, person_id, device)


def _account(person: Person | None) -> tuple[int, str | None]:
    if person is None or person.state is not PersonState.ACTIVE:
        return 0, None
    return person.id, person.password_hash


def check_password(person_id: int, password: str) -> None:
    """Ask somebody who is signed in for the password again.

    Raises:
        WrongPassword: if it is another.
        TooMany: after too many attempts.
    """
    asked = ((PASSWORD_AGAIN, str(person_id)),)
    limits.count(asked)
    with reading():
        stored = person_of(person_id).password_hash
    if not passwords.matches(stored, password):
        raise WrongPassword
    limits.forgive(asked)
