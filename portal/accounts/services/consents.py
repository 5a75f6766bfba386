"""Consents: for which purposes people's data is used, on what ground, and what each said of it.

Features add their purposes. Where somebody may say no, it takes effect at once; what was said is a
history that only grows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Consent, ConsentAct, Person
from portal.accounts.permissions import MANAGE_ACCOUNT
from portal.accounts.queries import person_of
from portal.accounts.schemas.notice import VERSION
from portal.accounts.services import trail
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor, require
from portal.core.uow import unit_of_work

NOTICE = "privacy-notice"


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What data is used for: `basis` is the ground that the law gives.

    `holds` tells of a person by id whether it is so now; `withdraw` ends it at once. Both are None
    for what an account cannot be without.
    """

    name: str
    label: Any
    text: Any
    basis: Any
    holds: Callable[[int], bool] | None = None
    withdraw: Callable[[Session, Actor], object] | None = None


@dataclass(frozen=True)
class Standing:
    """How a purpose stands for somebody; `since` is when they last said anything of it."""

    purpose: Purpose
    holds: bool
    since: datetime | None


_purposes: dict[str, Purpose] = {}


def asks(purpose: Purpose) -> None:
    """Register a purpose; the last one of a name counts."""
    _purposes[purpose.name] = purpose


def standings(person_id: int) -> list[Standing]:
    """Return all purposes as they stand for somebody."""
    return [
        Standing(
            purpose,
            purpose.holds is None or purpose.holds(person_id),
            last.happened_at if (last := _last(person_id, purpose.name)) else None,
        )
        for purpose in _purposes.values()
    ]


def record(session: Session, person_id: int, purpose: str, act: ConsentAct) -> None:
    """Add a line to the history, unless it would say again what the last one says."""
    last = _last(person_id, purpose)
    if last is not None and (last.act, last.text_version) == (act, VERSION):
        return
    session.add(
        Consent(
            person_id=person_id,
            purpose=purpose,
            act=act,
            text_version=VERSION,
            happened_at=utcnow(),
        )
    )
    session.flush()


def withdraw(actor: Actor, name: str) -> None:
    """End, at once, that data of the actor is used for a purpose.

    Raises:
        NotFound: if there is no such purpose, or it is one that an account cannot be without.
    """
    require(actor, MANAGE_ACCOUNT)
    purpose = _purposes.get(name)
    if actor.person_id is None or purpose is None or purpose.withdraw is None:
        raise NotFound
    with unit_of_work() as session:
        purpose.withdraw(session, actor)
        record(session, actor.person_id, name, ConsentAct.WITHDRAWN)
        person = person_of(actor.person_id)
        trail.by_somebody(session, "withdraw-consent", person, actor=actor, purpose=name)


def shown(session: Session, person: Person) -> None:
    """Note that somebody has read the privacy notice in force."""
    person.notice_seen = VERSION
    record(session, person.id, NOTICE, ConsentAct.SHOWN)


def note_read(person_id: int) -> None:
    """Note that somebody says to have read the privacy notice in force."""
    with unit_of_work() as session:
        shown(session, person_of(person_id))


def _last(person_id: int, purpose: str) -> Consent | None:
    return db.session.scalars(
        sa.select(Consent)
        .where(Consent.person_id == person_id, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
    ).first()
