"""Digests: what waits for the morning, each thing in one of them and in no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import person_of
from portal.core.db import db, reading
from portal.core.formats import ZONES
from portal.notifications.models import Happening, How, Notification
from portal.notifications.queries import preferences, suppression_of
from portal.notifications.queries.registry import Message, kind_of
from portal.notifications.services.telling import message_for

HOUR = 7  # by the reader's clock; the weekly one on Mondays


@dataclass(frozen=True)
class Entry:
    """A line of a digest."""

    label: str
    message: Message


@dataclass(frozen=True)
class Digest:
    """What one mail tells; it says nothing without entries."""

    person: Person
    key: str
    entries: Sequence[Entry]


def waiting() -> list[int]:
    """Return the ids of those for whom something waits."""
    with reading():
        return list(
            db.session.scalars(
                sa.select(Notification.person_id).where(Notification.awaits_digest).distinct()
            )
        )


def take(session: Session, person_id: int, now: datetime) -> Digest:
    """Take what is due for somebody, so that it is in no other digest.

    What the reader may no longer see, or no longer wants by mail, is left out and forgotten.
    """
    person = person_of(person_id)
    hows = preferences(person_id)
    refused = suppression_of(person) is not None
    rows = session.execute(
        sa.select(Notification, Happening)
        .join(Happening, Happening.id == Notification.happening_id)
        .where(Notification.person_id == person_id, Notification.awaits_digest)
        .order_by(Notification.id)
    ).all()
    key, entries = "", []
    for notification, happening in rows:
        how = hows[happening.kind]
        if how is not How.NEVER and notification.created_at >= _last(how, person, now):
            continue
        notification.awaits_digest = False
        message = message_for(person, happening)
        if message is not None and how is not How.NEVER and not refused:
            key = key or f"digest:{notification.id}"
            notification.mail_key = key
            entries.append(Entry(kind_of(happening.kind).label, message))
    return Digest(person, key, entries)


def _last(how: How, person: Person, now: datetime) -> datetime:
    """Return the last moment at which a digest was due."""
    local = now.astimezone(ZONES[person.zone])
    morning = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning > local:
        morning -= timedelta(days=1)
    return morning - timedelta(days=morning.weekday()) if how is How.WEEKLY else morning
