"""How old the last good backup is; the audit chain knows of each."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.admin.backup.taking import BACKUP
from portal.core.audit import AuditEvent
from portal.core.clock import utcnow
from portal.core.db import db, reading

OLD = timedelta(days=7)


def last() -> datetime | None:
    """Return when the last good backup was taken."""
    return _moment(
        sa.select(AuditEvent.moment)
        .where(AuditEvent.action == BACKUP)
        .order_by(AuditEvent.seq.desc())
    )


def fault() -> str | None:
    """Return in one sentence that there is no backup, or an old one, or None.

    A portal has a week from its first event on to be backed up for the first time.
    """
    with reading():
        taken = last()
        since = taken or _moment(sa.select(AuditEvent.moment).order_by(AuditEvent.seq))
    age = utcnow() - since if since else timedelta(0)
    if age <= OLD:
        return None
    told = f"the last backup is {age.days} days old" if taken else "there is no backup"
    return f"{told}: run `flask backup`"


def _moment(query: sa.Select[str]) -> datetime | None:
    found = db.session.scalar(query.limit(1))
    return datetime.fromisoformat(found) if found else None
