"""The unit of work: all or nothing, nested ones join, and readers take no lock."""

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.db import UtcDateTime, db, reading
from portal.core.files import write_atomically
from portal.core.generations import Generation, bump, current
from portal.core.uow import unit_of_work
from tests.databases import Database, another_process

SET_ON = {
    "sqlite": {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000},
    "postgresql": {
        "TimeZone": "UTC",
        "lock_timeout": "5s",
        "transaction_read_only": "on",
        "transaction_isolation": "repeatable read",
    },
}


def _fail_after(name: str) -> None:
    with unit_of_work() as session:
        bump(session, name)
        raise ValueError("afterwards")


def test_what_is_done_is_kept(empty_app: Flask) -> None:
    with unit_of_work() as session:
        bump(session, "a")

    db.session.remove()
    assert current("a") == 1


def test_an_error_takes_everything_back(empty_app: Flask) -> None:
    with pytest.raises(ValueError, match="afterwards"):
        _fail_after("a")

    assert current("a") == 0


def test_an_inner_unit_joins_the_outer_one(empty_app: Flask) -> None:
    def outer() -> None:
        with unit_of_work():
            with unit_of_work() as session:
                bump(session, "a")
            raise ValueError("the outer one decides")

    with pytest.raises(ValueError, match="outer"):
        outer()

    assert current("a") == 0


def test_readers_wait_for_nobody_and_writers_take_turns(empty_app: Flask, tmp_path: Path) -> None:
    with another_process(tmp_path / "data") as other:
        with reading():
            db.session.execute(sa.select(Generation)).all()
            assert other.may_write()
        with unit_of_work() as session:
            session.execute(sa.select(Generation)).all()
            assert not other.may_write()
        assert other.may_write()


def test_a_reader_sees_one_moment(empty_app: Flask, tmp_path: Path) -> None:
    with another_process(tmp_path / "data") as other, reading():
        before = db.session.execute(sa.select(Generation.name)).all()
        other.write(sa.insert(Generation).values(name="a", number=1))

        assert db.session.execute(sa.select(Generation.name)).all() == before == []
    assert current("a") == 1


def test_a_reader_that_writes_is_stopped(empty_app: Flask) -> None:
    wrong = sa.insert(Generation).values(name="a", number=1)

    with reading(), pytest.raises(sa.exc.DBAPIError, match=r"read-?only"):
        db.session.execute(wrong)

    assert current("a") == 0


def test_the_database_is_set_to_keep_what_it_acknowledged(
    empty_app: Flask, database: Database
) -> None:
    ask = "PRAGMA {}" if database.name == "sqlite" else "SHOW {}"
    wanted = SET_ON[database.name]

    with reading():
        told = {name: db.session.scalar(sa.text(ask.format(name))) for name in wanted}

    assert told == wanted


def test_a_moment_without_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  # that is the point

    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(naive, sa.create_engine("sqlite://").dialect)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")

    with pytest.raises(TypeError):
        write_atomically(target, "no bytes")  # type: ignore[arg-type]  # on purpose

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
