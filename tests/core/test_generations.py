"""What processes keep in memory, and when they read it anew."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from flask import Flask

from portal.core.db import db
from portal.core.generations import Kept, bump, current
from portal.core.uow import unit_of_work

NAME = "test"


def _counter() -> Callable[[], int]:
    """Return a loader that tells how often it was asked."""
    asked: list[None] = []

    def load() -> int:
        asked.append(None)
        return len(asked)

    return load


def _change(name: str = NAME) -> None:
    with unit_of_work() as session:
        bump(session, name)


def test_a_name_that_never_changed_stands_at_zero(empty_app: Flask) -> None:
    assert current(NAME) == 0


def test_each_change_counts(empty_app: Flask) -> None:
    _change()
    _change()

    assert (current(NAME), current("other")) == (2, 0)


def test_no_change_is_lost_among_many_writers(empty_app: Flask) -> None:
    begin = threading.Barrier(4)

    def write() -> None:
        begin.wait()
        with empty_app.app_context():
            for _change_of_mine in range(25):
                _change()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write) for _writer in range(4)]:
            done.result()

    assert current(NAME) == 100


def test_a_value_is_kept_until_its_name_changes(empty_app: Flask) -> None:
    kept = Kept(NAME, "second", load=_counter())

    assert [kept.get(), kept.get()] == [1, 1]
    _change("other")
    assert kept.get() == 1
    _change("second")
    assert kept.get() == 2
    _change()
    assert [kept.get(), kept.get()] == [3, 3]


def test_a_change_that_is_rolled_back_leaves_what_is_kept(empty_app: Flask) -> None:
    kept = Kept(NAME, load=_counter())
    kept.get()

    with pytest.raises(RuntimeError), unit_of_work() as session:
        bump(session, NAME)
        raise RuntimeError

    assert kept.get() == 1


def test_a_unit_of_work_sees_its_own_changes_and_forgets_what_is_undone(
    empty_app: Flask,
) -> None:
    kept = Kept(NAME, load=_counter())
    kept.get()

    with empty_app.test_request_context():
        with pytest.raises(RuntimeError), unit_of_work() as session:
            assert kept.get() == 1, "nothing has changed yet"
            bump(session, NAME)
            assert [kept.get(), kept.get()] == [2, 2]
            bump(session, NAME)
            assert kept.get() == 3
            raise RuntimeError
        assert kept.get() == 1, "nor has the rest of the request seen it"

    _change()
    assert kept.get() == 4


def test_one_request_sees_one_generation(empty_app: Flask) -> None:
    kept = Kept(NAME, load=_counter())

    def request(*, change: bool) -> tuple[int, int]:
        with empty_app.test_request_context():
            kept.get()
            if change:
                _change()
            return kept.get(), current(NAME)

    # Each in a context of its own, as under a server: what a request knows ends with it.
    assert Context().run(request, change=True) == (1, 0)
    assert Context().run(request, change=False) == (2, 1)


def test_another_database_is_another_value(empty_app: Flask, library: Flask) -> None:
    kept = Kept(NAME, load=_counter())

    first = kept.get()
    with library.app_context():
        assert str(db.engine.url) != empty_app.config["SQLALCHEMY_DATABASE_URI"]
        assert kept.get() == first + 1


def test_a_value_is_renewed_from_the_one_before_where_only_its_first_name_has_moved(
    empty_app: Flask,
) -> None:
    kept = Kept(NAME, "second", load=lambda: ["loaded"], renew=lambda former: [*former, "renewed"])

    assert kept.get() == ["loaded"]
    _change()
    assert kept.get() == ["loaded", "renewed"]
    with pytest.raises(RuntimeError), unit_of_work() as session:
        bump(session, NAME)
        assert kept.get() == ["loaded", "renewed", "renewed"]
        raise RuntimeError
    assert kept.get() == ["loaded", "renewed"]
    _change("second")
    assert kept.get() == ["loaded"]
