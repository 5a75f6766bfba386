"""What people are told of published practices: to be confirmed, ended, taken from readers."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.db import db
from portal.core.formats import day, words
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, permits
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.practices.events import (
    PracticeReleased,
    PracticeStopped,
    PracticeSuspended,
    PracticeWithdrawn,
    VerifyDue,
    VerifyOverdue,
)
from portal.practices.models import Practice, PracticeState, PracticeVersion, Pulse
from portal.practices.models.life import LifeEvent
from portal.practices.permissions import VIEW_PRACTICE, WRITERS


def _region(session: Session, event: Any) -> Iterable[int]:
    """Return who writes for the region of the practice."""
    practice = session.get(Practice, event.practice_id)
    return holders(*WRITERS, region_id=practice.region_id) if practice else ()


def _unconfirmed(session: Session, event: VerifyDue | VerifyOverdue) -> Iterable[int]:
    """Return who can confirm the practice, if nobody has done so by now."""
    practice = session.get(Practice, event.practice_id)
    waits = (
        practice
        and practice.state is PracticeState.PUBLISHED
        and practice.verify_by == event.verify_by
        and practice.pulse is not Pulse.VERIFIED
    )
    return _region(session, event) if waits else ()


def _of(
    title: Callable[[str], str], body: Callable[[Any], str], page: str = ""
) -> Callable[[Actor, Any], Message | None]:
    """Return how an event on a practice is told to somebody who may still see it."""

    def message(actor: Actor, event: Any) -> Message | None:
        practice = db.session.get(Practice, event.practice_id)
        if practice is None or not permits(actor, VIEW_PRACTICE, practice):
            return None
        version = db.session.get(PracticeVersion, practice.current_version_id or 0)
        name = words(version.record["title"]) if version else practice.slug
        return Message(title(name), body(event), f"/practices/{practice.slug}{page}")

    return message


def _why(event: PracticeStopped | PracticeSuspended | PracticeWithdrawn) -> str:
    """Return the words of whoever did it."""
    happened = db.session.get(LifeEvent, event.life_event_id)
    return (happened and happened.text) or ""


KINDS = (
    Kind(
        name="practice-due",
        label=_l("Praktik daerah Anda yang perlu dikonfirmasi"),
        event=VerifyDue,
        how=How.NOW,
        recipients=_unconfirmed,
        message=_of(
            lambda name: _("Masih berjalan? %(title)s", title=name),
            lambda event: _(
                "Konfirmasikan bahwa praktik ini masih berjalan, atau nyatakan berhenti beserta "
                "alasannya. Tenggatnya %(day)s.",
                day=day(event.verify_by),
            ),
            "/confirm",
        ),
    ),
    Kind(
        name="practice-overdue",
        label=_l("Praktik daerah Anda yang lewat tenggat konfirmasi"),
        event=VerifyOverdue,
        how=How.NOW,
        recipients=_unconfirmed,
        message=_of(
            lambda name: _("Belum diverifikasi: %(title)s", title=name),
            lambda _event: _(
                "Pembaca kini melihat tanda “belum diverifikasi”, dan praktik ini turun dalam "
                "hasil pencarian sampai Anda mengonfirmasinya."
            ),
            "/confirm",
        ),
    ),
    Kind(
        name="practice-stopped",
        label=_l("Praktik daerah Anda yang dinyatakan berhenti"),
        event=PracticeStopped,
        how=How.DAILY,
        recipients=_region,
        message=_of(lambda name: _("Dinyatakan berhenti: %(title)s", title=name), _why),
    ),
    Kind(
        name="practice-suspended",
        label=_l("Praktik daerah Anda yang ditangguhkan"),
        event=PracticeSuspended,
        how=How.NOW,
        recipients=_region,
        message=_of(lambda name: _("Ditangguhkan: %(title)s", title=name), _why),
    ),
    Kind(
        name="practice-released",
        label=_l("Praktik daerah Anda yang tayang kembali"),
        event=PracticeReleased,
        how=How.NOW,
        recipients=_region,
        message=_of(
            lambda name: _("Tayang kembali: %(title)s", title=name),
            lambda _event: _("Penangguhannya sudah dicabut."),
        ),
    ),
    Kind(
        name="practice-withdrawn",
        label=_l("Praktik daerah Anda yang ditarik"),
        event=PracticeWithdrawn,
        how=How.NOW,
        recipients=_region,
        message=_of(lambda name: _("Ditarik: %(title)s", title=name), _why),
    ),
)
