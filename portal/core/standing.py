"""How the work behind the pages stands: jobs that wait, run and fail, mail, room for uploads."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core import beats, disk, metrics
from portal.core.clock import utcnow
from portal.core.db import Base, db, reading
from portal.core.jobs import Job
from portal.core.mail_models import MailState, OutgoingMail
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work

SIZE = "bytes_in_all"  # the column by which every table of files says how much room they take


@dataclass(frozen=True)
class Queue:
    """How many jobs wait, run, and have failed and wait; since when the oldest is due."""

    waiting: int
    running: int
    failing: int
    oldest: datetime | None


@dataclass(frozen=True)
class Failing:
    """A job that failed and waits for its next try."""

    id: int
    kind: str
    key: str
    attempts: int
    run_at: datetime
    error: str


def queue() -> Queue:
    """Return how the queue stands."""
    now = utcnow()
    running = sa.and_(Job.leased_until.is_not(None), Job.leased_until >= now)
    failing = Job.error.is_not(None)
    due = sa.case((sa.and_(~sa.func.coalesce(running, sa.false()), Job.run_at <= now), Job.run_at))
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((running, 1))),
            sa.func.count(sa.case((failing, 1))),
            sa.func.min(due),
        ).select_from(Job)
    ).one()
    return Queue(row[0] - row[1], row[1], row[2], row[3])


def failing(most: int) -> list[Failing]:
    """Return jobs that failed, at most so many, those first that were asked for first."""
    query = sa.select(Job).where(Job.error.is_not(None)).order_by(Job.id).limit(most)
    return [
        Failing(row.id, row.kind, row.key, row.attempts, row.run_at, row.error or "")
        for row in db.session.scalars(query)
    ]


def hurry(job_id: int) -> None:
    """Let a job that waits for its next try be run at once, if it is still there."""
    with unit_of_work() as session:
        session.execute(
            sa.update(Job)
            .where(Job.id == job_id, Job.error.is_not(None))
            .values(run_at=utcnow())
            .execution_options(synchronize_session=False)
        )


def hurry_all() -> int:
    """Let all jobs that failed be run at once, and return how many there are."""
    with unit_of_work() as session:
        found = session.scalars(
            sa.update(Job)
            .where(Job.error.is_not(None))
            .values(run_at=utcnow())
            .execution_options(synchronize_session=False)
            .returning(Job.id)
        ).all()
    return len(found)


def _age(moment: datetime | None) -> float:
    return max((utcnow() - moment).total_seconds(), 0.0) if moment else 0.0


def _waiting_mail() -> tuple[int, datetime | None]:
    query = sa.select(sa.func.count(), sa.func.min(OutgoingMail.queued_at))
    row = db.session.execute(query.where(OutgoingMail.state == MailState.WAITING)).one()
    return row[0], row[1]


def _uploads() -> float:
    tables = (table for table in Base.metadata.tables.values() if SIZE in table.c)
    sums = (db.session.scalar(sa.select(sa.func.sum(table.c[SIZE]))) for table in tables)
    return float(sum(found or 0 for found in sums))


def _silence() -> float:
    found = beats.workers()
    return _age(found[0].seen_at) if found else float("inf")


GAUGES: dict[str, tuple[str, metrics.Read]] = {
    "portal_jobs_waiting": ("Jobs that wait to be run.", lambda: queue().waiting),
    "portal_jobs_running": ("Jobs that are being run.", lambda: queue().running),
    "portal_jobs_failing": ("Jobs that failed and wait to be tried.", lambda: queue().failing),
    "portal_jobs_oldest_seconds": (
        "How long the oldest job has been due.",
        lambda: _age(queue().oldest),
    ),
    "portal_mail_waiting": ("Mails that wait to be sent.", lambda: _waiting_mail()[0]),
    "portal_mail_oldest_seconds": (
        "How long the oldest mail has waited.",
        lambda: _age(_waiting_mail()[1]),
    ),
    "portal_worker_silence_seconds": ("How long no job worker has been heard of.", _silence),
    "portal_uploads_bytes": ("Room that uploads take.", _uploads),
    "portal_disk_free_bytes": (
        "Room that is left where the portal writes.",
        lambda: disk.free(current_settings()),
    ),
}


def start() -> None:
    """Tell all this as metrics."""
    for name, (about, read) in GAUGES.items():
        metrics.gauge(name, about, _reading(read))


def _reading(read: metrics.Read) -> metrics.Read:
    def look() -> float:
        with reading():
            return read()

    return look
