"""What is done once a day or once an hour: tasks that features register and the worker runs.

Of each task one row says for which period it was asked for last. Asking writes a job in the same
transaction, so a task that fails is tried again like any other job; tasks are idempotent.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import utcnow
from portal.core.db import Base, db, reading
from portal.core.formats import WIB
from portal.core.jobs import enqueue, handles
from portal.core.uow import unit_of_work

JOB = "scheduled"
Task = Callable[[], object]


class Every(StrEnum):
    """How often a task is run."""

    DAY = "day"
    HOUR = "hour"


STAMPS = {Every.DAY: "%Y-%m-%d", Every.HOUR: "%Y-%m-%dT%H"}
_tasks: dict[str, tuple[Every, Task]] = {}


class Scheduled(Base):
    """A task, and the day or hour, by the clock of Jakarta, for which it was asked for last."""

    __tablename__ = "scheduled"

    name: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str]


def scheduled(name: str, every: Every) -> Callable[[Task], Task]:
    """Register a task under a name of its own."""

    def register(task: Task) -> Task:
        _tasks[name] = (every, task)
        return task

    return register


def tick() -> None:
    """Ask for each task whose day or hour has begun; the worker calls this all the time."""
    asked: dict[str, str] = current_app.extensions.setdefault("scheduled", {})
    now = utcnow().astimezone(WIB)
    periods = {name: now.strftime(STAMPS[every]) for name, (every, _task) in _tasks.items()}
    if asked == periods:
        return
    with reading():
        rows = db.session.execute(sa.select(Scheduled.name, Scheduled.period)).all()
    known = {row.name: row.period for row in rows}
    for name, period in periods.items():
        if known.get(name, "") < period:
            _ask(name, period)
    asked.clear()
    asked.update(periods)


def _ask(name: str, period: str) -> None:
    """Ask for a task, unless another worker has done so in this moment."""
    with unit_of_work() as session:
        row = session.get(Scheduled, name, populate_existing=True)
        if row is None:
            session.add(Scheduled(name=name, period=period))
        elif row.period < period:
            row.period = period
        else:
            return
        enqueue(session, JOB, name)


@handles(JOB)
def _run(names: Sequence[str]) -> None:
    for name in names:
        if name in _tasks:  # else of another release
            _tasks[name][1]()
