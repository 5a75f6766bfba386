"""One state of the index at hand: its rows, and the lists of documents as they are asked for.

A list is read once from PostgreSQL and kept. Of a change only the documents that it brought are
read, and every list that is kept gets its share of them.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg.sql import Composed

from portal.search.engines.postgres.lexemes import LEVELS, MARK
from portal.search.engines.postgres.tables import Connection, State, about

MOST_KEPT = 10_000_000  # postings, of five bytes each
MOST_RENEWED = 500  # documents; beyond, everything is read anew
UNIT = "\x1f"
_ROWS = """
    SELECT kind, array_send(array_agg(n ORDER BY n)), string_agg(key, chr(31) ORDER BY n),
        array_send(array_agg(prior ORDER BY n))
    FROM {documents} WHERE n >= %s AND n < %s GROUP BY kind
"""
_GONE = "SELECT array_send(array_agg(n)) FROM {gone} WHERE number > %s"
_COME = "SELECT n, tsvector_to_array(vector) FROM {documents} WHERE n >= %s"
_LISTS = """
    SELECT asked.place, array_send(array_agg(n))
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked (lexeme, place)
    JOIN {documents} ON vector @@ asked.lexeme::tsquery
    GROUP BY asked.place
"""
_HOLDING = """
    SELECT array_send(array_agg(n)) FROM {documents} WHERE n = ANY(%s) AND vector @@ %s::tsquery
"""


class Postings(NamedTuple):
    """Documents, ascending, with the level at which each holds something."""

    numbers: NDArray[np.int32]
    levels: NDArray[np.uint8]


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))


def integers(sent: bytes | None) -> NDArray[np.int32]:
    """Return an array as PostgreSQL sends it: a head, then each value after its length."""
    if sent is None:
        return NOTHING.numbers
    return np.frombuffer(sent, ">i4", offset=20)[1::2].astype(np.int32)


def floats(sent: bytes) -> NDArray[np.float32]:
    """Return an array of real numbers as PostgreSQL sends it."""
    return np.frombuffer(sent, ">f4", offset=20)[1::2].astype(np.float32)


def read(connection: Connection, state: State) -> "Snapshot":
    """Return the index in this state."""
    empty = Rows({}, {}, np.empty(0, np.float32))
    return Snapshot(state, empty.extended(connection, state, known=0), OrderedDict())


def renewed(connection: Connection, state: State, before: "Snapshot") -> "Snapshot":
    """Return the index in a newer state, given how it was: what has not changed is not read."""
    known = before.state
    if known.made != state.made or state.top - known.top > MOST_RENEWED:
        return read(connection, state)
    gone = _one(connection, about(state.generation, _GONE), [known.number])
    gone = np.sort(gone[gone < known.top])
    come: dict[str, list[tuple[int, int]]] = {}
    for n, lexemes in connection.execute(about(state.generation, _COME), [known.top]):
        for lexeme in lexemes if n < state.top else ():
            name, _, level = lexeme.rpartition(MARK)
            come.setdefault(name, []).append((n, LEVELS.index(level)))
    kept = {
        name: _changed(postings, come.get(name, ()), gone)
        for name, postings in before.lists().items()
    }
    rows = before.rows.without(gone).extended(connection, state, known=known.top)
    return Snapshot(state, rows, OrderedDict(kept))


def _changed(
    postings: Postings, come: Sequence[tuple[int, int]], gone: NDArray[np.int32]
) -> Postings:
    numbers, levels = postings
    if len(gone) and len(numbers):
        places = np.searchsorted(numbers, gone)
        places[places == len(numbers)] = 0
        places = places[numbers[places] == gone]
        if len(places):
            numbers, levels = np.delete(numbers, places), np.delete(levels, places)
    if come:
        more = np.array(sorted(come), np.int32)
        numbers = np.concatenate([numbers, more[:, 0]])
        levels = np.concatenate([levels, more[:, 1].astype(np.uint8)])
    return Postings(numbers, levels)


def _one(
    connection: Connection, statement: Composed, values: Sequence[object]
) -> NDArray[np.int32]:
    row = connection.cursor(binary=True).execute(statement, values).fetchone()
    return integers(row and row[0])


@dataclass(frozen=True)
class Rows:
    """What is known of each document by its number: key by kind, prior, and whether it is there."""

    keys: Mapping[str, Sequence[str | None]]
    kinds: Mapping[str, NDArray[np.bool_]]
    priors: NDArray[np.float32]

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Return which documents are there and of a kind."""
        return self.kinds.get(kind, np.zeros(len(self.priors), np.bool_))

    def without(self, gone: NDArray[np.int32]) -> "Rows":
        """Return the rows without some."""
        if not len(gone):
            return self
        keys = {kind: list(own) for kind, own in self.keys.items()}
        kinds = {kind: own.copy() for kind, own in self.kinds.items()}
        for kind, own in keys.items():
            kinds[kind][gone] = False
            for n in gone.tolist():
                own[n] = None
        return Rows(keys, kinds, self.priors)

    def extended(self, connection: Connection, state: State, *, known: int) -> "Rows":
        """Return the rows with those from the number `known` on."""
        more = state.top - known
        if not more:
            return self
        none, absent = [None] * more, np.zeros(more, np.bool_)
        priors = np.concatenate([self.priors, np.ones(more, np.float32)])
        keys = {kind: [*own, *none] for kind, own in self.keys.items()}
        kinds = {kind: np.concatenate([own, absent]) for kind, own in self.kinds.items()}
        cursor = connection.cursor(binary=True)
        cursor.execute(about(state.generation, _ROWS), [known, state.top])
        for kind, sent, told, weights in cursor.fetchall():
            numbers = integers(sent)
            own = keys.setdefault(kind, [None] * state.top)
            kinds.setdefault(kind, np.zeros(state.top, np.bool_))[numbers] = True
            priors[numbers] = floats(weights)
            for n, key in zip(numbers.tolist(), told.split(UNIT), strict=True):
                own[n] = key
        return Rows(keys, kinds, priors)


class Snapshot:
    """The index as one state has it; safe to share between threads."""

    def __init__(self, state: State, rows: Rows, kept: "OrderedDict[str, Postings]") -> None:
        """Know the rows, and the lists that were read before."""
        self.state, self.rows = state, rows
        self._kept = kept
        self._size = sum(map(_size, kept.values()))
        self._keeping = threading.Lock()

    def lists(self) -> dict[str, Postings]:
        """Return the lists that are kept."""
        with self._keeping:
            return dict(self._kept)

    def fetch(self, connection: Connection, names: Iterable[str]) -> dict[str, Postings]:
        """Return {name: list}, those that are not kept read in one go."""
        found, missing = {}, []
        with self._keeping:
            for name in dict.fromkeys(names):
                if name in self._kept:
                    self._kept.move_to_end(name)
                    found[name] = self._kept[name]
                else:
                    missing.append(name)
        if missing:
            fresh = dict(zip(missing, self._read(connection, missing), strict=True))
            self._keep(fresh)
            found |= fresh
        return found

    def _read(self, connection: Connection, names: Sequence[str]) -> Iterator[Postings]:
        lexemes = [f"'{name}{MARK}{level}'" for name in names for level in LEVELS]
        cursor = connection.cursor(binary=True)
        cursor.execute(about(self.state.generation, _LISTS), [lexemes])
        parts: list[list[tuple[NDArray[np.int32], int]]] = [[] for _name in names]
        for place, sent in cursor.fetchall():
            at, level = divmod(place - 1, len(LEVELS))
            parts[at].append((integers(sent), level))
        return map(self._joined, parts)

    def _joined(self, parts: Sequence[tuple[NDArray[np.int32], int]]) -> Postings:
        """Return a list from its levels; what a newer state has brought by now is left out."""
        if not parts:
            return NOTHING
        numbers = np.concatenate([own for own, _level in parts])
        levels = np.repeat(
            np.array([level for _own, level in parts], np.uint8), [len(own) for own, _ in parts]
        )
        order = np.argsort(numbers, kind="stable")
        order = order[: np.searchsorted(numbers, self.state.top, sorter=order)]
        return Postings(numbers[order], levels[order])

    def _keep(self, fresh: Mapping[str, Postings]) -> None:
        with self._keeping:
            for name, postings in fresh.items():
                if name not in self._kept:
                    self._kept[name] = postings
                    self._size += _size(postings)
            while self._size > MOST_KEPT and len(self._kept) > 1:
                self._size -= _size(self._kept.popitem(last=False)[1])

    def holding(
        self, connection: Connection, phrase: str, among: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Return which documents `among` hold a phrase, as PostgreSQL compares places."""
        return np.sort(
            _one(connection, about(self.state.generation, _HOLDING), [among.tolist(), phrase])
        )


def _size(postings: Postings) -> int:
    return 1 + len(postings.numbers)
