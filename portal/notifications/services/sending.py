"""What becomes of mail about notifications: still wanted, thrown away, or bounced."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import person_by_mail
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.mail_rules import MailBounced, MailRetried, MailWithdrawn
from portal.notifications.models import Happening, How, Notification, Suppression
from portal.notifications.queries import hash_of, preferences, suppression_of
from portal.notifications.services.telling import message_for


def is_wanted(key: str) -> bool:
    """Tell of a mail that is about to leave whether its reader still may see, and wants, it all."""
    rows = db.session.execute(
        sa.select(Person, Happening)
        .join(Notification, Notification.person_id == Person.id)
        .join(Happening, Happening.id == Notification.happening_id)
        .where(Notification.mail_key == key)
    ).all()
    return bool(rows) and all(_is_wanted(person, happening) for person, happening in rows)


def _is_wanted(person: Person, happening: Happening) -> bool:
    return (
        preferences(person.id)[happening.kind] is not How.NEVER
        and suppression_of(person) is None
        and message_for(person, happening) is not None
    )


def put_back(session: Session, event: MailWithdrawn) -> None:
    """Let what a digest that never left would have told wait for the next one."""
    session.execute(
        sa.update(Notification)
        .where(Notification.mail_key == event.key)
        .values(mail_key=None, awaits_digest=event.key.startswith("digest:"))
        .execution_options(synchronize_session=False)
    )


def suppress(session: Session, event: MailBounced) -> None:
    """Send no more notifications to an address that does not exist."""
    person = person_by_mail(event.recipient)
    if person is None:
        return
    lift(session, person.id)
    session.add(
        Suppression(
            person_id=person.id,
            mail_hash=hash_of(person.mail),
            reason=event.reason,
            since=utcnow(),
        )
    )


def trust_again(session: Session, event: MailRetried) -> None:
    """Send to an address again, since whoever looks after the mail wants it tried."""
    person = person_by_mail(event.recipient)
    if person is not None:
        lift(session, person.id)


def lift(session: Session, person_id: int) -> None:
    """Send notifications to somebody's address again."""
    session.execute(sa.delete(Suppression).where(Suppression.person_id == person_id))
