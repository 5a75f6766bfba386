"""The heartbeat: what is not confirmed for twelve months is asked for, then doubted aloud."""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.addresses import absolute
from portal.core.events import emit
from portal.core.formats import day as written_day
from portal.core.i18n import _, written_for
from portal.core.mail import queue
from portal.practices.events import VerifyDue, VerifyOverdue
from portal.practices.models import Practice, PracticeState, PracticeVersion, Pulse
from portal.practices.services.pulse import pulse_at
from portal.regions.queries import directory

log = logging.getLogger(__name__)
REMIND_BEFORE = (60, 30, 7)  # days
EVENTS = {Pulse.DUE: VerifyDue, Pulse.OVERDUE: VerifyOverdue}


def beat(session: Session, today: date) -> None:
    """Bring every running practice to how it stands on `today`; doing it again changes nothing."""
    late = sa.select(Practice).where(
        Practice.state == PracticeState.PUBLISHED,
        Practice.verify_by <= today,
        Practice.pulse != Pulse.OVERDUE,
    )
    for practice in session.scalars(late.order_by(Practice.id)).all():
        pulse = pulse_at(practice.verify_by or today, today)
        if practice.pulse is not pulse:
            practice.pulse = pulse  # its place in the index and the facets moves along
            emit(session, EVENTS[pulse](practice.id, practice.verify_by or today))
    session.flush()


def remind(session: Session, today: date) -> None:
    """Write to the regions whose practices must be confirmed soon, once for each of the days."""
    rows = session.execute(
        sa.select(Practice, PracticeVersion.record)
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(
            Practice.state == PracticeState.PUBLISHED,
            Practice.verify_by > today,
            Practice.verify_by <= today + timedelta(days=max(REMIND_BEFORE)),
        )
        .order_by(Practice.id)
    )
    for practice, record in rows.all():
        to = directory().by_id[practice.region_id].role_mailbox or _contact(record)
        if to is None or practice.verify_by is None:
            log.info("nobody to remind of %s", practice.public_id)
            continue
        try:
            _write(session, practice, record, to, _stage(practice.verify_by, today))
        except ValueError:
            log.warning("no mail can be sent about %s", practice.public_id)


def _stage(verify_by: date, today: date) -> int:
    """Return which reminder is the turn of `today`; one that was missed is made up for."""
    return min(days for days in REMIND_BEFORE if verify_by - timedelta(days=days) <= today)


def _contact(record: Mapping[str, Any]) -> str | None:
    mail: str | None = record.get("contact", {}).get("mail")
    return mail


def _write(
    session: Session, practice: Practice, record: Mapping[str, Any], to: str, stage: int
) -> None:
    with written_for("id"):
        title = " ".join(record["title"]["id"].split())
        until = written_day(practice.verify_by or date.min)
        subject = _("Masih berjalan? “%(title)s”", title=title)
        parts = (
            _(
                "Praktik “%(title)s” perlu dikonfirmasi sebelum %(day)s. Bila masih berjalan, "
                "cukup satu tombol; bila sudah berhenti, tuliskan alasan dan pelajarannya:",
                title=title,
                day=until,
            ),
            absolute(f"/practices/{practice.slug}/confirm"),
            _(
                "Tanpa konfirmasi sampai 90 hari sesudahnya, praktik ini diberi tanda “belum "
                "diverifikasi” dan turun dalam hasil pencarian."
            ),
        )
    queue(
        session,
        to=to,
        subject=subject,
        text="\n\n".join(parts) + "\n",
        key=f"verify:{practice.public_id}:{practice.verify_by}:{stage}",
    )
