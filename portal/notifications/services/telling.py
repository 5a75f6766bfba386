"""Telling: an event is noted with its cause, and its recipients found when they are told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Person, PersonState
from portal.accounts.queries import actor_of
from portal.core.clock import utcnow
from portal.core.i18n import written_for
from portal.core.jobs import enqueue
from portal.notifications.models import Happening, How, Notification
from portal.notifications.queries import message_of, preferences, suppression_of
from portal.notifications.queries.registry import Kind, Message, kind_of, kinds

JOB = "notify"
DIGESTED = (How.DAILY, How.WEEKLY)


@dataclass(frozen=True)
class Letter:
    """A notification that goes out as a mail of its own."""

    person: Person
    kind: Kind[Any]
    message: Message
    notification: Notification


def note(session: Session, kind: Kind[Any], event: object) -> None:
    """Note, in the transaction of its cause, that something happened; twice is once."""
    key = kind.key(event)
    known = session.scalars(sa.select(Happening.id).where(Happening.key == key)).first()
    if known is None:
        session.add(Happening(key=key, kind=kind.name, params=kind.params(event)))
        enqueue(session, JOB, key)


def tell(session: Session, key: str) -> list[Letter]:
    """Put what happened into the inboxes of all whom it concerns now, and return what to mail.

    Where several kinds tell of one event, each person hears of it by the first that concerns them.
    Done again it does nothing, so both belong into one transaction.
    """
    happening = session.scalars(
        sa.select(Happening).where(Happening.key == key, Happening.told_at.is_(None))
    ).one_or_none()
    if happening is None:
        return []
    happening.told_at = utcnow()
    kind = kind_of(happening.kind)
    letters = []
    for person in _recipients(session, kind, happening):
        message = message_for(person, happening)
        if message is None:
            continue
        how = preferences(person.id)[kind.name]
        mails = suppression_of(person) is None
        notification = Notification(
            happening_id=happening.id,
            person_id=person.id,
            awaits_digest=mails and how in DIGESTED,
        )
        session.add(notification)
        session.flush()  # its id is the key of the mail
        if mails and how is How.NOW:
            notification.mail_key = f"notification:{notification.id}"
            letters.append(Letter(person, kind, message, notification))
    return letters


def message_for(person: Person, happening: Happening) -> Message | None:
    """Return what somebody is told, in their language and by their rights at this moment."""
    if person.state is not PersonState.ACTIVE:
        return None
    with written_for(person.locale):
        return message_of(actor_of(person), happening)


def _recipients(session: Session, kind: Kind[Any], happening: Happening) -> Iterator[Person]:
    event = kind.load(happening.params)
    passed_over = {happening.params.get("person_id"), *_told_otherwise(session, kind, event)}
    for person_id in dict.fromkeys(kind.recipients(session, event)):
        person = session.get(Person, person_id)
        if person is not None and person.id not in passed_over:
            yield person


def _told_otherwise(session: Session, kind: Kind[Any], event: object) -> Iterable[int]:
    """Return who has heard of an event by another kind."""
    others = [
        other.key(event) for other in kinds() if other.event is kind.event and other is not kind
    ]
    heard = sa.select(Notification.person_id).join(
        Happening, Happening.id == Notification.happening_id
    )
    return session.scalars(heard.where(Happening.key.in_(others))) if others else ()
