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
from hashlib import sha256

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.events import emit
from portal.core.jobs import Job, Lane, Unfinished, enqueue, handles
from portal.core.mail_models import MailState, OutgoingMail
from portal.core.mail_rules import MailBounced, MailRetried, MailWithdrawn, is_wanted
from portal.core.mail_transport import (
    Away,
    Postponed,
    Refused,
    Send,
    Unknown,
    checked_address,
    opened,
    parse,
)
from portal.core.settings import Settings
from portal.core.uow import unit_of_work

JOB = "mail"
NAME = "Sokoguru"
PATIENCE = timedelta(days=3)  # how long a server may put off one message
LATE = timedelta(hours=1)
UNSET = "PORTAL_MAIL_URL is not set"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Bodies in seven bits, since not every server on the way takes eight.
WIRE = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Refusal:
    """A message that its recipient's server does not take, and why."""

    key: str
    recipient: str
    reason: str
    since: datetime


@dataclass(frozen=True)
class Status:
    """How the mail stands; `reasons` are those of waiting messages that were tried."""

    counts: Mapping[MailState, int]
    oldest: datetime | None
    reasons: Sequence[str]
    refusals: Sequence[Refusal]


def queue(  # noqa: PLR0913  # the parts of a message, each by its name
    session: Session,
    *,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    unsubscribe: str | None = None,
    key: str,
) -> None:
    """Send a message if the transaction of `session` is committed; the same `key` sends one.

    `key` outlives the message, so it must not hold personal data: ids, not addresses. A POST to
    the address `unsubscribe` ends such messages; mail programs make a button of it (RFC 8058).

    Raises:
        ValueError: if `to` is no plain address, or subject or key are more than one line.
    """
    checked_address(to)
    if any(CONTROLS.search(line) for line in (subject, key, unsubscribe or "")):
        raise ValueError("subject, key and address must be one line")
    if "\0" in text or "\0" in (html or ""):
        raise ValueError("a text cannot hold the character NUL")
    if session.scalar(sa.select(OutgoingMail.id).where(OutgoingMail.key == key)) is not None:
        return
    session.execute(
        sa.insert(OutgoingMail).values(
            key=key,
            recipient=to,
            subject=subject,
            text=text,
            html=html,
            unsubscribe=unsubscribe,
            queued_at=utcnow(),
        )
    )
    enqueue(session, JOB, key)


def serve_jobs() -> None:
    """Register the handler that sends."""
    handles(JOB, Lane.SLOW)(_deliver)


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
            sa.select(
                OutgoingMail.key,
                OutgoingMail.recipient,
                OutgoingMail.reason,
                OutgoingMail.ended_at,
            )
            .where(OutgoingMail.state == MailState.REFUSED)
            .order_by(OutgoingMail.id)
        )
        refusals = [Refusal(row.key, row.recipient, row.reason, row.ended_at) for row in refused]
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


def retry(key: str | None = None) -> int:
    """Let what was refused or waits be sent now, or one such message; returns how many."""
    now = sa.literal(utcnow(), OutgoingMail.queued_at.type)
    refused = OutgoingMail.state == MailState.REFUSED
    meant = sa.true() if key is None else OutgoingMail.key == key
    with unit_of_work() as session:
        for recipient in session.scalars(
            sa.select(OutgoingMail.recipient).where(refused, meant)
        ).all():
            emit(session, MailRetried(recipient))
        keys = session.scalars(
            sa.update(OutgoingMail)
            .where(OutgoingMail.state != MailState.SENT, meant)
            .values(
                state=MailState.WAITING,
                queued_at=sa.case((refused, now), else_=OutgoingMail.queued_at),
                ended_at=None,
                reason=None,
            )
            .execution_options(synchronize_session=False)
            .returning(OutgoingMail.key)
        ).all()
        for found in keys:
            enqueue(session, JOB, found)
        return len(keys)


def _deliver(keys: Sequence[str]) -> None:
    """Send the messages that wait under `keys`.

    Raises:
        Unfinished: naming those that must wait longer.
    """
    with reading():  # a slow server must not keep others from writing the database
        found = db.session.scalars(
            sa.select(OutgoingMail)
            .where(OutgoingMail.key.in_(keys), OutgoingMail.state == MailState.WAITING)
            .order_by(OutgoingMail.id)
        ).all()
        mails = [mail for mail in found if is_wanted(mail.key)]
        db.session.expunge_all()
    _withdraw([mail.key for mail in found if mail not in mails])
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
            bounce = MailBounced(mail.recipient, str(refused))
            told = bounce if isinstance(refused, Unknown) else None
            _end(mail.key, told, state=MailState.REFUSED, reason=str(refused))
            return None
        except Postponed as postponed:
            if mail.queued_at > utcnow() - PATIENCE:
                return str(postponed)
            _end(mail.key, state=MailState.REFUSED, reason=str(postponed))
            return None
        gone.add(mail.key)  # if the database is away now, it is not sent again but noted later
    empty = {"recipient": "", "subject": "", "text": "", "html": None, "unsubscribe": None}
    _end(mail.key, state=MailState.SENT, **empty)
    gone.discard(mail.key)
    return None


def _withdraw(keys: Sequence[str]) -> None:
    """Throw away unsent what nobody wants any more, and say so."""
    for key in keys:
        with unit_of_work() as session:
            session.execute(sa.delete(OutgoingMail).where(OutgoingMail.key == key))
            emit(session, MailWithdrawn(key))


def _end(key: str, event: object = None, **values: object) -> None:
    """Note what has become of a message, and tell `event` if there is one."""
    with unit_of_work() as session:
        if event is not None:
            emit(session, event)
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.key == key)
            .values(ended_at=utcnow(), **values)
            .execution_options(synchronize_session=False)
        )


def _composed(mail: OutgoingMail, *, sender: str) -> EmailMessage:
    """Return the message, the same each time that it is composed."""
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.recipient)
    # The standard library decodes what looks encoded, line ends too, which would begin new headers.
    message["Subject"] = mail.subject.replace("=?", "= ?")
    message["Date"] = mail.queued_at
    name = sha256(mail.key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message
