"""What is listened to: events of the features below, and what becomes of mail."""

from typing import Any

from sqlalchemy.orm import Session

from portal.core.events import listens
from portal.core.mail_rules import (
    MailBounced,
    MailRetried,
    MailWithdrawn,
    asks_before_sending,
)
from portal.notifications.queries.registry import Kind, kinds, register
from portal.notifications.services import sending, telling
from portal.notifications.subscribers import (
    adoptions,
    agreements,
    assessments,
    champions,
    folded,
    follows,
    life,
    mentions,
    mentoring,
    moderated,
    practices,
    threads,
)

KINDS = (
    *practices.KINDS,
    *life.KINDS,
    *assessments.KINDS,
    *threads.KINDS,
    *adoptions.KINDS,
    *champions.KINDS,
    *agreements.KINDS,
    *mentoring.KINDS,
    *mentions.KINDS,
    *folded.KINDS,
    *moderated.KINDS,
    *follows.KINDS,
)


def tell_of(kind: Kind[Any]) -> None:
    """Let people be told whenever an event of the kind happens."""
    register(kind)
    listens(kind.event)(_note)


def _note(session: Session, event: object) -> None:
    for kind in kinds():
        if kind.event is type(event):
            telling.note(session, kind, event)


def start() -> None:
    """Listen."""
    for kind in KINDS:
        tell_of(kind)
    asks_before_sending("notification")(sending.is_wanted)
    asks_before_sending("digest")(sending.is_wanted)
    listens(MailWithdrawn)(sending.put_back)
    listens(MailBounced)(sending.suppress)
    listens(MailRetried)(sending.trust_again)
