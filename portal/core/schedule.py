"""Schedule: what the worker does again and again, asked for once in each period.

A task that is due becomes a job, so one that fails is tried again, and where it hangs can be seen.
It must be idempotent, like every job; periods are counted from midnight, UTC.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity, db, end_transaction, reading
from portal.core.jobs import Unfinished, enqueue, handles
from portal.core.uow import unit_of_work

log = logging.getLogger(__name__)
JOB = "schedule"
Run = Callable[[], object]


class ScheduledTask(Entity):
    """A task by its name, with the number of the last period for which it was asked."""

    __tablename__ = "scheduled_task"

    name: Mapped[str] = mapped_column(unique=True)
    period: Mapped[int]


@dataclass(frozen=True)
class _Task:
    period: timedelta
    run: Run

    def number_at(self, now: datetime) -> int:
        return int(now.timestamp() // self.period.total_seconds())


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
            session.execute(sa.delete(ScheduledTask).where(ScheduledTask.name == name))
            session.execute(sa.insert(ScheduledTask).values(name=name, period=number))
            enqueue(session, JOB, name)
    return len(due)


def _due(now: datetime) -> dict[str, int]:
    rows = db.session.execute(sa.select(ScheduledTask.name, ScheduledTask.period))
    asked = {row.name: row.period for row in rows}
    numbers = {name: task.number_at(now) for name, task in _tasks.items()}
    return {name: number for name, number in numbers.items() if asked.get(name, -1) < number}


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
        except Exception as error:
            end_transaction()
            log.exception("the task %s failed", name)
            failed[name] = f"{type(error).__name__}: {error}"
    if failed:
        raise Unfinished(failed)
