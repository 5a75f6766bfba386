"""What is asked of the search: the golden set, and what was searched for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from portal.core.clock import today
from portal.core.content import Reading
from portal.core.db import db
from portal.core.settings import current_settings
from portal.needs.models import SearchEvent
from portal.practices.queries import KIND
from portal.practices.queries.names import running_keys
from portal.search.content import GoldenSet, golden_set

GOOD = 2  # the grade from which on a practice is an answer
WEEK = timedelta(days=7)
MOST_WEEKLY = 500


@dataclass(frozen=True)
class Asked:
    """A query, the keys of the practices that should answer it, and how often it was asked."""

    text: str
    expected: Sequence[str] = ()
    times: int = 0


@dataclass(frozen=True)
class Row:
    """A query with how often it came, how often in vain, and how often something was opened.

    `hits` is how many results there were the last time, `rank` the average rank of what was opened.
    """

    query: str
    stems: str
    times: int
    empty: int
    clicked: int
    rank: float | None


@dataclass(frozen=True)
class Clicks:
    """How often what stood at a rank was opened; the last is of all ranks from there on."""

    by_rank: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_rank.values())


LAST_RANK = 10


def golden() -> list[Asked]:
    """Return the queries of the golden set that practices of this portal answer."""
    queries = [
        (query, [slug for slug, grade in grades.items() if grade >= GOOD])
        for kind in _golden_set(current_settings().content_dir).kinds.values()
        for query, grades in kind.items()
    ]
    keys = running_keys(slug for _query, answers in queries for slug in answers)
    found = [Asked(query, [keys[s] for s in answers if s in keys]) for query, answers in queries]
    return [asked for asked in found if asked.expected]


@cache
def _golden_set(content: Path) -> GoldenSet:
    return golden_set(Reading(content))


def last_week() -> list[Asked]:
    """Return what was searched for in the last seven days, what came most first."""
    times = sa.func.count()
    rows = db.session.execute(
        sa.select(SearchEvent.query, times)
        .where(SearchEvent.kind == KIND, SearchEvent.day > today() - WEEK)
        .group_by(SearchEvent.query)
        .order_by(times.desc(), SearchEvent.query)
        .limit(MOST_WEEKLY)
    )
    return [Asked(query, times=count) for query, count in rows]


def searched(days: int, *, empty: bool = False, most: int | None = None) -> list[Row]:
    """Return what was searched for in so many days, by its stems, what came most first.

    With `empty` only what found nothing, what did so most often first.
    """
    times = sa.func.count()
    in_vain = sa.func.count(sa.case((SearchEvent.hits == 0, 1)))
    query = (
        sa.select(
            sa.func.min(SearchEvent.query),
            SearchEvent.stems,
            times,
            in_vain,
            sa.func.count(SearchEvent.clicked),
            sa.func.avg(SearchEvent.clicked),
        )
        .where(*_within(days))
        .group_by(SearchEvent.stems)
        .order_by((in_vain if empty else times).desc(), SearchEvent.stems)
        .limit(most)
    )
    if empty:
        query = query.having(in_vain > 0)
    return [
        Row(text, stems, count, vain, clicked, None if rank is None else float(rank))
        for text, stems, count, vain, clicked, rank in db.session.execute(query)
    ]


def totals(days: int) -> tuple[int, int, int]:
    """Return how many searches there were in so many days, in vain, and with a click."""
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((SearchEvent.hits == 0, 1))),
            sa.func.count(SearchEvent.clicked),
        ).where(*_within(days))
    ).one()
    return row[0], row[1], row[2]


def clicks(days: int) -> Clicks:
    """Return at which ranks results were opened in so many days."""
    rank = sa.case((SearchEvent.clicked > LAST_RANK, LAST_RANK + 1), else_=SearchEvent.clicked)
    rows = db.session.execute(
        sa.select(rank, sa.func.count())
        .where(*_within(days), SearchEvent.clicked.is_not(None))
        .group_by(rank)
    )
    found = {int(number): count for number, count in rows}
    return Clicks({number: found.get(number, 0) for number in range(1, LAST_RANK + 2)})


def _within(days: int) -> tuple[sa.ColumnElement[bool], ...]:
    since = today() - timedelta(days=days)
    return SearchEvent.kind == KIND, SearchEvent.day > since
