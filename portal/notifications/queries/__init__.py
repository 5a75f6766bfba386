"""Reads: the inbox, how people want to be told, and whose address takes no mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.permissions import Actor
from portal.notifications.models import Happening, How, Notification, Preference, Suppression
from portal.notifications.queries.registry import Kind, Message, kind_of, kinds

ALL = "all"  # stands for every kind
PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """A line of an inbox; `message` is None where its owner may no longer see what it tells."""

    id: int
    label: str
    message: Message | None
    created_at: datetime
    unread: bool


@dataclass(frozen=True)
class Inbox:
    """A page of an inbox."""

    lines: Sequence[Line]
    total: int
    unread: int


_UNREAD = (
    sa.select(sa.func.count())
    .select_from(Notification)
    .where(Notification.person_id == sa.bindparam("person"), Notification.read_at.is_(None))
)


def unread(person_id: int) -> int:
    """Return how many lines somebody has not read."""
    return db.session.scalar(_UNREAD, {"person": person_id}) or 0


def inbox(actor: Actor, page: int) -> Inbox:
    """Return a page of an actor's inbox, newest first, in the language of this moment."""
    own = Notification.person_id == actor.person_id
    rows = db.session.execute(
        sa.select(Notification, Happening)
        .join(Happening, Happening.id == Notification.happening_id)
        .where(own)
        .order_by(Notification.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Notification).where(own))
    lines = [_line(actor, notification, happening) for notification, happening in rows]
    return Inbox(lines, total or 0, unread(actor.person_id or 0))


def _line(actor: Actor, notification: Notification, happening: Happening) -> Line:
    kind = kind_of(happening.kind)
    return Line(
        id=notification.id,
        label=str(kind.label),
        message=message_of(actor, happening),
        created_at=notification.created_at,
        unread=notification.read_at is None,
    )


def message_of(actor: Actor, happening: Happening) -> Message | None:
    """Return what an actor is told of what happened, None where they may not see it."""
    kind = kind_of(happening.kind)
    return kind.message(actor, kind.load(happening.params))


def preferences(person_id: int) -> Mapping[str, How]:
    """Return how somebody wants to be told, by the names of the kinds."""
    rows = db.session.scalars(sa.select(Preference).where(Preference.person_id == person_id))
    chosen = {row.kind: row.how for row in rows}
    return {kind.name: _how(kind, chosen) for kind in kinds()}


def _how(kind: Kind[Any], chosen: Mapping[str, How]) -> How:
    return chosen.get(kind.name) or chosen.get(ALL) or kind.how


def suppression_of(person: Person) -> Suppression | None:
    """Return why no mail goes to somebody's present address, None where it does."""
    return db.session.scalars(
        sa.select(Suppression).where(
            Suppression.person_id == person.id, Suppression.mail_hash == hash_of(person.mail)
        )
    ).one_or_none()


def hash_of(mail: str) -> str:
    """Return what of an address is kept."""
    return sha256(mail.encode()).hexdigest()
