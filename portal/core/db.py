"""The database: declarative base, column kinds, and how transactions begin on either database."""

import enum
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column, registry

from portal.core.clock import utcnow

POSTGRESQL = "postgresql"
STATEMENTS = 2000  # that the features have together, and some more for each role
# How PostgreSQL's sessions are set: 5 seconds for a lock, as for SQLite's.
SESSION = "-c TimeZone=UTC -c lock_timeout=5000"
# Seconds to connect and milliseconds without an answer until a server counts as away.
PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "10000"}

READERS = 1000  # for so many actors a statement that depends on who asks is kept

MOVED = "its rows were moved to PostgreSQL: set PORTAL_DATABASE_URL to the address there"
READ_ONLY = "query_only"  # whether a connection of SQLite was last told to write nothing
LEFT = 19  # the user version of an SQLite database whose rows were moved

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)
_replica: ContextVar[str | None] = ContextVar("replica", default=None)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment in UTC; refuses naive ones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        """Return `value` in UTC.

        Raises:
            ValueError: for a naive datetime.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        """Return the stored moment, aware; SQLite keeps no zone."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base; names constraints so that batch migrations find them."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix__%(table_name)s__%(column_0_N_name)s",
                "uq": "uq__%(table_name)s__%(column_0_N_name)s",
                "ck": "ck__%(table_name)s__%(constraint_name)s",
                "fk": "fk__%(table_name)s__%(column_0_N_name)s__%(referred_table_name)s",
                "pk": "pk__%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime(),
            dict[str, Any]: sa.JSON(none_as_null=True),
            enum.StrEnum: sa.Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=False,
                length=40,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )


IntPk = Annotated[int, mapped_column(primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(default=utcnow)]


class Entity(Base):
    """What every table of a feature inherits."""

    __abstract__ = True
    id: Mapped[IntPk]


Named = TypeVar("Named", bound=Entity)


class _Session(Session):
    """Reads from a replica where this context says so; all else goes to the database itself."""

    def get_bind(
        self,
        mapper: Any | None = None,
        clause: Any | None = None,
        bind: Engine | Connection | None = None,
        **more: Any,
    ) -> Engine | Connection:
        """Return from where the session reads, or to where it writes."""
        replica = replica_read()
        if replica is not None and bind is None:
            return self._db.engines[replica]
        return super().get_bind(mapper, clause, bind, **more)


def named_again(entity: type[Named]) -> type[Named]:
    """Return a table under one more name, for statements that many threads share.

    SQLAlchemy finds out at first use, and without a lock, which columns such a name has: two
    threads that come first together would leave a name whose columns no statement finds.
    """
    other = aliased(entity)
    for column in entity.__table__.columns:
        sa.inspect(other).selectable.corresponding_column(column)
    return other


def settled(query: sa.Select[Any]) -> sa.Subquery:
    """Return a query as a table, for statements that many threads share: see `named_again`."""
    table = query.subquery()
    for column in query.selected_columns:
        table.columns.corresponding_column(column)
    return table


db = SQLAlchemy(model_class=Base, session_options={"class_": _Session})


@contextmanager
def reading() -> Iterator[None]:
    """Let transactions begun inside take no write lock, and end them."""
    token = _read_only.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        _read_only.reset(token)


def begin_reading(*, read_only: bool) -> None:
    """Say for the rest of this context whether transactions only read."""
    _read_only.set(read_only)


def read_from(replica: str | None) -> None:
    """Say for the rest of this context from which replica it reads, None for the database itself.

    It must not say so inside a transaction. What writes goes to the database all the same.
    """
    _replica.set(replica)


def replica_read() -> str | None:
    """Return the name of the replica from which a transaction begun now would read."""
    return _replica.get() if _read_only.get() else None


def end_transaction() -> None:
    """End the session's transaction; a connection that has died by now is thrown away."""
    try:
        db.session.rollback()
    except sa.exc.OperationalError:
        db.session().invalidate()


def checked_url(raw: str) -> str:
    """Return the address of a database as SQLAlchemy wants it.

    Raises:
        ValueError: saying what is wrong with it, without its password.
    """
    if raw.startswith("sqlite:////"):
        return raw
    if not raw.startswith(("postgresql://", "postgresql+psycopg://")):
        raise ValueError("must be sqlite:/// and an absolute path, or postgresql://host/name")
    try:
        url = sa.make_url(raw)
    except (sa.exc.ArgumentError, ValueError):
        url = None  # what SQLAlchemy says of it would show the password
    if url is None or not url.database:
        raise ValueError("must be postgresql://user:password@host:port/name")
    if "password" in url.query:
        raise ValueError("must have its password before the host")
    if find_spec("psycopg") is None:
        raise ValueError("needs the package psycopg[binary]")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def engine_options(url: str, *, patience: Mapping[str, str] = PATIENCE) -> dict[str, Any]:
    """Return how to connect to `url`; what the address itself asks for comes first."""
    asked = sa.make_url(url)
    told: dict[str, Any] = {
        "hide_parameters": True,  # errors are logged, and rows are personal
        "query_cache_size": STATEMENTS,
    }
    if asked.get_backend_name() != POSTGRESQL:
        return told
    options = " ".join(str(part) for part in (SESSION, asked.query.get("options")) if part)
    return told | {
        "pool_pre_ping": True,  # a connection that a restart has cut is replaced before its use
        "connect_args": {**patience, **asked.query, "options": options},
    }


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver's own BEGIN comes too late: a SELECT before it is outside the transaction.
    connection.isolation_level = None
    # FULL, since NORMAL loses acknowledged commits of a WAL database in a power cut.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "temp_store=MEMORY",
        "cache_size=-20000",
        "mmap_size=134217728",
    ):
        connection.execute(f"PRAGMA {pragma}")


def has_moved(connection: Connection) -> bool:
    """Tell whether the rows of an SQLite database were moved elsewhere, which ends its writes."""
    if connection.dialect.name != "sqlite":
        return False
    return connection.exec_driver_sql("PRAGMA user_version").scalar() == LEFT


def leave(connection: Connection) -> None:
    """Let nothing be written to an SQLite database any more once this transaction ends."""
    connection.exec_driver_sql("PRAGMA user_version=19")  # LEFT


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Let readers see one moment and wait for nobody, and writers take turns.

    One rule for both databases: what a writer has read is still true when it writes.
    """
    read_only = _read_only.get()
    if connection.dialect.name == "sqlite":
        if connection.info.get(READ_ONLY) is not read_only:
            connection.exec_driver_sql(
                "PRAGMA query_only=ON" if read_only else "PRAGMA query_only=OFF"
            )
            connection.info[READ_ONLY] = read_only
        # A read that turns into a write would fail at once with "database is locked".
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
        if not read_only and has_moved(connection):
            raise sa.exc.OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError(MOVED))
    elif connection.dialect.name == POSTGRESQL:
        connection.exec_driver_sql(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            if read_only
            else "SELECT pg_advisory_xact_lock(1936681831)"  # any number that all writers know
        )
