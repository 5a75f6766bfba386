"""Reads: how often each step on the way to an outcome was taken, per cell of the grid.

Each step is counted for itself: nobody is followed from one to the next. What belongs to a practice
counts in all cells of its present version.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.adoptions.models import Adoption, Stage
from portal.adoptions.permissions import visible_to as adoptions_visible_to
from portal.adoptions.queries.counting import RESULTS
from portal.core.clock import WIB
from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.figures.queries.counting import Span
from portal.figures.queries.scopes import Scope, invented_ids
from portal.figures.schemas.funnel import Cell, Counts, Step
from portal.mentoring.models import Mentorship
from portal.mentoring.permissions import TOGETHER
from portal.needs.queries.counting import per_cell
from portal.needs.schemas import SEARCHES
from portal.practices.models import PUBLIC_STATES, Practice, PracticeTag
from portal.threads.models import Thread, ThreadKind, ThreadState
from portal.threads.permissions import findable
from portal.vocabularies.models import Term
from portal.vocabularies.queries import NON_SPM, dimensions, sectors

LATER = (Step.ASK, Step.MENTORSHIP, Step.ADOPTION, Step.OUTCOME)


def funnel(scope: Scope, span: Span, *, searches: bool) -> Mapping[Cell, Counts]:
    """Return the steps of all cells in which any was taken.

    It tells of one of the two countries, the real one or that of the demonstration. Searches and
    what was read of them are told of cells that have enough of them.
    """
    asked = _questions_at_practices(scope, span)
    asked.update(_questions_in_cells(scope, span))
    counted = {
        Step.ASK: asked,
        Step.MENTORSHIP: _mentorships(scope, span),
        Step.ADOPTION: _adoptions(scope, Adoption.started_at, span),
        Step.OUTCOME: _adoptions(
            scope,
            Adoption.verified_at,
            span,
            Adoption.stage == Stage.VERIFIED,
            Adoption.outcome.in_(RESULTS),
        ),
    }
    found: dict[Cell, dict[Step, int]] = defaultdict(lambda: dict.fromkeys(LATER, 0))
    for step, cells in counted.items():
        for cell, count in cells.items():
            found[cell][step] = count
    if searches:
        for cell, made, opened in _searches(span):
            found[cell] |= {Step.SEARCH: made, Step.READ: opened}
    order = [(dimension, sector) for dimension in dimensions() for sector in sectors()]
    return {cell: found[cell] for cell in order if cell in found}


def _searches(span: Span) -> Iterator[tuple[Cell, int, int]]:
    """Yield the cells in which people have searched often enough, and how often they read."""
    begins, ends = (moment.astimezone(WIB).date() for moment in span)
    for cell, told in per_cell(begins, ends - timedelta(days=1)).items():
        if told.made >= SEARCHES:
            yield cell, told.made, told.opened


def _questions_at_practices(scope: Scope, span: Span) -> Counter[Cell]:
    query = (
        sa.select()
        .select_from(Thread)
        .join(Practice, Practice.id == Thread.practice_id)
        .where(
            *_asked(span),
            Practice.state.in_(PUBLIC_STATES),
            _inside(Practice.region_id, scope),
        )
    )
    return _by_cell(query)


def _questions_in_cells(scope: Scope, span: Span) -> Counter[Cell]:
    dimension, sector = aliased(Term), aliased(Term)
    rows = db.session.execute(
        sa.select(dimension.code, sector.code, sa.func.count())
        .select_from(Thread)
        .join(dimension, dimension.id == Thread.dimension_id)
        .join(sector, sector.id == Thread.sector_id)
        .where(
            *_asked(span),
            Thread.practice_id.is_(None),
            _inside(sa.func.coalesce(Thread.region_id, 0), scope),
        )
        .group_by(dimension.code, sector.code)
    )
    return Counter({(row[0], row[1]): row[2] for row in rows})


def _asked(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    begins, ends = span
    return (
        Thread.kind == ThreadKind.QUESTION,
        Thread.state != ThreadState.DUPLICATE,
        findable(by_members=False),
        Thread.created_at >= begins,
        Thread.created_at < ends,
    )


def _mentorships(scope: Scope, span: Span) -> Counter[Cell]:
    """Return how many were accepted: their states and dates, whoever goes along."""
    begins, ends = span
    query = (
        sa.select()
        .select_from(Mentorship)
        .join(Practice, Practice.id == Mentorship.practice_id)
        .where(
            Mentorship.state.in_(TOGETHER),
            Mentorship.decided_at >= begins,
            Mentorship.decided_at < ends,
            Practice.state.in_(PUBLIC_STATES),
            _inside(Mentorship.learner_region_id, scope),
        )
    )
    return _by_cell(query)


def _adoptions(
    scope: Scope, column: Any, span: Span, *where: sa.ColumnElement[bool]
) -> Counter[Cell]:
    begins, ends = span
    query = (
        sa.select()
        .select_from(Adoption)
        .join(Practice, Practice.id == Adoption.practice_id)
        .where(
            adoptions_visible_to(ANONYMOUS),
            column >= begins,
            column < ends,
            _inside(Adoption.region_id, scope),
            *where,
        )
    )
    return _by_cell(query)


def _by_cell(query: sa.Select[Any]) -> Counter[Cell]:
    """Return the rows of a query that knows practices, counted in each of their cells."""
    tagged, dimension = aliased(PracticeTag), aliased(Term)
    marked, sector = aliased(PracticeTag), aliased(Term)
    rows = db.session.execute(
        query.join(
            tagged,
            sa.and_(tagged.version_id == Practice.current_version_id, tagged.facet == "dimension"),
        )
        .join(dimension, dimension.id == tagged.term_id)
        .outerjoin(
            marked,
            sa.and_(marked.version_id == Practice.current_version_id, marked.facet == "sector"),
        )
        .outerjoin(sector, sector.id == marked.term_id)
        .add_columns(dimension.code, sector.code, sa.func.count())
        .group_by(dimension.code, sector.code)
    )
    return Counter({(row[0], row[1] or NON_SPM): row[2] for row in rows})


def _inside(column: Any, scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a region is of the country that is asked about."""
    condition: sa.ColumnElement[bool] = column.in_(invented_ids())
    return sa.not_(condition) if scope.is_nation else condition
