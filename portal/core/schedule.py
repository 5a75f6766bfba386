"""Schedule: what the worker does again and again, asked for once in each period.

A task that is due becomes a job, so one that fails is tried again, and where it hangs can be seen.
It must be idempotent, like every job; periods are counted from midnight, UTC.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import SKEW, utcnow
from portal.core.db import Entity, db, end_transaction, reading
from portal.core.jobs import Unfinished, enqueue, handles
from portal.core.uow import unit_of_work

log = logging.getLogger(__name__)
JOB = "schedule"
Run = Callable[[], object]


class ScheduledTask(Entity):
    """A task by its name, with the number of the last period for which it was asked, and when.

    `done_at` is when it last ran to its end.
    """

    __tablename__ = "scheduled_task"

    name: Mapped[str] = mapped_column(unique=True)
    period: Mapped[int]
    asked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


@dataclass(frozen=True)
class _Task:
    period: timedelta
    run: Run

    def number_at(self, now: datetime) -> int:
        return int(now.timestamp() // self.period.total_seconds())

    def next_after(self, now: datetime) -> datetime:
        """Return when the next period begins."""
        seconds = (self.number_at(now) + 1) * self.period.total_seconds()
        return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True)
class Planned:
    """A task as operators see it; `done_at` is None if it has not run to its end yet."""

    name: str
    done_at: datetime | None
    next_at: datetime


_tasks: dict[str, _Task] = {}


def every(period: timedelta, name: str) -> Callable[[Run], Run]:
    """Register a task to be run once in each `period`."""

    def register(run: Run) -> Run:
        _tasks[name] = _Task(period, run)
        return run

    return register


def run_due(now: datetime) -> int:
    """Ask for the tasks whose period has begun, and return how many there are."""
    with reading():  # nothing is due at most times, and then no lock is taken
        due = _due(now)
    if not due:
        return 0
    with unit_of_work() as session:
        due = _due(now)  # another worker may have come first
        for name, number in due.items():
            _note(session, name, period=number, asked_at=now)
            enqueue(session, JOB, name)
    return len(due)


def planned(now: datetime) -> list[Planned]:
    """Return all tasks by their names, with their last run and the next."""
    done = {row.name: row.done_at for row in db.session.scalars(sa.select(ScheduledTask))}
    return [
        Planned(name, done.get(name), task.next_after(now)) for name, task in sorted(_tasks.items())
    ]


def _due(now: datetime) -> dict[str, int]:
    """Return tasks and periods; what was asked for in the future was so by a clock set back."""
    rows = db.session.scalars(sa.select(ScheduledTask)).all()
    asked = {
        row.name: row.period for row in rows if row.asked_at is None or row.asked_at <= now + SKEW
    }
    numbers = {name: task.number_at(now) for name, task in _tasks.items()}
    return {name: number for name, number in numbers.items() if asked.get(name, -1) < number}


def _note(session: Session, name: str, **values: object) -> None:
    known = session.execute(
        sa.update(ScheduledTask)
        .where(ScheduledTask.name == name)
        .values(**values)
        .execution_options(synchronize_session=False)
        .returning(ScheduledTask.id)
    ).first()
    if known is None and "period" in values:
        session.execute(sa.insert(ScheduledTask).values(name=name, **values))


def serve_jobs() -> None:
    """Register the handler that runs the tasks."""
    handles(JOB)(_run)


def _run(names: Sequence[str]) -> None:
    """Run tasks by their names; one that fails keeps none from running.

    Raises:
        Unfinished: naming those that failed.
    """
    failed = {}
    for name in names:
        try:
            _tasks[name].run()
            with unit_of_work() as session:
                _note(session, name, done_at=utcnow())
        except Exception as error:
            end_transaction()
            log.exception("the task %s failed", name)
            failed[name] = f"{type(error).__name__}: {error}"
    if failed:
        raise Unfinished(failed)
