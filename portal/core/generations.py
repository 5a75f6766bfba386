"""Generations: numbers that tell each process when what it keeps in memory has gone stale."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import current_app, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, db, replica_read
from portal.core.security import READING
from portal.core.tracking import OWN, rests_on, take_changed
from portal.core.uow import work_of

T = TypeVar("T")
_unmoved: ContextVar[dict[str, int] | None] = ContextVar("unmoved", default=None)


class Generation(Base):
    """How often the rows behind a name have changed."""

    __tablename__ = OWN
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


_COUNT = sa.text(
    "INSERT INTO generation (name, number) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET number = generation.number + 1"
)


def bump(session: Session, name: str) -> None:
    """Say, in the transaction of the change, that what is kept under `name` is stale."""
    changed = session.execute(
        sa.update(Generation)
        .where(Generation.name == name)
        .values(number=Generation.number + 1)
        .execution_options(synchronize_session=False)
        .returning(Generation.number)
    ).first()
    if changed is None:
        session.execute(sa.insert(Generation).values(name=name, number=1))


def raise_to(session: Session, name: str, number: int) -> None:
    """Let `name` have at least this number, in the transaction of the change."""
    known = session.get(Generation, name)
    if known is None:
        session.add(Generation(name=name, number=number))
    elif known.number < number:
        known.number = number


@contextmanager
def unmoved() -> Iterator[None]:
    """Let numbers be those of this moment, for what reads much of one state outside a request."""
    token = _unmoved.set(_read())
    try:
        yield
    finally:
        _unmoved.reset(token)


def current(name: str) -> int:
    """Return the number of `name`, 0 if it never changed; one query a request."""
    return numbers().get(name, 0)


def numbers() -> Mapping[str, int]:
    """Return all numbers by their names, in a request as they stood when it first asked."""
    if not has_request_context():
        kept = _unmoved.get()
        return _read() if kept is None else kept
    if "generations" not in g:
        g.generations = _read()
    found: Mapping[str, int] = g.generations
    return found


def _read() -> dict[str, int]:
    rows = db.session.connection().exec_driver_sql("SELECT name, number FROM generation")
    return {name: number for name, number in rows}  # noqa: C416  # a row is a tuple only by its shape


@event.listens_for(Session, "before_commit")
def _count_changes(session: Session) -> None:
    """Count, in the transaction itself, the changes of the tables that it has changed."""
    if not session.in_transaction():
        return
    session.flush()
    if changed := take_changed(session.connection()):
        session.connection().execute(_COUNT, [{"name": name} for name in sorted(changed)])


def read_before(name: str) -> dict[Any, Any]:
    """Return what this request, if it only reads, has read under a name so far, to be added to."""
    if not has_request_context() or request.method not in READING:
        return {}
    if work_of(db.session()) is not None:
        return {}
    found: dict[Any, Any] = g.setdefault("read_before", {}).setdefault(name, {})
    return found


class Kept(Generic[T]):
    """A value read from the database once per process and generation."""

    def __init__(
        self, *names: str, load: Callable[[], T], renew: Callable[[T], T] | None = None
    ) -> None:
        """Keep what `load` returns until one of the generations `names` moves.

        Where only the first has moved, `renew` may make the new value from the one before.
        """
        self._names = names
        self._load = load
        self._renew = renew

    def get(self) -> T:
        """Return the value, the same throughout a request.

        Inside an open unit of work it is what holds there, and forgotten with it, since the work
        may be undone.
        """
        work = work_of(db.session())
        if work is not None:
            return self._found(self._shared(), work, _read())
        if not has_request_context():
            return self._current()
        memo: dict[Kept[T], T] = g.setdefault("kept", {})
        if self not in memo:
            memo[self] = self._current()
        rests_on(*self._names)  # each time: what was kept may have been asked for before
        return memo[self]

    def _current(self) -> T:
        store = self._shared()
        return self._found(store, store, {name: current(name) for name in self._names})

    def _shared(self) -> "Store[T]":
        """Return what is kept of the server that is read: others may be a moment behind it."""
        stores: dict[str | None, Store[T]] = current_app.extensions.setdefault("kept", {})
        return stores.setdefault(replica_read(), {})

    def _found(self, store: "Store[T]", own: "Store[T]", numbers: Mapping[str, int]) -> T:
        """Return what either store keeps for the generations `numbers`, or load it into `own`."""
        key = tuple(numbers.get(name, 0) for name in self._names)
        for kept in (store.get(self), own.get(self)):
            if kept is not None and kept[0] == key:
                return kept[1]
        own[self] = (key, self._made(key, own.get(self) or store.get(self)))
        return own[self][1]

    def _made(self, key: tuple[int, ...], former: "tuple[tuple[int, ...], T] | None") -> T:
        if self._renew is not None and former is not None and former[0][1:] == key[1:]:
            return self._renew(former[1])
        return self._load()


Store = dict[Kept[T], tuple[tuple[int, ...], T]]
