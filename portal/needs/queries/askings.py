"""Reads: all that was asked for lately, whatever tells of it."""

from collections.abc import Iterator
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.clock import WIB, utcnow
from portal.core.db import db
from portal.mentoring.models import Mentorship, MentorshipState
from portal.needs.models import Channel, Need, NeedSource, NeedWish, SearchEvent
from portal.needs.schemas import Asking, stems_of
from portal.practices.queries import KIND
from portal.regions.queries import directory
from portal.search.finder import telling_stems
from portal.threads.models import Thread, ThreadKind, ThreadState, Visibility
from portal.vocabularies.models import Term

REFUSED = (MentorshipState.DECLINED, MentorshipState.EXPIRED)


def searches(since: date) -> Iterator[Asking]:
    """Yield the searches for practices since a day; a program that found some is served."""
    columns = (
        SearchEvent.day,
        SearchEvent.session,
        SearchEvent.channel,
        SearchEvent.query,
        SearchEvent.stems,
        SearchEvent.region_code,
        SearchEvent.dimension,
        SearchEvent.sector,
        SearchEvent.hits,
        SearchEvent.clicked,
    )
    query = sa.select(*columns).where(SearchEvent.day >= since, SearchEvent.kind == KIND)
    for row in db.session.execute(query.order_by(SearchEvent.id)):
        yield Asking(
            turn=(row.day, row.session),
            source=NeedSource.SEARCH,
            is_search=True,
            words=row.query,
            stems=stems_of(row.stems),
            region=row.region_code,
            dimension=row.dimension,
            sector=row.sector,
            served=row.clicked is not None or (row.channel is Channel.API and row.hits > 0),
        )


def records(since: date) -> Iterator[tuple[int, Asking]]:
    """Yield what people recorded since a day, with the ids of the needs that it was kept with.

    To look into an empty cell of the grid counts as a search; who records a need in words has
    searched for it before.
    """
    query = (
        sa.select(NeedWish, Need.dimension, Need.sector)
        .join(Need, Need.id == NeedWish.need_id)
        .where(NeedWish.query.is_not(None), NeedWish.created_at >= _moment(since))
        .order_by(NeedWish.id)
    )
    for wish, dimension, sector in db.session.execute(query):
        words = " ".join((wish.query or "").casefold().split())
        yield (
            wish.need_id,
            Asking(
                turn=("person", wish.person_id),
                source=NeedSource.MANUAL if words else NeedSource.GRID,
                is_search=not words,
                words=words,
                stems=frozenset(telling_stems(words)),
                region=_code(wish.region_id),
                dimension=dimension,
                sector=sector,
            ),
        )


def refusals(since: date) -> Iterator[Asking]:
    """Yield the requests for mentoring that were declined or not answered since a day."""
    query = sa.select(Mentorship).where(
        Mentorship.state.in_(REFUSED), Mentorship.requested_at >= _moment(since)
    )
    for row in db.session.scalars(query.order_by(Mentorship.id)):
        yield Asking(
            turn=("mentorship", row.id),
            source=NeedSource.REFUSAL,
            region=_code(row.learner_region_id),
            dimension=row.dimension,
        )


def questions(since: date) -> Iterator[Asking]:
    """Yield the public questions of a time whose promised answer has not come."""
    dimension, sector = aliased(Term), aliased(Term)
    query = (
        sa.select(
            Thread.id,
            Thread.title,
            Thread.region_id,
            dimension.code.label("dimension"),
            sector.code.label("sector"),
        )
        .outerjoin(dimension, dimension.id == Thread.dimension_id)
        .outerjoin(sector, sector.id == Thread.sector_id)
        .where(
            Thread.kind == ThreadKind.QUESTION,
            Thread.state == ThreadState.OPEN,
            Thread.visibility == Visibility.PUBLIC,
            Thread.hidden_at.is_(None),
            Thread.created_at >= _moment(since),
            Thread.due_at < utcnow(),
        )
        .order_by(Thread.id)
    )
    for row in db.session.execute(query):
        yield Asking(
            turn=("thread", row.id),
            source=NeedSource.QUESTION,
            words=row.title,
            stems=frozenset(telling_stems(row.title)),
            region=_code(row.region_id),
            dimension=row.dimension,
            sector=row.sector,
        )


def _code(region_id: int | None) -> str | None:
    region = directory().by_id.get(region_id or 0)
    return region.code if region else None


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), WIB)
