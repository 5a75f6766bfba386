"""The rows of an SQLite database are moved into an empty PostgreSQL, and counted on both sides.

Nobody can write to the old database from the first row that is read to the last one that is
verified, and nobody ever after: its last write says that it is left, in the transaction that held
the others off. So nothing that was acknowledged is missing in the new one, also when the portal
goes on serving from the old one for a while: it can be read, and says 503 to who writes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate
from sqlalchemy.engine import Connection

from portal.admin.backup.restoring import Timed, analyze, bring, prepare, refuse_filled
from portal.admin.backup.tables import Digest, Progress, Unlike, lines, tables_of
from portal.core import audit
from portal.core.db import POSTGRESQL, db, engine_options, leave
from portal.core.health import is_migrated, revision_of
from portal.core.permissions import ANONYMOUS
from portal.core.settings import Settings, current_settings
from portal.core.uow import unit_of_work

MOVE = "system:move"


@dataclass(frozen=True)
class Moved:
    """What was moved, table by table."""

    tables: dict[str, Digest]
    timed: Timed

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables.values())


def move(url: str, progress: Progress) -> Moved:
    """Copy all rows to the empty PostgreSQL database at `url`, and leave the SQLite one.

    Raises:
        NotEmpty: if there are rows already.
        Unlike: if this database is not SQLite, not at the newest migration, or rows do not fit.
    """
    settings, timed = current_settings(), Timed()
    if db.engine.dialect.name == POSTGRESQL:
        raise Unlike(
            "This portal is on PostgreSQL already: between servers, use a backup and a restore."
        )
    if not is_migrated():
        raise Unlike("The database is not at the newest migration: run `flask db upgrade` first.")
    with db.engine.begin() as source:
        revision = revision_of(source)
        with _at(replace(settings, database_url=url)):
            refuse_filled()
            with timed.part("migrated"):
                prepare(str(revision))
            with timed.part("rows"):
                came = _bring(source, progress)
            with timed.part("analyzed"):
                analyze()
            moved = Moved(came, timed)
            _note(moved)
        leave(source)
    return moved


def undo() -> None:
    """Let the SQLite database be written to again, without what was written elsewhere since.

    Raises:
        Unlike: if this portal is not on SQLite.
    """
    url = sa.make_url(current_settings().database_url)
    if url.get_backend_name() != "sqlite":
        raise Unlike("Only an SQLite database is left: set PORTAL_DATABASE_URL to its address.")
    with closing(sqlite3.connect(str(url.database))) as connection:
        connection.execute("PRAGMA user_version=0")


@contextmanager
def _at(settings: Settings) -> Iterator[None]:
    """Let the database be the one of these settings inside."""
    url, there = settings.database_url, Flask(__name__)
    there.extensions["settings"] = settings
    there.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(there)
    Migrate(there, db, directory=str(settings.migrations_dir), render_as_batch=True)
    with there.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _bring(source: Connection, progress: Progress) -> dict[str, Digest]:
    columns = tables_of(source).named()
    with db.engine.begin() as connection:
        return bring(connection, columns, lambda table: lines(source, table), progress)


def _note(moved: Moved) -> None:
    with unit_of_work() as session:
        audit.record(
            session,
            MOVE,
            actor=ANONYMOUS,
            kind="database",
            key=POSTGRESQL,
            details={
                "rows": moved.rows,
                "seconds": moved.timed.total,
                "tables": len(moved.tables),
            },
        )
