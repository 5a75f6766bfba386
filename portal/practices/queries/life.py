"""Reads: what became of a practice after it was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.practices.models import (
    FormerSlug,
    Practice,
    PracticeState,
    PracticeVersion,
)
from portal.practices.models.life import Happening, LaterMeasure, LifeEvent
from portal.practices.permissions import WITHHELD
from portal.regions.queries import RegionView, directory
from portal.vocabularies.models import Term

TOLD = (Happening.CONFIRMED, Happening.STOPPED, Happening.RESUMED)
_PRACTICE: sa.BindParameter[int] = sa.bindparam("practice")
_VERSIONS = sa.select(PracticeVersion.number, PracticeVersion.published_at).where(
    PracticeVersion.practice_id == _PRACTICE, PracticeVersion.published_at.is_not(None)
)
_EVENTS = (
    sa.select(LifeEvent.happened_at, LifeEvent.what, LifeEvent.text, Term.code)
    .outerjoin(Term, Term.id == LifeEvent.reason_id)
    .where(LifeEvent.practice_id == _PRACTICE, LifeEvent.what.in_(TOLD))
)
_LATER = (
    sa.select(LaterMeasure.indicator, LaterMeasure.period, LaterMeasure.value, LaterMeasure.source)
    .where(LaterMeasure.practice_id == _PRACTICE)
    .order_by(LaterMeasure.id)
)


@dataclass(frozen=True)
class Moment:
    """One thing that readers may know of a practice's life; `version` is one that came out."""

    at: datetime
    what: Happening | None
    version: int | None = None
    reason: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Later:
    """A value of an indicator that was measured after its version was frozen."""

    value: float
    period: str
    source: str


@dataclass(frozen=True)
class Withheld:
    """What is left of a practice that readers may not see; `text` says why it was withdrawn."""

    region: RegionView
    title: Mapping[str, str] | None
    text: str | None
    since: datetime | None


def history(practice_id: int) -> list[Moment]:
    """Return what readers may know of a practice's life, oldest first.

    `reason` is the code of a term of stop-reason.
    """
    versions = db.session.execute(_VERSIONS, {"practice": practice_id})
    moments = [Moment(row.published_at, None, version=row.number) for row in versions]
    events = db.session.execute(_EVENTS, {"practice": practice_id})
    moments += [Moment(row.happened_at, row.what, reason=row.code, text=row.text) for row in events]
    return sorted(moments, key=lambda moment: moment.at)


def later_measures(practice_id: int) -> Mapping[str, Sequence[Later]]:
    """Return {indicator's Indonesian name: later values}, by period.

    Where a period was reported twice, the later report holds.
    """
    found: dict[str, dict[str, Later]] = {}
    for row in db.session.execute(_LATER, {"practice": practice_id}):
        periods = found.setdefault(row.indicator, {})
        periods[row.period] = Later(row.value, row.period, row.source)
    return {
        name: [periods[period] for period in sorted(periods)] for name, periods in found.items()
    }


def latest(practice_id: int, what: Happening) -> LifeEvent | None:
    """Return the last event of a kind."""
    return db.session.scalars(
        sa.select(LifeEvent)
        .where(LifeEvent.practice_id == practice_id, LifeEvent.what == what)
        .order_by(LifeEvent.id.desc())
    ).first()


def withheld(slug: str) -> Withheld | None:
    """Return what is left of a suspended or withdrawn practice that has or had this slug.

    One that is suspended has no title: it may come back, and nothing is said of it meanwhile.
    """
    former = sa.select(FormerSlug.practice_id).where(FormerSlug.slug == slug)
    practice = db.session.scalars(
        sa.select(Practice).where(
            sa.or_(Practice.slug == slug, Practice.id.in_(former)), Practice.state.in_(WITHHELD)
        )
    ).first()
    if practice is None:
        return None
    region = directory().by_id[practice.region_id]
    if practice.state is PracticeState.SUSPENDED:
        return Withheld(region, None, None, None)
    event = latest(practice.id, Happening.WITHDRAWN)
    title = db.session.scalar(
        sa.select(PracticeVersion.record["title"]).where(
            PracticeVersion.id == practice.current_version_id
        )
    )
    return Withheld(
        region, title, event.text if event else None, event.happened_at if event else None
    )
