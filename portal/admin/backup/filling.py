"""Lines become the rows of empty tables, in one transaction that others wait for.

References that cannot be kept row by row are judged at the end; everything is read back.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.compiler import DDLCompiler

from portal.admin.backup.tables import Digest, Progress, Table, Tables, Unlike, lines
from portal.core.db import POSTGRESQL

PARSED: Mapping[str, Callable[[str], object]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
}


def fill(
    connection: Connection,
    tables: Tables,
    read: Callable[[Table], Iterable[bytes]],
    progress: Progress,
) -> dict[str, Digest]:
    """Bring rows into empty tables, in an open transaction, and return what each adds up to.

    All is read back: the rows that stand there at the end are those that came.

    Raises:
        Unlike: if they are not, or if a line is none of the table.
    """
    came = {table.name: Digest() for table in tables.all}
    _postpone(connection, tables)
    for table in tables.all:
        _load(connection, table, came[table.name].over(read(table)))
        progress(table.name, came[table.name].rows)
    _settle(connection, tables)
    for table in tables.all:
        there = Digest()
        with closing(lines(connection, table)) as rows:
            for _chunk in there.over(rows):
                progress(f"{table.name}, read back", there.rows)
        if there.sha256 != came[table.name].sha256:
            raise Unlike(f"The rows of {table.name} are not those that came.")
    return came


def _load(connection: Connection, table: Table, chunks: Iterable[bytes]) -> None:
    rows = _rows(table, chunks)
    if connection.dialect.name == POSTGRESQL:
        _copy(connection, table, rows)
        return
    parse = {name: PARSED[kind] for name, kind in table.columns.items() if kind in PARSED}
    insert = sa.insert(table.clause)
    for many in rows:
        values = [dict(zip(table.columns, row, strict=True)) for row in many]
        for row in values:
            for name, parsed in parse.items():
                if row[name] is not None:
                    row[name] = parsed(row[name])
        connection.execute(insert, values)


def _rows(table: Table, chunks: Iterable[bytes]) -> Iterator[list[list[Any]]]:
    """Yield the rows of chunks that end with a line, many at once."""
    for chunk in chunks:
        try:
            rows = [json.loads(line) for line in chunk.split(b"\n") if line]
        except ValueError as error:
            raise Unlike(f"A line of {table.name} is no row.") from error
        if not all(isinstance(row, list) and len(row) == len(table.columns) for row in rows):
            raise Unlike(f"A line of {table.name} is no row of its columns.")
        yield rows


def _copy(connection: Connection, table: Table, rows: Iterable[list[list[Any]]]) -> None:
    """Load by COPY: PostgreSQL reads moments, days and JSON from their texts."""
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(map(quote, table.columns))
    driver: Any = connection.connection  # psycopg's
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy,
    ):
        for many in rows:
            for row in many:
                copy.write_row(row)


class _Constraint(ExecutableDDLElement):
    """`ALTER CONSTRAINT` of a foreign key of PostgreSQL."""

    def __init__(self, table: str, name: str, *, deferred: bool) -> None:
        self.table, self.name, self.deferred = table, name, deferred


@compiles(_Constraint)
def _alter(element: _Constraint, compiler: DDLCompiler, **_options: object) -> str:
    quote = compiler.preparer.quote
    when = "DEFERRABLE INITIALLY DEFERRED" if element.deferred else "NOT DEFERRABLE"
    return f"ALTER TABLE {quote(element.table)} ALTER CONSTRAINT {quote(element.name)} {when}"


def _postpone(connection: Connection, tables: Tables) -> None:
    """Let references that cannot be kept row by row be judged at the end of the transaction."""
    if connection.dialect.name != POSTGRESQL:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        return
    for table, name in tables.late:
        connection.execute(_Constraint(table, name, deferred=True))


def _settle(connection: Connection, tables: Tables) -> None:
    """Judge what was postponed, and let new rows be numbered after those that came.

    Raises:
        Unlike: naming tables with rows that point nowhere.
    """
    if connection.dialect.name != POSTGRESQL:
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            raise Unlike(f"Rows without their parent in {sorted({row[0] for row in orphans})}.")
        return
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name in tables.late:
        connection.execute(_Constraint(table, name, deferred=False))
    for found in tables.all:
        if [found.columns[name] for name in found.key] == ["integer"]:
            (key,) = found.key
            highest = sa.select(sa.func.max(found.clause.columns[key])).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(found.name, key)
            connection.execute(sa.select(sa.func.setval(sequence, highest)))
