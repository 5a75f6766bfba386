"""Where the portal under test keeps its rows: what touches a database is tested on both.

A folder of a portal has its own database: a file inside it, or one of the worker's PostgreSQL
server. `url_of` knows which; folders are copied with `copied`, so that their rows come along.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy import event

if TYPE_CHECKING:
    from tests.postgres import Server

T = TypeVar("T")
NAMES = ("sqlite", "postgresql")
# For what cannot depend on the database: tests/architecture/test_databases.py names each.
ONE_DATABASE = pytest.mark.parametrize("database", NAMES[:1], indirect=True, scope="session")

# For what only PostgreSQL does.
ON_POSTGRESQL = pytest.mark.parametrize("database", NAMES[1:], indirect=True, scope="session")


class Database(Protocol):
    """A kind of database."""

    name: str

    def url(self, directory: Path) -> str:
        """Return the address of the database of a folder, made empty if there is none."""

    def freeze(self, directory: Path) -> None:
        """Make the database of a folder, to which nobody is connected, one that can be copied."""

    def copy(self, source: Path, target: Path) -> None:
        """Copy the database of a folder."""

    def drop(self, directory: Path) -> None:
        """Throw the database of a folder away."""


class Sqlite:
    """A file in the folder itself, which is copied and thrown away with it."""

    name = NAMES[0]

    def url(self, directory: Path) -> str:
        return f"sqlite:///{directory / 'portal.db'}"

    def freeze(self, directory: Path) -> None:
        """A file can be copied at any time."""

    def copy(self, source: Path, target: Path) -> None:
        """The file has come with the folder."""

    def drop(self, directory: Path) -> None:
        """The file goes with the folder."""


class Postgresql:
    """A database of the worker's server."""

    name = NAMES[1]

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._names: dict[Path, str] = {}
        self._made = 0

    def url(self, directory: Path) -> str:
        if directory not in self._names:
            self._server.create(self._name(directory))
        return self._server.url(self._names[directory])

    def _name(self, directory: Path) -> str:
        self._made += 1
        name = self._names[directory] = f"portal{self._made}"
        return name

    def freeze(self, directory: Path) -> None:
        name = self._names[directory]
        self._server.rename(name, f"{name}_frozen")
        self._server.create(name, template=f"{name}_frozen")

    def copy(self, source: Path, target: Path) -> None:
        frozen = f"{self._names[source]}_frozen"
        self._server.create(self._name(target), template=frozen)

    def drop(self, directory: Path) -> None:
        if directory in self._names:
            self._server.drop(self._names.pop(directory))

    def knows(self, directory: Path) -> bool:
        """Tell whether a folder has its database here."""
        return directory in self._names


class Kept:
    """What a worker builds once and keeps to its end, in whatever order tests ask for it."""

    def __init__(self) -> None:
        self._things: dict[tuple[str, str], object] = {}
        self.at_the_end = ExitStack()

    def get(self, database: str, name: str, make: Callable[[], T]) -> T:
        """Return the thing `name` of a database, made at the first time."""
        if (database, name) not in self._things:
            self._things[database, name] = make()
        return self._things[database, name]  # type: ignore[return-value]  # a name keeps one type


_sqlite = Sqlite()
_postgresql: list[Postgresql] = []
_current: list[Database] = [_sqlite]


def of_server(server: "Server") -> Postgresql:
    """Return the databases of a server, and remember them for `url_of`."""
    made = Postgresql(server)
    _postgresql.append(made)
    return made


@contextmanager
def using(database: Database) -> Iterator[None]:
    """Give new folders a database of this kind inside."""
    _current.append(database)
    try:
        yield
    finally:
        _current.pop()


def url_of(directory: Path) -> str:
    """Return the address of the database of a folder."""
    known: list[Database] = [kind for kind in _postgresql if kind.knows(directory)]
    if (directory / "portal.db").exists():
        known = [_sqlite]
    return (known or _current)[-1].url(directory)


def engine_of(directory: Path) -> str:
    """Return the search engine of a folder: PostgreSQL's own where the rows are there."""
    return "whoosh" if url_of(directory).startswith(_sqlite.name) else "postgres"


@contextmanager
def copied(database: Database, source: Path, target: Path) -> Iterator[Path]:
    """Copy a folder with its rows, and throw these away afterwards."""
    shutil.copytree(source, target)
    database.copy(source, target)
    try:
        yield target
    finally:
        database.drop(target)


class Other:
    """Another process, which waits for nothing."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def may_write(self) -> bool:
        """Tell whether it could write at this moment."""
        try:
            self.write(sa.select(1))
        except sa.exc.OperationalError:
            return False
        return True

    def write(self, statement: sa.Executable) -> None:
        """Run a statement and keep what it does."""
        Context().run(self._run, statement)  # it does not know whether this process reads

    def _run(self, statement: sa.Executable) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement)


@contextmanager
def another_process(directory: Path) -> Iterator[Other]:
    """Connect to the database of a folder beside the portal."""
    url = sa.make_url(url_of(directory))
    if url.drivername == Postgresql.name:
        options = {"options": "-c lock_timeout=1"}
        engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), connect_args=options)
    else:
        engine = sa.create_engine(url)
        event.listen(engine, "connect", _wait_for_nothing)
    try:
        yield Other(engine)
    finally:
        engine.dispose()


def _wait_for_nothing(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=0")
