"""Kills `flask db upgrade` in its midst: `uv run python -m tests.benchmarks.kill_migrations 50`.

Brings a filled portal some migrations back and then, so many times on SQLite and on PostgreSQL,
starts the upgrade and kills it with SIGKILL a moment after it has said that a migration of chance
begins. The database must be as it was before, row by row and table by table, `flask serve` must
refuse it in a sentence, and the same upgrade must then go through. Ends with code 1 if not.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from config import ROOT
from portal.core.db import db
from portal.core.health import is_migrated
from tests import databases
from tests.conftest import make_app
from tests.databases import Database, Sqlite, copied
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.servers import environ_of, free_port, run_flask

BACK = 12  # migrations: to where practices have been published already
BEGINS = "Running upgrade"
# `flask`, which says what it does.
TELLING = "import logging, flask.cli; logging.basicConfig(level=logging.INFO); flask.cli.main()"
LONGEST = 0.05  # seconds from the word to the kill
REFUSAL = "not at the newest migration"


def campaign(database: Database, folder: Path, kills: int, *, seed: int = 0) -> dict[str, int]:
    """Kill so many times and return how it went; a broken promise raises AssertionError."""
    rng, source = random.Random(seed), folder / "source"
    with databases.using(database):
        source.mkdir(mode=0o700)
        app = make_app(source)
        with app.app_context():
            upgrade()
            load_vocabularies_and_regions()
            publish(5)
            downgrade(revision=f"-{BACK}")
            before = _state()
            db.session.remove()
            db.engine.dispose()
    database.freeze(source)
    told = Counter[str]()
    for number in range(kills):
        with copied(database, source, folder / f"copy-{number}") as copy:
            told[_killed(make_app(copy), copy, before, rng, whole=number == 0)] += 1
    return dict(told)


def _state() -> Mapping[str, object]:
    """Return all tables with their columns and rows, the number of the migration among them."""
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        return {
            name: (
                [column["name"] for column in inspector.get_columns(name)],
                sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{name}"')))),
            )
            for name in inspector.get_table_names()
        }


def _killed(
    app: Flask, copy: Path, before: Mapping[str, object], rng: random.Random, *, whole: bool
) -> str:
    """Kill one upgrade, check what is left, and return how far it had come."""
    environ = environ_of(copy)
    wanted, seen = rng.randint(1, BACK), 0
    with subprocess.Popen(
        [sys.executable, "-c", TELLING, "db", "upgrade"],
        cwd=ROOT,
        env=environ,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            seen += BEGINS in line
            if seen == wanted:
                break
        time.sleep(rng.uniform(0, LONGEST))  # the kill comes at a moment of chance
        process.kill()
    with app.app_context():
        done = is_migrated()
        if not done:
            assert _state() == before
            if whole:
                refused = run_flask("serve", "--port", str(free_port()), environ=environ)
                assert refused.returncode != 0
                assert REFUSAL in refused.stderr, refused.stderr
            upgrade()
        assert is_migrated()
        db.session.remove()
        db.engine.dispose()
    return "too late" if done else "old state"


def main() -> None:
    """Kill, and print how it went."""
    from tests.postgres import DURABLE, server  # noqa: PLC0415  # the driver may be missing

    (kills,) = sys.argv[1:] or ["50"]
    with server(DURABLE) as made, tempfile.TemporaryDirectory() as folder:
        for database in (Sqlite(), databases.of_server(made)):
            place = Path(folder) / database.name
            place.mkdir()
            print(database.name, campaign(database, place, int(kills)))


if __name__ == "__main__":
    main()
