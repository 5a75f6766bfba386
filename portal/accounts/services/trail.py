"""What accounts leave on the audit chain: ids and roles, never names or addresses."""

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core import audit
from portal.core.permissions import Actor


def by_owner(session: Session, action: str, person: Person) -> None:
    """Record what somebody did with the own account."""
    _record(session, action, person, Actor(person_id=person.id))


def by_somebody(  # who, to whom, where: an event has no fewer parts
    session: Session,
    action: str,
    person: Person,
    *,
    actor: Actor,
    region_id: int | None = None,
    **details: Any,
) -> None:
    """Record what somebody did with a person's account; nobody in particular by a command."""
    _record(session, action, person, actor, region_id=region_id, details=details)


def _record(session: Session, action: str, person: Person, actor: Actor, **more: Any) -> None:
    audit.record(
        session, f"account:{action}", actor=actor, kind="person", key=person.public_id, **more
    )
