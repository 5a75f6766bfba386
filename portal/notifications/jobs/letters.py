"""Mails about notifications, in the language of their reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.addresses import absolute
from portal.core.i18n import _, localized, written_for
from portal.core.mail import queue
from portal.notifications.queries.registry import Message
from portal.notifications.services.choosing import DIGEST, token_of
from portal.notifications.services.digests import Digest
from portal.notifications.services.telling import Letter

SETTINGS = "/inbox/settings"
LONGEST_SUBJECT = 150  # characters


@dataclass(frozen=True)
class Part:
    """One thing that a mail tells."""

    label: str
    title: str
    body: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What the template is given; addresses are whole."""

    locale: str
    heading: str
    parts: Sequence[Part]
    reason: str
    settings_url: str
    leave_url: str


def send(session: Session, letter: Letter) -> None:
    """Queue the mail of one notification."""
    person = letter.person
    with written_for(person.locale):
        label = str(letter.kind.label)
        mail = Mail(
            locale=person.locale,
            heading="",
            parts=[_part(person, "", letter.message)],
            reason=_("Anda menerima surel ini karena meminta kabar “%(label)s”.", label=label),
            settings_url=_whole(person, SETTINGS),
            leave_url=_leave_url(person, letter.kind.name),
        )
        _send(session, person, mail, key=letter.notification.mail_key or "")


def send_digest(session: Session, digest: Digest) -> None:
    """Queue the mail of a digest."""
    person = digest.person
    with written_for(person.locale):
        mail = Mail(
            locale=person.locale,
            heading=_("Rangkuman kabar untuk Anda"),
            parts=[_part(person, str(entry.label), entry.message) for entry in digest.entries],
            reason=_("Anda menerima surel ini karena meminta rangkuman kabar."),
            settings_url=_whole(person, SETTINGS),
            leave_url=_leave_url(person, DIGEST),
        )
        _send(session, person, mail, key=digest.key)


def _part(person: Person, label: str, message: Message) -> Part:
    return Part(label, _line(message.title), message.body.strip(), _whole(person, message.path))


def _leave_url(person: Person, scope: str) -> str:
    return _whole(person, f"/inbox/unsubscribe/{token_of(person, scope)}")


def _whole(person: Person, path: str) -> str:
    return absolute(localized(path, person.locale))


def _send(session: Session, person: Person, mail: Mail, *, key: str) -> None:
    queue(
        session,
        to=person.mail,
        subject=(mail.heading or mail.parts[0].title)[:LONGEST_SUBJECT],
        text=_plain(mail),
        html=render_template("notifications/_mail.html", mail=mail),
        unsubscribe=mail.leave_url,
        key=key,
    )


def _plain(mail: Mail) -> str:
    blocks = [mail.heading]
    for part in mail.parts:
        blocks += ["\n".join(filter(None, (part.label, part.title))), part.body, part.url]
    foot = [
        "-- ",
        mail.reason,
        f"{_('Atur kapan Anda menerima surel')}: {mail.settings_url}",
        f"{_('Berhenti menerima surel seperti ini')}: {mail.leave_url}",
    ]
    return "\n\n".join(filter(None, [*blocks, "\n".join(foot)])) + "\n"


def _line(text: str) -> str:
    """Return a text as one line without control characters, since it becomes a subject."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
