"""Reads: all that is counted of a scope in a period, each when it is first asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from itertools import chain

from portal.adoptions.models import Outcome, Stage
from portal.core.periods import IN_YEAR, Quarter
from portal.figures.queries import counting
from portal.figures.queries.counting import Series, Span
from portal.figures.queries.funnel import funnel
from portal.figures.queries.scopes import Scope
from portal.figures.schemas.funnel import Cell, Counts
from portal.practices.models import PracticeState, Pulse
from portal.practices.models.life import Happening
from portal.regions.queries.champions import counts_at
from portal.threads.queries.record import ResponseRecord, public_records

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before all that portals can know


class Way(StrEnum):
    """How a region takes part."""

    PUBLISHED = "published"
    ADOPTED = "adopted"
    ASKED = "asked"
    ANSWERED = "answered"


class Numbers:
    """What is counted of `scope` in the last `period` of some quarters, in all time if that is 0.

    Series have one value for each moment: when the first quarter begins, then when each ends.
    """

    def __init__(self, scope: Scope, quarters: Sequence[Quarter], *, period: int = 0) -> None:
        """Count nothing yet."""
        self.scope = scope
        self.quarters = quarters
        self.period = period
        self.moments = [quarters[0].begins, *(quarter.ends for quarter in quarters)]

    @property
    def told(self) -> Sequence[Quarter]:
        """The quarters of the period, all of them if it is all time."""
        return self.quarters[-self.period :]

    @property
    def span(self) -> Span:
        """The period."""
        begins = self.told[0].begins if self.period else BEGINNING
        return begins, self.moments[-1]

    def totals(self, series: Series) -> list[int]:
        """Return how many there were in the scope before each moment."""
        rows = [series[region_id] for region_id in self.scope.ids if region_id in series]
        return [sum(column) for column in zip(*rows, strict=True)] or [0] * len(self.moments)

    def within(self, counts: Sequence[int]) -> int:
        """Return how many of a series came in the period."""
        return counts[-1] - (counts[-1 - self.period] if self.period else 0)

    @cached_property
    def published(self) -> Series:
        """The practices of each region, by when they were first published."""
        return counting.published(self.moments)

    @cached_property
    def _adopted(self) -> tuple[Series, Series]:
        return counting.adopted(self.moments)

    @property
    def begun(self) -> Series:
        """The adoptions of each region, by when they began."""
        return self._adopted[0]

    @property
    def verified(self) -> Series:
        """The adoptions of each region whose result was verified, by when that was."""
        return self._adopted[1]

    @cached_property
    def running(self) -> Counter[tuple[PracticeState, Pulse]]:
        """The practices of the scope, by whether they run and are believed."""
        found: Counter[tuple[PracticeState, Pulse]] = Counter()
        for (region_id, state, pulse), count in counting.freshness().items():
            found[state, pulse] += count if region_id in self.scope.ids else 0
        return found

    @cached_property
    def stages(self) -> Counter[tuple[Stage, Outcome | None]]:
        """The adoptions of the scope, by where they stood at the end."""
        found: Counter[tuple[Stage, Outcome | None]] = Counter()
        for (region_id, stage, outcome), count in counting.stages(self.moments[-1]).items():
            found[stage, outcome] += count if region_id in self.scope.ids else 0
        return found

    @cached_property
    def champions(self) -> list[int]:
        """How many regions of the scope were champion, at each moment."""
        return counts_at(self.moments, among=self.scope.ids)

    @cached_property
    def taking_part(self) -> Mapping[Way, frozenset[int]]:
        """The ids of the regions of the scope that took part in the period, by how."""
        found = {
            Way.PUBLISHED: self._grown(self.published),
            Way.ADOPTED: self._grown(self.begun),
            Way.ASKED: counting.asking(self.span),
            Way.ANSWERED: counting.answering(self.span),
        }
        return {way: self.scope.ids & region_ids for way, region_ids in found.items()}

    def _grown(self, series: Series) -> set[int]:
        return {region_id for region_id, counts in series.items() if self.within(counts)}

    @cached_property
    def everybody(self) -> frozenset[int]:
        """The ids of all regions of the scope that took part in the period."""
        return frozenset(chain.from_iterable(self.taking_part.values()))

    @cached_property
    def answers(self) -> list[tuple[Quarter, ResponseRecord | None]]:
        """What became of questions asked in the last quarters."""
        asked = self.quarters[-(self.period or IN_YEAR) :]
        spans = [(quarter.begins, quarter.ends) for quarter in asked]
        return list(zip(asked, public_records(self.scope.ids, spans), strict=True))

    @cached_property
    def lived(self) -> Counter[Happening]:
        """What regions of the scope said of their practices in the period."""
        found: Counter[Happening] = Counter()
        for (region_id, what), count in counting.lived(self.span).items():
            found[what] += count if region_id in self.scope.ids else 0
        return found

    @cached_property
    def funnel(self) -> Mapping[Cell, Counts]:
        """The steps to an outcome in each cell, in the period, else in the last four quarters.

        Searches are kept for a year and tell nothing of who made them, so they are part of the
        latter alone, and of the whole country.
        """
        if not self.scope.has_funnel:
            return {}
        begins, ends = self.span
        if self.period:
            return funnel(self.scope, (begins, ends), searches=False)
        lately = (self.quarters[-IN_YEAR].begins, ends)
        return funnel(self.scope, lately, searches=self.scope.is_nation)

    def published_about(self, facet: str) -> Counter[str]:
        """Return how many practices were first published in the period, by a facet's codes."""
        return counting.published_about(facet, self.span, sorted(self.scope.ids))
