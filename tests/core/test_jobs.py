"""Jobs: nothing asked for is lost, done twice at once, or given up."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.jobs import Job, Lane, Unfinished, enqueue, handles, run_once
from portal.core.uow import unit_of_work

KIND = "test.note"
Noted = list[tuple[str, ...]]


@pytest.fixture
def noted() -> Iterator[Noted]:
    """The batches of keys that were worked on."""
    batches: Noted = []
    handles(KIND)(lambda keys: batches.append(tuple(keys)))
    yield batches
    jobs._handlers.pop(KIND)


def _ask(*keys: str) -> None:
    with unit_of_work() as session:
        for key in keys:
            enqueue(session, KIND, key)


def _rows() -> Sequence[Job]:
    db.session.rollback()
    return db.session.scalars(sa.select(Job).order_by(Job.id)).all()


def _set(**values: Any) -> None:
    with unit_of_work() as session:
        session.execute(sa.update(Job).values(**values))


def _use(handler: Callable[[Sequence[str]], object]) -> None:
    handles(KIND)(handler)


def test_jobs_run_once_in_the_order_asked(empty_app: Flask, noted: Noted) -> None:
    _ask("b", "a", "c")

    assert run_once() == 3
    assert run_once() == 0
    assert noted == [("b", "a", "c")]
    assert _rows() == []


def test_what_takes_long_holds_up_nothing_that_takes_less(empty_app: Flask) -> None:
    done = {lane: threading.Event() for lane in (*Lane, None)}
    done[None].set()
    stop, waited = threading.Event(), []
    for lane, before in zip(Lane, (None, *Lane), strict=False):

        def work(_keys: Sequence[str], lane: Lane = lane, before: Lane | None = before) -> None:
            waited.append(done[before].wait(20))
            done[lane].set()

        handles(f"test.{lane}", lane)(work)
    try:
        with unit_of_work() as session:
            for lane in reversed(Lane):
                enqueue(session, f"test.{lane}", "a")

        def tick() -> None:
            if len(waited) == len(Lane):
                stop.set()

        jobs.work(stop, tick=tick, parent=os.getppid(), pause=0.01)
    finally:
        for lane in Lane:
            jobs._handlers.pop(f"test.{lane}")
            jobs._lanes.pop(f"test.{lane}")

    assert waited == [True] * len(Lane)


def test_asking_twice_gives_one_job(empty_app: Flask, noted: Noted) -> None:
    _ask("a", "b", "a")
    _ask("a")

    assert [(row.key, row.revision) for row in _rows()] == [("a", 3), ("b", 1)]
    run_once()
    assert noted == [("a", "b")]


def test_a_rollback_takes_the_job_along(empty_app: Flask, noted: Noted) -> None:
    def change() -> None:
        with unit_of_work() as session:
            enqueue(session, KIND, "a")
            raise ValueError("the change failed")

    with pytest.raises(ValueError, match="the change failed"):
        change()

    assert run_once() == 0
    assert noted == []


def test_what_is_asked_for_during_a_run_is_run_again(empty_app: Flask, noted: Noted) -> None:
    def ask_again(keys: Sequence[str]) -> None:
        if not noted:
            _ask("a")
        noted.append(tuple(keys))

    _use(ask_again)
    _ask("a")

    assert run_once() == 2
    assert noted == [("a",), ("a",)]
    assert _rows() == []


def test_a_failed_job_waits_longer_each_time_and_is_never_given_up(
    empty_app: Flask, noted: Noted
) -> None:
    def fail(_keys: Sequence[str]) -> None:
        raise OSError("disk full")

    _use(fail)
    _ask("a")
    waits: list[int] = []

    for _attempt in range(12):
        _set(run_at=utcnow())
        assert run_once() == 1
        (row,) = _rows()
        waits.append(round((row.run_at - utcnow()).total_seconds()))
        assert run_once() == 0, "it must wait"

    assert row.error == "OSError: disk full"
    assert row.leased_until is None
    assert waits == [4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]


def test_a_failed_job_that_is_asked_for_again_runs_at_once(empty_app: Flask, noted: Noted) -> None:
    _ask("a")
    _set(attempts=9, run_at=utcnow() + timedelta(minutes=9), error="OSError")

    _ask("a")

    assert run_once() == 1
    assert noted == [("a",)]


def test_one_bad_job_does_not_hold_up_the_others(empty_app: Flask, noted: Noted) -> None:
    def refuse_bad(keys: Sequence[str]) -> None:
        if "bad" in keys:
            raise ValueError("bad")
        noted.append(tuple(keys))

    _use(refuse_bad)
    _ask("a", "bad", "b")

    run_once()

    assert noted == [("a",), ("b",)]
    assert [row.key for row in _rows()] == ["bad"]


def test_a_handler_can_say_which_of_a_batch_must_wait(empty_app: Flask, noted: Noted) -> None:
    def put_off(keys: Sequence[str]) -> None:
        noted.append(tuple(keys))
        raise Unfinished({"b": "not yet"})

    _use(put_off)
    _ask("a", "b", "c")

    assert run_once() == 3
    assert noted == [("a", "b", "c")]
    (row,) = _rows()
    assert (row.key, row.error, row.leased_until) == ("b", "not yet", None)
    assert run_once() == 0, "it must wait"


def test_a_job_of_a_kind_that_nobody_handles_waits(empty_app: Flask) -> None:
    with unit_of_work() as session:
        enqueue(session, "test.unknown", "a")

    run_once()

    (row,) = _rows()
    assert row.error == "KeyError: 'test.unknown'"


@pytest.mark.parametrize(("until", "done"), [(timedelta(minutes=1), 0), (timedelta(minutes=-1), 1)])
def test_a_job_taken_by_another_worker_is_left_until_its_lease_ends(
    empty_app: Flask, noted: Noted, until: timedelta, done: int
) -> None:
    _ask("a")
    lease: datetime = utcnow() + until
    _set(leased_until=lease)

    assert run_once() == done
    assert len(noted) == done


def test_a_job_is_leased_while_it_runs(empty_app: Flask, noted: Noted) -> None:
    leases: list[datetime | None] = []

    def look(_keys: Sequence[str]) -> None:
        leases.extend(row.leased_until for row in _rows())
        assert run_once() == 0, "another worker must find nothing"

    _use(look)
    _ask("a")

    run_once()

    assert leases[0] is not None
    assert leases[0] > utcnow() + timedelta(minutes=4)


def test_two_workers_never_run_one_job_twice(empty_app: Flask, noted: Noted) -> None:
    count = 4 * jobs.BATCH[Lane.QUICK]
    _ask(*(str(number) for number in range(count)))
    lock, begin = threading.Lock(), threading.Barrier(2)

    def note(keys: Sequence[str]) -> None:
        with lock:
            noted.append(tuple(keys))

    def work() -> None:
        with empty_app.app_context():
            begin.wait()
            run_once()

    _use(note)
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    keys = [key for batch in noted for key in batch]
    assert sorted(keys, key=int) == [str(number) for number in range(count)]
    assert _rows() == []


def test_many_who_ask_for_one_job_at_once_get_one(empty_app: Flask, noted: Noted) -> None:
    begin = threading.Barrier(8)

    def ask() -> None:
        begin.wait()
        with empty_app.app_context():
            _ask("a", "b")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(ask) for _who in range(8)]:
            done.result()

    assert [(row.key, row.revision) for row in _rows()] == [("a", 8), ("b", 8)]


def test_the_worker_goes_on_after_a_failed_round_until_it_is_stopped(
    empty_app: Flask, noted: Noted
) -> None:
    stop, rounds = threading.Event(), []

    def tick() -> None:
        rounds.append(len(noted))
        if len(rounds) == 1:
            raise OSError("once")
        stop.set()

    _ask("a")

    jobs.work(stop, tick=tick, parent=os.getppid(), pause=0)

    assert rounds == [1, 1]


def test_the_worker_ends_when_the_process_above_is_another(empty_app: Flask, noted: Noted) -> None:
    _ask("a")

    jobs.work(threading.Event(), tick=int, parent=os.getpid())

    assert noted == []


def test_what_a_worker_will_not_finish_is_another_ones_at_once(
    empty_app: Flask, noted: Noted
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def hang(keys: Sequence[str]) -> None:
        noted.append(tuple(keys))
        if len(noted) == 1:
            begun.set()
            ended.wait(10)

    def work() -> None:
        with empty_app.app_context():
            run_once()

    _use(hang)
    _ask("a")
    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(10)
    assert run_once() == 0, "it is taken"

    jobs.give_back()

    assert run_once() == 1
    ended.set()
    worker.join()
    assert noted == [("a",), ("a",)]
    assert _rows() == []
