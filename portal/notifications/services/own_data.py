"""What notifications hold of a person: for the copy of their own data, and what goes with them."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.consents import Purpose, asks
from portal.accounts.services.erasing import forgets
from portal.accounts.services.personal import holds, rows_of
from portal.accounts.services.purposes import PUBLIC_TASK
from portal.core.clock import utcnow
from portal.core.i18n import _l
from portal.core.mail_models import OutgoingMail
from portal.core.permissions import Actor
from portal.core.retention import Rule, keeps
from portal.core.uow import unit_of_work
from portal.notifications.models import Happening, How, Notification, Preference, Suppression
from portal.notifications.queries import preferences
from portal.notifications.services.choosing import stop_all

INBOX = timedelta(days=365)
_WORDS = {
    "read_at": _l("Dibaca"),
    "sent_at": _l("Terkirim"),
    "how": _l("Kapan"),
}


def start() -> None:
    """Register what is held, what goes with whom it is about, and how long it is kept."""
    holds("inbox", rows_of(_inbox), _l("Kotak masuk"), _WORDS)
    holds("mails_sent", rows_of(_mails), _l("Surat pemberitahuan kepada saya"), _WORDS)
    holds("mail_preferences", rows_of(_preferences), _l("Kapan saya menerima surel"), _WORDS)
    holds("mail_suppressions", rows_of(_suppressions), _l("Surel yang ditolak"), _WORDS)
    forgets("notifications", _forget)
    keeps(
        Rule(
            name="inbox",
            what=_l("Kotak masuk Anda"),
            kept=_l("%(days)s hari", days=INBOX.days),
            why=_l("Supaya Anda dapat melihat kembali kabar setahun terakhir"),
            clean=forget_old,
        )
    )
    asks(
        Purpose(
            name="notification-mails",
            label=_l("Surat pemberitahuan"),
            text=_l(
                "Kabar tentang pekerjaan Anda dan yang Anda ikuti, juga sebagai ringkasan. Surat "
                "tentang keamanan akun tetap dikirim."
            ),
            basis=PUBLIC_TASK,
            holds=_gets_mail,
            withdraw=_withdraw,
        )
    )


def forget_old() -> None:
    """Delete lines of inboxes that are too old."""
    with unit_of_work() as session:
        session.execute(
            sa.delete(Notification)
            .where(Notification.created_at < utcnow() - INBOX)
            .execution_options(synchronize_session=False)
        )


def _forget(session: Session, person_id: int) -> None:
    for table in (Notification, Preference, Suppression):
        session.execute(sa.delete(table).where(table.person_id == person_id))


def _gets_mail(person_id: int) -> bool:
    return set(preferences(person_id).values()) != {How.NEVER}


def _withdraw(session: Session, actor: Actor) -> None:
    if actor.person_id is not None:
        stop_all(session, actor.person_id)


def _inbox(person_id: int) -> sa.Executable:
    return (
        sa.select(Happening.kind, Notification.created_at, Notification.read_at)
        .join(Happening, Happening.id == Notification.happening_id)
        .where(Notification.person_id == person_id)
        .order_by(Notification.id)
    )


def _mails(person_id: int) -> sa.Executable:
    return (
        sa.select(
            Happening.kind,
            OutgoingMail.state,
            OutgoingMail.queued_at,
            OutgoingMail.ended_at.label("sent_at"),
        )
        .select_from(Notification)
        .join(Happening, Happening.id == Notification.happening_id)
        .join(OutgoingMail, OutgoingMail.key == Notification.mail_key)
        .where(Notification.person_id == person_id)
        .order_by(Notification.id)
    )


def _preferences(person_id: int) -> sa.Executable:
    return (
        sa.select(Preference.kind, Preference.how)
        .where(Preference.person_id == person_id)
        .order_by(Preference.id)
    )


def _suppressions(person_id: int) -> sa.Executable:
    return sa.select(Suppression.reason, Suppression.since).where(
        Suppression.person_id == person_id
    )
