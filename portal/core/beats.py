"""Beats: what tells that a job worker lives, wherever it runs."""

import os
import platform
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import SKEW, utcnow
from portal.core.db import Entity, db, reading
from portal.core.uow import unit_of_work

EVERY = 15.0  # seconds
SILENT = timedelta(minutes=1)  # so long after its last beat a worker counts as gone
FORGOTTEN = timedelta(days=1)


class WorkerBeat(Entity):
    """A worker by machine and process, and when it last said that it lives."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


@dataclass(frozen=True)
class Worker:
    """A worker that has not said goodbye; `alive` tells whether it was heard of just now."""

    name: str
    started_at: datetime
    seen_at: datetime
    alive: bool


def workers() -> list[Worker]:
    """Return the workers that are known, those heard of last first."""
    now = utcnow()
    rows = db.session.scalars(sa.select(WorkerBeat).order_by(WorkerBeat.seen_at.desc()))
    return [
        Worker(row.name, row.started_at, row.seen_at, now - SILENT <= row.seen_at <= now + SKEW)
        for row in rows
    ]


def is_alive() -> bool:
    """Tell whether any worker lives."""
    with reading():
        return any(worker.alive for worker in workers())


@contextmanager
def beating(app: Flask) -> Iterator[None]:
    """Say again and again that this process works, and that it no longer does in the end.

    It beats in a thread of its own, since a single job may take minutes.
    """
    name, started_at, ended = f"{platform.node()}:{os.getpid()}", utcnow(), threading.Event()

    def run() -> None:
        with app.app_context():
            while not ended.is_set():
                _try(lambda: beat(name, started_at))
                ended.wait(EVERY)
            _try(lambda: _leave(name))

    thread = threading.Thread(target=run, name="beats")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def beat(name: str, started_at: datetime) -> None:
    """Say that the worker `name` lives, and forget those that have been silent for a day."""
    now = utcnow()
    with unit_of_work() as session:
        session.execute(
            sa.delete(WorkerBeat).where(
                sa.or_(
                    WorkerBeat.name == name,
                    WorkerBeat.seen_at < now - FORGOTTEN,
                    WorkerBeat.seen_at > now + FORGOTTEN,
                )
            )
        )
        session.execute(sa.insert(WorkerBeat).values(name=name, started_at=started_at, seen_at=now))


def _leave(name: str) -> None:
    with unit_of_work() as session:
        session.execute(sa.delete(WorkerBeat).where(WorkerBeat.name == name))


def _try(act: Callable[[], None]) -> None:
    """Do it if the database lets it be done: while it is away, silence is the truth."""
    try:
        act()
    except sa.exc.SQLAlchemyError:
        db.session.remove()
