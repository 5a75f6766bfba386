"""The database: declarative base, column kinds, and how transactions begin on either database."""

import enum
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from portal.core.clock import utcnow

POSTGRESQL = "postgresql"
# How PostgreSQL's sessions are set: 5 seconds for a lock, as for SQLite's.
SESSION = "-c TimeZone=UTC -c lock_timeout=5000"
# Seconds to connect and milliseconds without an answer until a server counts as away.
PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "10000"}

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


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


db = SQLAlchemy(model_class=Base)


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


def end_transaction() -> None:
    """End the session's transaction; a connection that has died by now is thrown away."""
    try:
        db.session.rollback()
    except sa.exc.OperationalError:
        db.session().invalidate()


def engine_options(url: str) -> dict[str, Any]:
    """Return how to connect to `url`; what the address itself asks for comes first."""
    asked = sa.make_url(url)
    told: dict[str, Any] = {"hide_parameters": True}  # errors are logged, and rows are personal
    if asked.get_backend_name() != POSTGRESQL:
        return told
    options = " ".join(str(part) for part in (asked.query.get("options"), SESSION) if part)
    return told | {
        "pool_pre_ping": True,  # a connection that a restart has cut is replaced before its use
        "connect_args": {**PATIENCE, **asked.query, "options": options},
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


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Let readers see one moment and wait for nobody, and writers take turns.

    One rule for both databases: what a writer has read is still true when it writes.
    """
    read_only = _read_only.get()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=ON" if read_only else "PRAGMA query_only=OFF")
        # A read that turns into a write would fail at once with "database is locked".
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
    elif connection.dialect.name == POSTGRESQL:
        connection.exec_driver_sql(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            if read_only
            else "SELECT pg_advisory_xact_lock(1936681831)"  # any number that all writers know
        )
