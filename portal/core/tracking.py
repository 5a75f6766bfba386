"""Which tables a transaction changes, and from which ones, and for how long, an answer is true.

Both are read off the statements themselves, so that no feature has to think of it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from portal.core.db import Base

OWN = "generation"  # the table in which changes are counted
CHANGED = "changed_tables"
HARMLESS = ("SELECT", "PRAGMA", "BEGIN", "SET ", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW")
STATEMENTS = 4000
_TARGET = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(\w+)")
_NAME = re.compile(r"\w+")


@dataclass
class Ground:
    """On what an answer rests: names of generations, and for how many seconds it may be kept."""

    names: set[str] = field(default_factory=set)
    seconds: float = float("inf")


_ground: ContextVar[Ground | None] = ContextVar("ground", default=None)


@contextmanager
def noting() -> Iterator[Ground]:
    """Note on what rests that which is made inside."""
    ground = Ground()
    token = _ground.set(ground)
    try:
        yield ground
    finally:
        _ground.reset(token)


def rests_on(*names: str) -> None:
    """Say that what is being made holds until one of these generations moves."""
    if (ground := _ground.get()) is not None:
        ground.names.update(names)


def holds_for(seconds: float) -> None:
    """Say that what is being made holds no longer than that, 0 for this one time."""
    if (ground := _ground.get()) is not None:
        ground.seconds = min(ground.seconds, seconds)


def generation_of(table: str) -> str:
    """Return the name of the generation that moves with each change of a table."""
    return f"rows.{table}"


def take_changed(connection: Connection) -> set[str]:
    """Return which tables the transaction has changed, and forget them."""
    found: set[str] = connection.info.pop(CHANGED, set())
    return found


@cache
def _tables() -> frozenset[str]:
    return frozenset(Base.metadata.tables) - {OWN}


@lru_cache(STATEMENTS)
def _named_in(statement: str) -> frozenset[str]:
    """Return the generations of all tables that a statement may read: a few too many at worst."""
    return frozenset(map(generation_of, _tables().intersection(_NAME.findall(statement))))


@lru_cache(STATEMENTS)
def _changed_by(statement: str) -> frozenset[str]:
    if match := _TARGET.match(statement):
        return frozenset({generation_of(match[1])}) if match[1] in _tables() else frozenset()
    return _named_in(statement)


@event.listens_for(Engine, "before_cursor_execute")
def _note(connection: Connection, _cursor: object, statement: str, *_rest: Any) -> None:
    if (ground := _ground.get()) is not None:
        ground.names.update(_named_in(statement))
    if not statement.startswith(HARMLESS) and (changed := _changed_by(statement)):
        connection.info.setdefault(CHANGED, set()).update(changed)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    connection.info.pop(CHANGED, None)
