"""The practices that can be recommended, kept in memory; what changes is made anew by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress

from portal.adoptions.queries.counting import Closed, closed
from portal.adoptions.queries.matching import (
    Candidate,
    Pair,
    Shelf,
    Weights,
    freshness,
    merit_of,
    shelf_of,
)
from portal.core.generations import Kept
from portal.practices.models import PracticeState
from portal.practices.queries import KIND
from portal.practices.queries.facets import Seen
from portal.practices.schemas.facets import ACTIVE
from portal.regions import queries as regions
from portal.regions.queries import directory
from portal.search.facets import FacetTable
from portal.search.registry import generation_of, table
from portal.vocabularies import queries as vocabularies
from portal.vocabularies.queries import NON_SPM, dimensions, sectors

RUNGS = range(5)
_SWITCHES = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True)
class Row:
    """A practice that runs: as it was seen, its adoptions that have ended, its rung and pairs."""

    seen: Seen
    closed: Closed
    evidence: int
    pairs: Sequence[Pair]


Sighted = tuple[tuple[Seen, Closed], ...]


@dataclass(frozen=True)
class Candidates:
    """All practices that run, by region: as they were seen, and as the formula wants them.

    How fresh they are is told for a day, and what is made for the day is kept.
    """

    seen: Mapping[int, Sighted] = field(default_factory=dict)
    rows: Mapping[int, Sequence[Row]] = field(default_factory=dict)
    shelves: dict[tuple[Weights, date], Shelf] = field(default_factory=dict)

    def shelf(self, weights: Weights, day: date) -> Shelf:
        """Return them as the formula wants them."""
        made = self.shelves.get((weights, day), {})
        lacking = self.rows.keys() - made.keys()
        if lacking:
            rows = (row for owner in lacking for row in self.rows[owner])
            new = shelf_of(_weighed(rows, weights, day))
            made = {**made, **{owner: {} for owner in lacking}, **new}
            self.shelves.clear()  # the day before is over
            self.shelves[weights, day] = made
        return made


def _renewed(former: Candidates) -> Candidates:
    """Read them; of regions in which nothing has changed take what is there."""
    seen = _seen()
    same = {owner for owner, rows in seen.items() if former.seen.get(owner) == rows}
    new = _rows({owner: rows for owner, rows in seen.items() if owner not in same})
    shelves: dict[tuple[Weights, date], Shelf] = {
        key: {owner: made[owner] for owner in same & made.keys()}
        for key, made in list(former.shelves.items())
    }
    return Candidates(seen, {owner: former.rows[owner] for owner in same} | new, shelves)


def _seen() -> dict[int, Sighted]:
    """Return {region id: its practices that run}, as the facets have seen them."""
    ended, nothing = closed(), Closed(0, 0)
    found: dict[int, list[tuple[Seen, Closed]]] = {}
    for seen in table(KIND).stamps.values():
        if isinstance(seen, Seen) and seen.state is PracticeState.PUBLISHED:
            found.setdefault(seen.region_id, []).append((seen, ended.get(seen.id, nothing)))
    return {owner: tuple(rows) for owner, rows in found.items()}


def _rows(owners: Mapping[int, Sighted]) -> dict[int, list[Row]]:
    """Return the practices of regions with what the bits tell by which practices are counted."""
    objects, known = table(KIND), directory().by_id
    mine = objects.of_any("region", [known[owner].code for owner in owners])
    within = mine & objects.of_value("status", ACTIVE)
    pairs: dict[str, list[Pair]] = {}
    for dimension in dimensions():
        of_dimension = within & objects.of_value("dimension", dimension)
        for sector in sectors():
            pair = (dimension, None if sector == NON_SPM else sector)
            for key in _keys(objects, of_dimension & objects.of_value("sector", sector)):
                pairs.setdefault(key, []).append(pair)
    rungs = {
        key: rung
        for rung in RUNGS
        for key in _keys(objects, within & objects.of_value("evidence", str(rung)))
    }
    return {
        owner: [
            Row(seen, ended, rungs[str(seen.id)], pairs.get(str(seen.id), ()))
            for seen, ended in rows
        ]
        for owner, rows in owners.items()
    }


def _keys(objects: FacetTable, bits: int) -> Iterable[str]:
    """Return the keys of the objects of `bits`."""
    return compress(objects.keys, f"{bits:b}".encode().translate(_SWITCHES)[::-1])


def _weighed(
    rows: Iterable[Row], weights: Weights, day: date
) -> Iterator[tuple[Candidate, Sequence[Pair]]]:
    for row in rows:
        fresh = freshness(row.seen.verify_by, day)
        if fresh is not None:
            ok, total = row.closed.ok, row.closed.total
            merit = merit_of(weights, row.evidence, ok, total, fresh)
            numbers = (row.evidence, ok, total, fresh, merit)
            yield Candidate(row.seen.id, row.seen.region_id, *numbers), row.pairs


_kept = Kept(
    generation_of(KIND),
    regions.GENERATION,
    vocabularies.GENERATION,
    load=lambda: _renewed(Candidates()),
    renew=_renewed,
)


def candidates() -> Candidates:
    """Return all practices that run."""
    return _kept.get()
