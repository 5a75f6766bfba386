"""The tables of a database as lines of text, the same from SQLite and from PostgreSQL.

A line is a JSON array of a row's values in the order of the names of the columns; lines come in
the order of the key. A moment is ISO 8601 in UTC with microseconds, a day is ISO 8601, what is
JSON in the database is the very text that is stored there. So equal rows have equal hashes,
whichever database keeps them. Tables are read as they are, not as the models say: an archive of
an older migration is brought into tables of that migration.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import ReflectedColumn, ReflectedPrimaryKeyConstraint

from portal.core.db import POSTGRESQL, UtcDateTime

REVISION = "alembic_version"
AT_ONCE = 200  # rows in memory
KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Boolean, "boolean"),
    (sa.JSON, "json"),
    (sa.DateTime, "moment"),
    (sa.Date, "day"),
    (sa.Integer, "integer"),
    (sa.Float, "real"),
    (sa.String, "text"),
)
TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "boolean": sa.Boolean(),
    "json": sa.Text(),
    "moment": UtcDateTime(),
    "day": sa.Date(),
    "integer": sa.BigInteger(),
    "real": sa.Double(),
    "text": sa.Text(),
}
Progress = Callable[[str, int], object]


class Unlike(Exception):
    """Tables are not as they should be; the message is a sentence."""


@dataclass(frozen=True)
class Table:
    """A table: its columns by name with their kinds, and its key."""

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]

    @cached_property
    def clause(self) -> sa.TableClause:
        """The table for statements."""
        columns = [sa.column(name, TYPES[kind]) for name, kind in self.columns.items()]
        return sa.table(self.name, *columns)


@dataclass(frozen=True)
class Tables:
    """All tables but that of the revision, parents first.

    `late` are foreign keys, as (table, name), that point to tables which come later.
    """

    all: Sequence[Table]
    late: Sequence[tuple[str, str]]

    def named(self) -> dict[str, Mapping[str, str]]:
        """Return the columns by the names of the tables."""
        return {table.name: table.columns for table in self.all}


@dataclass
class Digest:
    """What some bytes add up to while they pass."""

    size: int = 0
    rows: int = 0
    _hash: Any = field(default_factory=hashlib.sha256, repr=False, compare=False)

    def over(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the chunks and count them; `rows` are ends of lines."""
        for chunk in chunks:
            self._hash.update(chunk)
            self.size += len(chunk)
            self.rows += chunk.count(b"\n")
            yield chunk

    @property
    def sha256(self) -> str:
        """The hash of what has passed."""
        found: str = self._hash.hexdigest()
        return found


def tables_of(connection: Connection) -> Tables:
    """Return the tables of a database.

    Raises:
        Unlike: if a column is of a kind that lines do not know.
    """
    inspector = sa.inspect(connection)
    columns = {name: found for (_, name), found in inspector.get_multi_columns().items()}
    keys = {name: found for (_, name), found in inspector.get_multi_pk_constraint().items()}
    ordered = inspector.get_sorted_table_and_fkc_names()
    late = [(table, key) for name, fks in ordered if name is None for table, key in fks if key]
    names = [name for name, _fks in ordered if name and name != REVISION]
    return Tables([_table(name, columns[name], keys[name]) for name in names], late)


def _table(
    name: str, columns: Sequence[ReflectedColumn], key: ReflectedPrimaryKeyConstraint
) -> Table:
    kinds = {column["name"]: _kind(name, column["name"], column["type"]) for column in columns}
    return Table(name, dict(sorted(kinds.items())), tuple(key["constrained_columns"]))


def _kind(table: str, column: str, kind: sa.types.TypeEngine[Any]) -> str:
    for known, word in KINDS:
        if isinstance(kind, known):
            return word
    raise Unlike(f"The column {column} of {table} is {kind!r}, which no backup can hold.")


def is_empty(connection: Connection, tables: Tables) -> bool:
    """Tell whether no table has a row."""
    return all(
        connection.execute(sa.select(sa.literal(1)).select_from(table.clause).limit(1)).first()
        is None
        for table in tables.all
    )


def lines(connection: Connection, table: Table) -> Generator[bytes]:
    """Yield the rows of a table as lines, many at once; to be closed before the transaction.

    Raises:
        Unlike: if a value is not of the kind of its column.
    """
    columns = [
        sa.cast(column, sa.Text) if table.columns[column.name] == "json" else column
        for column in table.clause.columns
    ]
    order = [_bytewise(connection, table, name) for name in table.key]
    found = connection.execute(
        sa.select(*columns).order_by(*order), execution_options={"yield_per": AT_ONCE}
    )
    try:
        for rows in found.partitions():
            yield "".join([f"{_encode(tuple(row))}\n" for row in rows]).encode()
    except (TypeError, ValueError) as error:
        raise Unlike(f"The table {table.name} holds what is no value of its columns.") from error
    finally:
        found.close()


def _bytewise(connection: Connection, table: Table, name: str) -> sa.ColumnElement[Any]:
    """Return a column of the key in an order that no locale changes."""
    column = table.clause.columns[name]
    if table.columns[name] == "text" and connection.dialect.name == POSTGRESQL:
        return sa.collate(column, "C")
    return column


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a column")


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_text
).encode
