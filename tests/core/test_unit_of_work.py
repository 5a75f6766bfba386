"""The unit of work: all or nothing, nested ones join, and readers take no lock."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.db import UtcDateTime, db, reading
from portal.core.files import write_atomically
from portal.core.generations import Generation, bump, current
from portal.core.uow import unit_of_work


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


def test_readers_take_no_lock_and_writers_take_it_at_once(empty_app: Flask, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "data" / "portal.db", timeout=0, isolation_level=None)

    with reading():
        db.session.execute(sa.select(Generation)).all()
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    with unit_of_work() as session:
        session.execute(sa.select(Generation)).all()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_the_database_is_set_to_keep_what_it_acknowledged(empty_app: Flask) -> None:
    with reading():
        told = [
            db.session.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert told == ["wal", 2, 1, 5000]


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
