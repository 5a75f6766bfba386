"""Reads: how often people searched for practices, and how often they opened what they found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.needs.models import Channel, SearchEvent
from portal.practices.models import Practice, PracticeVersion
from portal.practices.queries import KIND

Cell = tuple[str, str]  # codes of a dimension and a sector


@dataclass(frozen=True)
class Searches:
    """How many searches there were, of how many something was opened, and how many found nothing.

    Only what people did on pages is counted: of programs nobody knows what they open.
    """

    made: int = 0
    opened: int = 0
    empty: int = 0

    def __add__(self, other: "Searches") -> "Searches":
        return Searches(
            self.made + other.made, self.opened + other.opened, self.empty + other.empty
        )


_NUMBERS = (
    sa.func.count().label("made"),
    sa.func.count(SearchEvent.clicked).label("opened"),
    sa.func.sum(sa.case((SearchEvent.hits == 0, 1), else_=0)).label("empty"),
)


def per_day(since: date, until: date) -> dict[date, Searches]:
    """Return the searches of each day from `since` to `until`, both included, that has any."""
    rows = db.session.execute(_between(since, until, SearchEvent.day).order_by(SearchEvent.day))
    return {row.day: Searches(row.made, row.opened, row.empty) for row in rows}


def total(since: date, until: date) -> Searches:
    """Return all searches from `since` to `until`, both included."""
    return sum(per_day(since, until).values(), Searches())


def per_cell(since: date, until: date) -> dict[Cell, Searches]:
    """Return the searches of a time in each cell of the grid that has any.

    A search belongs to the cell that was chosen beside its words; where only a part of one was, or
    none, to those among the cells of the practice that was opened which agree with it.
    """
    columns = (SearchEvent.dimension, SearchEvent.sector, SearchEvent.practice_id)
    rows = db.session.execute(_between(since, until, *columns)).all()
    tags = _tags(row.practice_id for row in rows if row.practice_id is not None)
    found: dict[Cell, Searches] = defaultdict(Searches)
    for row in rows:
        dimensions, sectors = tags.get(row.practice_id, ((), ()))
        chosen = (
            [row.dimension] if row.dimension else dimensions,
            [row.sector] if row.sector else sectors,
        )
        for cell in product(*chosen):
            found[cell] += Searches(row.made, row.opened, row.empty)
    return dict(found)


def _between(since: date, until: date, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns, *_NUMBERS)
        .where(
            SearchEvent.day.between(since, until),
            SearchEvent.kind == KIND,
            SearchEvent.channel == Channel.PAGE,
        )
        .group_by(*columns)
    )


def _tags(ids: Iterable[int]) -> Mapping[int, tuple[Sequence[str], Sequence[str]]]:
    """Return the dimensions and the sectors of practices as they stand now."""
    record = PracticeVersion.record
    rows = db.session.execute(
        sa.select(
            Practice.id,
            record["dimensions"].label("dimensions"),
            record["sectors"].label("sectors"),
        )
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.id.in_(sorted(set(ids))))
    )
    return {row.id: (row.dimensions, row.sectors) for row in rows}
