"""What accounts leave on the audit chain: ids and roles, never names or addresses."""

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core import audit
from portal.core.permissions import ANONYMOUS, Actor


def by_owner(session: Session, action: str, person: Person) -> None:
    """Record what somebody did with the own account."""
    _record(session, action, person, Actor(person_id=person.id))


def by_command(
    session: Session, action: str, person: Person, *, region_id: int | None, **details: Any
) -> None:
    """Record what whoever runs the machine did with an account."""
    _record(session, action, person, ANONYMOUS, region_id=region_id, details=details)


def _record(session: Session, action: str, person: Person, actor: Actor, **more: Any) -> None:
    audit.record(
        session, f"account:{action}", actor=actor, kind="person", key=person.public_id, **more
    )
