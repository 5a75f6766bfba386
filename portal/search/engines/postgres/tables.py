"""Where the index lies: a schema of its own, in it one state and the tables of a generation.

The index is a cache: no migration knows it, no backup holds it, and whoever drops the schema has
it built anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg.rows import class_row
from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Json
from sqlalchemy.exc import SQLAlchemyError

from portal.core import disk
from portal.core.db import db, replica_read
from portal.search.engine import IndexUnavailable, IndexUnwritable

SCHEMA = "search_index"
LOCK = 1936681832  # any number that all writers of the index know
# Made anew with each generation: another version of the portal may know it otherwise.
_STATE = """
    DROP TABLE IF EXISTS search_index.state;
    CREATE TABLE search_index.state (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        generation integer NOT NULL,
        made text NOT NULL,
        number bigint NOT NULL,
        top integer NOT NULL,
        documents integer NOT NULL,
        sums jsonb NOT NULL,
        fingerprint text NOT NULL,
        trigrams text
    )
"""
_READ_STATE = """
    SELECT generation, made, number, top, documents, sums, fingerprint, trigrams
    FROM search_index.state
    WHERE to_regclass('search_index.documents_' || generation) IS NOT NULL
"""
_BEGIN_STATE = """
    INSERT INTO search_index.state
        (generation, made, number, top, documents, sums, fingerprint, trigrams)
    VALUES (%(generation)s, %(made)s, %(number)s, %(top)s, %(documents)s, %(sums)s,
        %(fingerprint)s, %(trigrams)s)
"""
_CHANGE_STATE = """
    UPDATE search_index.state
    SET number = %(number)s, top = %(top)s, documents = %(documents)s, sums = %(sums)s
"""
_NEXT = """
    SELECT coalesce(max(substring(tablename FROM '_([0-9]+)$')::integer), 0) + 1 FROM pg_tables
    WHERE schemaname = 'search_index'
"""
# Rows are narrow, since what is looked up are their numbers: the vectors lie elsewhere.
_CREATE = """
    CREATE TABLE {documents} (
        n integer NOT NULL, kind text NOT NULL, key text NOT NULL, prior real NOT NULL,
        vector tsvector NOT NULL
    ) WITH (toast_tuple_target = 128);
    CREATE TABLE {gone} (n integer NOT NULL, number bigint NOT NULL);
    CREATE TABLE {words} (word text COLLATE "C" NOT NULL, documents integer NOT NULL)
"""
# What comes one by one waits in no list: each search would read that list.
_INDEX = """
    CREATE UNIQUE INDEX ON {documents} (n);
    CREATE UNIQUE INDEX ON {documents} (kind, key);
    CREATE INDEX ON {documents} USING gin (vector) WITH (fastupdate = off);
    CREATE UNIQUE INDEX ON {words} (word);
    CREATE INDEX ON {gone} (number);
    ANALYZE {documents}; ANALYZE {words}
"""
_TRIGRAMS = """
    SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
    WHERE extname = 'pg_trgm'
"""
_OTHERS = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'search_index' AND tablename <> 'state' AND tablename !~ %s
"""
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class State:
    """The state of the index; `top` is the first number that no document has had.

    `made` tells a generation from all others, also from those of an index that was dropped.
    """

    generation: int
    made: str
    number: int
    top: int
    documents: int
    sums: Mapping[str, int]
    fingerprint: str
    trigrams: str | None


@lru_cache(200)
def about(generation: int, statement: LiteralString) -> Composed:
    """Return a statement about the tables of a generation."""
    names = {
        name: Identifier(SCHEMA, f"{name}_{generation}") for name in ("documents", "words", "gone")
    }
    return SQL(statement).format(**names)


@contextmanager
def connected() -> Iterator[Connection]:
    """Give a connection of the portal's pool to where this context reads.

    Its transaction is none of the session's: what goes wrong in it breaks no page.

    Raises:
        IndexUnavailable: if the database does not answer, or not what it should.
    """
    try:
        with closing(db.engines[replica_read()].raw_connection()) as pooled:
            yield pooled.driver_connection  # type: ignore[misc]  # it is psycopg's
    except (psycopg.Error, SQLAlchemyError) as error:
        raise IndexUnavailable from error


@contextmanager
def writing() -> Iterator[Connection]:
    """Give a connection to the database itself, the writer's lock held until its transaction ends.

    Raises:
        IndexUnavailable: if the database does not answer, or not what it should.
        IndexUnwritable: if it takes nothing.
    """
    try:
        with closing(db.engine.raw_connection()) as pooled:
            connection: Connection = pooled.driver_connection  # type: ignore[assignment]  # it is psycopg's
            with connection.transaction():
                connection.execute("SET LOCAL lock_timeout = 0")  # others may build for long
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                yield connection
    except (psycopg.Error, SQLAlchemyError) as error:
        refused = isinstance(error, psycopg.errors.InsufficientPrivilege)
        if refused or disk.is_unwritable(error):
            raise IndexUnwritable(" ".join(str(error).split())) from error
        raise IndexUnavailable from error


def read_state(connection: Connection) -> State | None:
    """Return the state of the index, None if it was never built or its tables are gone.

    Raises:
        psycopg.errors.UndefinedTable: if not even its schema is there.
    """
    with connection.cursor(row_factory=class_row(State)) as cursor:
        return cursor.execute(_READ_STATE).fetchone()


def begin(connection: Connection, state: State) -> None:
    """Let searches read a new generation once the transaction ends."""
    connection.execute(_STATE)
    connection.execute(_BEGIN_STATE, _values(state))


def change(connection: Connection, state: State) -> None:
    """Note what has changed in the present generation."""
    connection.execute(_CHANGE_STATE, _values(state))


def _values(state: State) -> dict[str, object]:
    return {**vars(state), "sums": Json(dict(state.sums))}


def create(connection: Connection) -> State:
    """Make the tables of a new generation, and return the state to begin with."""
    if connection.execute("SELECT to_regnamespace('search_index')").fetchone() == (None,):
        connection.execute("CREATE SCHEMA search_index")
    (generation,) = connection.execute(_NEXT).fetchone() or (1,)
    connection.execute(about(generation, _CREATE))
    return State(
        generation=generation,
        made=uuid4().hex,
        number=0,
        top=0,
        documents=0,
        sums={},
        fingerprint="",
        trigrams=_trigrams(connection),
    )


def index(connection: Connection, state: State) -> None:
    """Make the indexes of a generation, when its tables are full."""
    connection.execute(about(state.generation, _INDEX))
    if state.trigrams:
        connection.execute(
            SQL("CREATE INDEX ON {} USING gin (word {})").format(
                Identifier(SCHEMA, f"words_{state.generation}"),
                Identifier(state.trigrams, "gin_trgm_ops"),
            )
        )


def clean(connection: Connection, kept: Sequence[int]) -> None:
    """Drop the tables of all generations but those that are `kept`."""
    known = "|".join(map(str, kept))
    for (name,) in connection.execute(_OTHERS, [f"_({known})$"]).fetchall():
        connection.execute(SQL("DROP TABLE {}").format(Identifier(SCHEMA, name)))


def _trigrams(connection: Connection) -> str | None:
    """Return the schema in which the extension for misspellings is, None if it cannot be had."""
    with suppress(psycopg.Error), connection.transaction():
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    found = connection.execute(_TRIGRAMS).fetchone()
    return found and found[0]
