"""Reads: practices, adoptions and taking part, each counted for all regions by one query.

What is counted is what everybody may read today; when it happened is what its dated rows say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.adoptions.models import Adoption, Outcome, Stage, StageEvent
from portal.adoptions.permissions import visible_to as adoptions_visible_to
from portal.adoptions.queries.counting import RESULTS
from portal.core.clock import WIB
from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.practices.models import (
    PUBLIC_STATES,
    Practice,
    PracticeState,
    PracticeTag,
    PracticeVersion,
    Pulse,
)
from portal.practices.models.life import Happening, LifeEvent
from portal.threads.models import Post, PostKind, PostState, Thread, ThreadKind
from portal.threads.permissions import findable
from portal.vocabularies.models import Term
from portal.vocabularies.queries import NON_SPM

Span = tuple[datetime, datetime]  # from the first moment on, before the second
Series = Mapping[int, Sequence[int]]  # {region id: how many there were before each moment}
TOLD = (Happening.CONFIRMED, Happening.STOPPED, Happening.RESUMED)
_PUBLIC = Practice.state.in_(PUBLIC_STATES)


def freshness() -> Counter[tuple[int, PracticeState, Pulse]]:
    """Return how many public practices each region has, by whether they run and are believed."""
    rows = db.session.execute(
        sa.select(Practice.region_id, Practice.state, Practice.pulse, sa.func.count())
        .where(_PUBLIC)
        .group_by(Practice.region_id, Practice.state, Practice.pulse)
    )
    return Counter({(region_id, state, pulse): count for region_id, state, pulse, count in rows})


def published(moments: Sequence[datetime]) -> Series:
    """Return how many public practices had been published for the first time."""
    firsts = _firsts().subquery()
    rows = db.session.execute(
        sa.select(firsts.c.region_id, *_before(moments, firsts.c.first)).group_by(
            firsts.c.region_id
        )
    )
    return _series(rows)


def _firsts() -> sa.Select[int, int | None, datetime | None]:
    """Return the query of public practices with when each was published for the first time."""
    return (
        sa.select(
            Practice.region_id,
            Practice.current_version_id,
            sa.func.min(PracticeVersion.published_at).label("first"),
        )
        .join(PracticeVersion, PracticeVersion.practice_id == Practice.id)
        .where(_PUBLIC)
        .group_by(Practice.id, Practice.region_id, Practice.current_version_id)
    )


def published_about(facet: str, span: Span, region_ids: Sequence[int]) -> Counter[str]:
    """Return how many practices were first published in a span of time, by a facet's codes.

    A practice with several codes counts for each; one without a sector lies outside the SPM.
    """
    firsts, begins, ends = _firsts().subquery(), *span
    of_facet = sa.and_(
        PracticeTag.version_id == firsts.c.current_version_id, PracticeTag.facet == facet
    )
    rows = db.session.execute(
        sa.select(Term.code, sa.func.count())
        .select_from(firsts)
        .outerjoin(PracticeTag, of_facet)
        .outerjoin(Term, Term.id == PracticeTag.term_id)
        .where(firsts.c.first >= begins, firsts.c.first < ends, firsts.c.region_id.in_(region_ids))
        .group_by(Term.code)
    )
    found: Counter[str] = Counter()
    for code, count in rows:
        found[code or NON_SPM] += count
    return found


def adopted(moments: Sequence[datetime]) -> tuple[Series, Series]:
    """Return how many adoptions regions had begun, and how many had a verified result."""
    worked = sa.and_(Adoption.stage == Stage.VERIFIED, Adoption.outcome.in_(RESULTS))
    rows = db.session.execute(
        _adoptions(
            Adoption.region_id,
            *_before(moments, Adoption.started_at),
            *_before(moments, Adoption.verified_at, worked),
        ).group_by(Adoption.region_id)
    ).all()
    middle = len(moments) + 1
    return _series(row[:middle] for row in rows), _series((row[0], *row[middle:]) for row in rows)


def stages(moment: datetime) -> Counter[tuple[int, Stage, Outcome | None]]:
    """Return how many adoptions regions had before a moment, by stage and outcome of then."""
    last = (
        sa.select(sa.func.max(StageEvent.id).label("id"))
        .where(StageEvent.happened_at < moment)
        .group_by(StageEvent.adoption_id)
        .subquery()
    )
    kinds = (Adoption.region_id, StageEvent.stage, StageEvent.outcome)
    rows = db.session.execute(
        _adoptions(*kinds, sa.func.count())
        .join(StageEvent, StageEvent.adoption_id == Adoption.id)
        .join(last, last.c.id == StageEvent.id)
        .group_by(*kinds)
    )
    return Counter(
        {(region_id, stage, outcome): count for region_id, stage, outcome, count in rows}
    )


def _adoptions(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Adoption)
        .outerjoin(Practice, Practice.id == Adoption.practice_id)
        .where(adoptions_visible_to(ANONYMOUS))
    )


def asking(span: Span) -> set[int]:
    """Return the ids of the regions for which a question was asked in public."""
    begins, ends = span
    query = sa.select(Thread.region_id).where(
        findable(by_members=False),
        Thread.kind == ThreadKind.QUESTION,
        Thread.region_id.is_not(None),
        Thread.created_at >= begins,
        Thread.created_at < ends,
    )
    return {region_id for region_id in db.session.scalars(query.distinct()) if region_id}


def answering(span: Span) -> set[int]:
    """Return the ids of the regions in which somebody answered in public."""
    begins, ends = span
    query = (
        sa.select(Post.region_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            findable(by_members=False),
            Post.kind == PostKind.ANSWER,
            Post.state == PostState.VISIBLE,
            Post.region_id.is_not(None),
            Post.created_at >= begins,
            Post.created_at < ends,
        )
    )
    return {region_id for region_id in db.session.scalars(query.distinct()) if region_id}


def lived(span: Span) -> Counter[tuple[int, Happening]]:
    """Return how often regions confirmed, stopped and resumed practices, by region."""
    begins, ends = span
    rows = db.session.execute(
        sa.select(Practice.region_id, LifeEvent.what, sa.func.count())
        .join(Practice, Practice.id == LifeEvent.practice_id)
        .where(
            _PUBLIC,
            LifeEvent.what.in_(TOLD),
            LifeEvent.happened_at >= begins,
            LifeEvent.happened_at < ends,
        )
        .group_by(Practice.region_id, LifeEvent.what)
    )
    return Counter({(region_id, what): count for region_id, what, count in rows})


def first_year() -> int | None:
    """Return the year in which the first practice that is public was published, None for none."""
    first = db.session.scalar(
        sa.select(sa.func.min(PracticeVersion.published_at))
        .join(Practice, Practice.id == PracticeVersion.practice_id)
        .where(_PUBLIC)
    )
    return first.astimezone(WIB).year if first else None


def _before(
    moments: Sequence[datetime],
    column: sa.ColumnElement[datetime] | Any,
    condition: sa.ColumnElement[bool] | None = None,
) -> list[sa.ColumnElement[int]]:
    """Return for each moment the column that counts what happened before it."""
    also = sa.true() if condition is None else condition
    return [
        sa.func.sum(sa.case((sa.and_(column < moment, also), 1), else_=0)) for moment in moments
    ]


def _series(rows: Any) -> Series:
    return {row[0]: [int(count) for count in row[1:]] for row in rows}
