"""Mail: written in the transaction of its cause, sent by the worker, at least once.

The key of a message is its identity: it is stored once, and its Message-ID is made from it, so
that a message which leaves twice, as after a crash between sending and noting, is known as one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from hashlib import sha256

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import utcnow
from portal.core.db import Entity, db, reading
from portal.core.jobs import Job, Unfinished, enqueue, handles
from portal.core.mail_transport import (
    Away,
    Postponed,
    Refused,
    Send,
    checked_address,
    opened,
    parse,
)
from portal.core.settings import Settings
from portal.core.uow import unit_of_work

JOB = "mail"
NAME = "Sokoguru"
PATIENCE = timedelta(days=3)  # how long a server may put off one message
KEPT = timedelta(days=30)  # how long a refused message can be sent again
LATE = timedelta(hours=1)
UNSET = "PORTAL_MAIL_URL is not set"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Bodies in seven bits, since not every server on the way takes eight.
WIRE = policy.SMTP.clone(cte_type="7bit")


class MailState(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class OutgoingMail(Entity):
    """One message to one recipient; of one that was sent only key and times are left."""

    __tablename__ = "outgoing_mail"

    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING, index=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str | None]
    queued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]


@dataclass(frozen=True)
class Refusal:
    """A message that its recipient's server does not take, and why."""

    key: str
    recipient: str
    reason: str


@dataclass(frozen=True)
class Status:
    """How the mail stands; `reasons` are those of waiting messages that were tried."""

    counts: Mapping[MailState, int]
    oldest: datetime | None
    reasons: Sequence[str]
    refusals: Sequence[Refusal]


def queue(  # noqa: PLR0913  # the parts of a message, each by its name
    session: Session, *, to: str, subject: str, text: str, html: str | None = None, key: str
) -> None:
    """Send a message if the transaction of `session` is committed; the same `key` sends one.

    `key` outlives the message, so it must not hold personal data: ids, not addresses.

    Raises:
        ValueError: if `to` is no plain address, or subject or key are more than one line.
    """
    checked_address(to)
    if CONTROLS.search(subject) or CONTROLS.search(key):
        raise ValueError("subject and key must be one line")
    if "\0" in text or "\0" in (html or ""):
        raise ValueError("a text cannot hold the character NUL")
    if session.scalar(sa.select(OutgoingMail.id).where(OutgoingMail.key == key)) is not None:
        return
    session.execute(
        sa.insert(OutgoingMail).values(
            key=key, recipient=to, subject=subject, text=text, html=html, queued_at=utcnow()
        )
    )
    enqueue(session, JOB, key)


def serve_jobs() -> None:
    """Register the handler that sends."""
    handles(JOB, slow=True)(_deliver)


def status() -> Status:
    """Return how the mail stands."""
    with reading():
        rows = db.session.execute(
            sa.select(OutgoingMail.state, sa.func.count()).group_by(OutgoingMail.state)
        )
        counts = dict.fromkeys(MailState, 0) | {row[0]: row[1] for row in rows}
        oldest = db.session.scalar(
            sa.select(OutgoingMail.queued_at)
            .where(OutgoingMail.state == MailState.WAITING)
            .order_by(OutgoingMail.queued_at)
            .limit(1)
        )
        reasons = db.session.scalars(
            sa.select(Job.error).where(Job.kind == JOB, Job.error.is_not(None)).distinct()
        )
        refused = db.session.execute(
            sa.select(OutgoingMail.key, OutgoingMail.recipient, OutgoingMail.reason)
            .where(OutgoingMail.state == MailState.REFUSED)
            .order_by(OutgoingMail.id)
        )
        refusals = [Refusal(row.key, row.recipient, row.reason) for row in refused]
        return Status(counts, oldest, sorted(map(str, reasons)), refusals)


def fault() -> str | None:
    """Return in one sentence what keeps mail from leaving, or None."""
    oldest = status().oldest
    settings: Settings = current_app.extensions["settings"]
    if oldest is None:
        return None
    if settings.mail_url is None:
        return f"mail waits and {UNSET}"
    if oldest < utcnow() - LATE:
        return "mail waits for over an hour: see `flask mail status`"
    return None


def retry() -> int:
    """Let everything that was refused or waits be sent now; returns how many messages."""
    now = sa.literal(utcnow(), OutgoingMail.queued_at.type)
    refused = OutgoingMail.state == MailState.REFUSED
    with unit_of_work() as session:
        keys = session.scalars(
            sa.update(OutgoingMail)
            .where(OutgoingMail.state != MailState.SENT)
            .values(
                state=MailState.WAITING,
                queued_at=sa.case((refused, now), else_=OutgoingMail.queued_at),
                ended_at=None,
                reason=None,
            )
            .execution_options(synchronize_session=False)
            .returning(OutgoingMail.key)
        ).all()
        for key in keys:
            enqueue(session, JOB, key)
        return len(keys)


def _deliver(keys: Sequence[str]) -> None:
    """Send the messages that wait under `keys`.

    Raises:
        Unfinished: naming those that must wait longer.
    """
    with reading():  # a slow server must not keep others from writing the database
        mails = db.session.scalars(
            sa.select(OutgoingMail)
            .where(OutgoingMail.key.in_(keys), OutgoingMail.state == MailState.WAITING)
            .order_by(OutgoingMail.id)
        ).all()
        db.session.expunge_all()
    settings: Settings = current_app.extensions["settings"]
    waiting: dict[str, str] = {}
    done: set[str] = set()
    try:
        if settings.mail_url is None:
            raise Away(UNSET)  # noqa: TRY301  # handled like a server that is away
        with opened(parse(settings.mail_url), sender=settings.mail_from) as send:
            for mail in mails:
                if reason := _send(send, mail, sender=settings.mail_from):
                    waiting[mail.key] = reason
                done.add(mail.key)
    except Away as away:
        waiting |= {mail.key: str(away) for mail in mails if mail.key not in done}
    if waiting:
        raise Unfinished(waiting)


def _send(send: Send, mail: OutgoingMail, *, sender: str) -> str | None:
    """Send one message, note it, and return the reason if it must wait instead."""
    gone: set[str] = current_app.extensions.setdefault("mail_gone", set())
    if mail.key not in gone:
        try:
            send(_composed(mail, sender=sender))
        except Refused as refused:
            _end(mail.key, state=MailState.REFUSED, reason=str(refused))
            return None
        except Postponed as postponed:
            if mail.queued_at > utcnow() - PATIENCE:
                return str(postponed)
            _end(mail.key, state=MailState.REFUSED, reason=str(postponed))
            return None
        gone.add(mail.key)  # if the database is away now, it is not sent again but noted later
    empty = {"recipient": "", "subject": "", "text": "", "html": None}
    _end(mail.key, state=MailState.SENT, **empty)
    gone.discard(mail.key)
    return None


def _end(key: str, **values: object) -> None:
    with unit_of_work() as session:
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.key == key)
            .values(ended_at=utcnow(), **values)
            .execution_options(synchronize_session=False)
        )
        _forget(session)


def _forget(session: Session) -> None:
    """Delete what was refused long ago: it is personal, and nobody waits for it."""
    long_ago = utcnow() - KEPT
    session.execute(
        sa.delete(OutgoingMail)
        .where(OutgoingMail.state == MailState.REFUSED, OutgoingMail.ended_at < long_ago)
        .execution_options(synchronize_session=False)
    )


def _composed(mail: OutgoingMail, *, sender: str) -> EmailMessage:
    """Return the message, the same each time that it is composed."""
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = mail.queued_at
    name = sha256(mail.key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message
