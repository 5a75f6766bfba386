"""Jobs: work to be done after a commit, kept in the same database and transaction as its cause."""

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import SKEW, utcnow
from portal.core.db import Entity, db, end_transaction, reading
from portal.core.uow import unit_of_work

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=2)
LAST_DELAY = timedelta(minutes=10)
DOUBLINGS = 10  # enough to reach the last delay
LONGEST_REASON = 500  # characters


class Job(Entity):
    """One piece of work; a second request for the same (kind, key) raises `revision` instead."""

    __tablename__ = "job"
    __table_args__ = (
        sa.UniqueConstraint("kind", "key"),
        sa.Index("ix__job__due", "run_at", "leased_until"),
    )

    kind: Mapped[str]
    key: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None]


class Lane(StrEnum):
    """Jobs that wait for each other: by how long they keep others waiting."""

    QUICK = "quick"
    SLOW = "slow"  # for other machines
    LONG = "long"  # minutes of work


# How many are taken at once: so few that they end before their lease, if others take their time.
BATCH = {Lane.QUICK: 200, Lane.SLOW: 5, Lane.LONG: 1}


@dataclass(frozen=True)
class Claimed:
    """A job taken by this worker, as it stood when taken."""

    id: int
    kind: str
    key: str
    revision: int


Handler = Callable[[Sequence[str]], object]
_handlers: dict[str, Handler] = {}
_lanes: dict[str, Lane] = {}
_held: set[int] = set()  # what this process has taken and not finished
_lost: set[int] = set()  # taken when the database went away: they need not wait for their leases


class Unfinished(Exception):
    """Raised by a handler that has done its batch but for some keys, which are to wait."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        """Say for each key that must be tried again why."""
        super().__init__(reasons)
        self.reasons = reasons


def handles(kind: str, lane: Lane = Lane.QUICK) -> Callable[[Handler], Handler]:
    """Register a handler, which gets the keys of a batch of jobs; it must be idempotent."""

    def register(handler: Handler) -> Handler:
        _handlers[kind], _lanes[kind] = handler, lane
        return handler

    return register


def enqueue(session: Session, kind: str, key: str) -> None:
    """Ask, in the transaction of the cause, for a job; asking twice gives one job.

    Asked for anew it waits for nobody, since whoever had taken it may have been killed.
    """
    again = session.execute(
        sa.update(Job)
        .where(Job.kind == kind, Job.key == key)
        .values(revision=Job.revision + 1, attempts=0, run_at=utcnow(), leased_until=None)
        .execution_options(synchronize_session=False)
        .returning(Job.id)
    ).first()
    if again is None:
        session.execute(sa.insert(Job).values(kind=kind, key=key, run_at=utcnow()))


def give_back() -> None:
    """Let other workers take at once what this process has taken and will not finish."""
    _release(_held | _lost)


def run_once() -> int:
    """Run every job that is due, batch by batch, and return how many were run."""
    never = threading.Event()
    return sum(_run_due(never, lane) for lane in Lane)


def work(
    stop: threading.Event, *, tick: Callable[[], object], parent: int, pause: float = 0.5
) -> None:
    """Run due jobs until `stop` is set or the process `parent` is no longer the one above.

    `tick` is called between rounds; `pause` is in seconds. Each lane has a thread of its own.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way

    def beside(lane: Lane) -> None:
        with app.app_context():
            _work(stop, lane, tick=bool, parent=parent, pause=pause)

    threads = [
        threading.Thread(target=beside, args=(lane,), name=f"{lane} jobs")
        for lane in (Lane.SLOW, Lane.LONG)
    ]
    for thread in threads:
        thread.start()
    try:
        _work(stop, Lane.QUICK, tick=tick, parent=parent, pause=pause)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _work(
    stop: threading.Event, lane: Lane, *, tick: Callable[[], object], parent: int, pause: float
) -> None:
    silent = lane is not Lane.QUICK  # one tells it, and once: a server may be away for hours
    away = silent
    while not stop.is_set() and os.getppid() == parent:
        try:
            _run_due(stop, lane)
            tick()
            away = silent
        except sa.exc.OperationalError as error:
            if not away:
                log.error("the database cannot be used: %s", " ".join(str(error.orig).split()))  # noqa: TRY400  # the reason is in it
            away = True
        except Exception:
            log.exception("the worker's round failed; its jobs wait for the next")
        finally:
            end_transaction()
            db.session.remove()
        stop.wait(pause)


def _run_due(stop: threading.Event, lane: Lane) -> int:
    done = 0
    while not stop.is_set() and (jobs := _claim(lane)):
        ids = {job.id for job in jobs}
        _held.update(ids)
        try:
            _run(jobs)
        except sa.exc.OperationalError:
            _lost.update(ids)
            raise
        finally:
            _held.difference_update(ids)
        done += len(jobs)
    return done


def _claim(lane: Lane) -> list[Claimed]:
    """Take due jobs of one kind; another worker cannot take them before the lease ends."""
    if _lost:
        _release(_lost)
    now = utcnow()
    due = (
        sa.select(Job.id, Job.kind)
        .where(*_due(now), _is_of(lane))
        .order_by(Job.id)
        .limit(BATCH[lane])
    )
    with reading():  # an idle worker takes no write lock
        idle = db.session.execute(due.limit(1)).first() is None
    if idle:
        return []
    with unit_of_work() as session:
        rows = session.execute(due.with_for_update(skip_locked=True)).all()
        kind = rows[0].kind if rows else ""
        taken = session.execute(
            sa.update(Job)
            .where(Job.id.in_([row.id for row in rows if row.kind == kind]))
            .values(leased_until=now + LEASE, attempts=Job.attempts + 1)
            .execution_options(synchronize_session=False)
            .returning(Job.id, Job.kind, Job.key, Job.revision)
        ).all()
        claimed = [Claimed(row.id, row.kind, row.key, row.revision) for row in taken]
        return sorted(claimed, key=lambda job: job.id)  # the order in which they were asked for


def _is_of(lane: Lane) -> sa.ColumnElement[bool]:
    """Return the condition on `Job` that it is of a lane; quick is also what nobody handles."""
    if lane is Lane.QUICK:
        return Job.kind.not_in([kind for kind, own in _lanes.items() if own is not lane])
    return Job.kind.in_([kind for kind, own in _lanes.items() if own is lane])


def _release(taken: set[int]) -> None:
    """Let jobs be taken again at once."""
    ids = tuple(taken)  # others may take some meanwhile
    with unit_of_work() as session:
        session.execute(
            sa.update(Job)
            .where(Job.id.in_(ids))
            .values(leased_until=None)
            .execution_options(synchronize_session=False)
        )
    taken.difference_update(ids)


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what is due; what lies further ahead than any job is put was put by a wrong clock."""
    lease = Job.leased_until
    return (
        sa.or_(Job.run_at <= now, Job.run_at > now + LAST_DELAY + SKEW),
        sa.or_(lease.is_(None), lease < now, lease > now + LEASE + SKEW),
    )


def _run(jobs: Sequence[Claimed]) -> None:
    kind = jobs[0].kind
    waiting: Mapping[str, str] = {}
    try:
        _handlers[kind]([job.key for job in jobs])
    except Unfinished as unfinished:
        db.session.rollback()
        waiting = unfinished.reasons
        log.warning("%d jobs of kind %s wait", len(waiting), kind)
    except Exception as error:
        db.session.rollback()
        if len(jobs) > 1:  # one of them may be at fault, and the others must not wait for it
            for job in jobs:
                _run([job])
            return
        log.exception("job %s of kind %s failed", jobs[0].key, kind)
        waiting = {jobs[0].key: f"{type(error).__name__}: {error}"}
    with unit_of_work() as session:
        for job in jobs:
            if job.key in waiting:
                _put_back(session, job, waiting[job.key][:LONGEST_REASON])
            else:
                _finish(session, job)


def _finish(session: Session, job: Claimed) -> None:
    finished = session.execute(
        sa.delete(Job).where(Job.id == job.id, Job.revision == job.revision).returning(Job.id)
    ).first()
    if finished is None:  # asked for again meanwhile
        session.execute(
            sa.update(Job)
            .where(Job.id == job.id)
            .values(leased_until=None, attempts=0)
            .execution_options(synchronize_session=False)
        )


def _put_back(session: Session, job: Claimed, error: str) -> None:
    """Let a job wait, twice as long each time; it is never given up."""
    row = session.get(Job, job.id)
    if row is None:
        return
    row.leased_until = None
    row.error = error
    if row.revision == job.revision:  # else it was asked for again, and is due at once
        delay = FIRST_DELAY * 2 ** min(row.attempts, DOUBLINGS)
        row.run_at = utcnow() + min(delay, LAST_DELAY)
