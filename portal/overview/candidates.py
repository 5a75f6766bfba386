"""The practices that can be recommended, kept in memory until one or an adoption changes."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import compress

from portal.adoptions.queries.counting import GENERATION, Closed, closed
from portal.core.generations import Kept
from portal.overview.grid import ACTIVE, dimensions, sectors
from portal.overview.matching import (
    Candidate,
    Pair,
    Shelf,
    Weights,
    freshness,
    merit_of,
    shelf_of,
)
from portal.practices.queries import KIND
from portal.practices.queries.names import Running, running
from portal.search.registry import generation_of, table
from portal.vocabularies import queries as vocabularies
from portal.vocabularies.queries import NON_SPM

Row = tuple[Running, Closed, Sequence[Pair]]
_SWITCHES = bytes.maketrans(b"01", b"\0\1")


class Candidates:
    """All practices that run; how fresh they are is told for a day."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take the practices with their closed adoptions and their pairs."""
        self._rows = rows
        self._made: tuple[date, Weights, Shelf] | None = None

    def shelf(self, weights: Weights, day: date) -> Shelf:
        """Return them as the formula wants them, made once a day."""
        made = self._made
        if made is None or made[:2] != (day, weights):
            made = self._made = (day, weights, shelf_of(self._weighed(weights, day)))
        return made[2]

    def _weighed(self, weights: Weights, day: date) -> Iterator[tuple[Candidate, Sequence[Pair]]]:
        for one, ended, pairs in self._rows:
            fresh = freshness(one.verify_by, day)
            if fresh is not None:
                merit = merit_of(weights, one.evidence_level, ended.ok, ended.total, fresh)
                numbers = (one.evidence_level, ended.ok, ended.total, fresh, merit)
                yield Candidate(one.id, one.region_id, *numbers), pairs


def _load() -> Candidates:
    ended, nothing, pairs = closed(), Closed(0, 0), _pairs()
    return Candidates(
        [(one, ended.get(one.id, nothing), pairs.get(str(one.id), ())) for one in running()]
    )


def _pairs() -> dict[str, list[Pair]]:
    """Return {search key: its pairs}, read from the bits by which practices are counted."""
    objects, found = table(KIND), dict[str, list[Pair]]()
    active = objects.of_value("status", ACTIVE)
    for dimension in dimensions():
        of_dimension = active & objects.of_value("dimension", dimension)
        for sector in sectors():
            bits = of_dimension & objects.of_value("sector", sector)
            switches = f"{bits:b}".encode().translate(_SWITCHES)[::-1]
            pair = (dimension, None if sector == NON_SPM else sector)
            for key in compress(objects.keys, switches):
                found.setdefault(key, []).append(pair)
    return found


_kept = Kept(generation_of(KIND), GENERATION, vocabularies.GENERATION, load=_load)


def candidates() -> Candidates:
    """Return all practices that run."""
    return _kept.get()
