"""Reads: to whom a question is offered that nobody has answered in time.

Features above add by `offers` whom they know, as those who have adopted the practice.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.queries import holders
from portal.core.db import db
from portal.core.permissions import ANONYMOUS, Actor
from portal.mentors.queries.available import knowing, known_terms
from portal.practices.models import Practice, PracticeTag, PracticeVersion
from portal.practices.permissions import visible_to
from portal.regions.queries import directory
from portal.threads.models import Thread
from portal.threads.permissions import TAKERS

FACETS = ("dimension", "sector")
OFFERED = 3  # the step at which a question is offered
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Offering:
    """People to whom such questions are offered, told from both ends, which must agree.

    `threads` is the condition on `Thread` that somebody is among them, `people` who they are.
    """

    name: str
    threads: Callable[[Actor], Condition]
    people: Callable[[Thread], Collection[int]]


def offers(offering: Offering) -> None:
    """Register people to whom questions are offered; the last one of a name counts."""
    _offerings[offering.name] = offering


def offered_to(actor: Actor) -> Condition:
    """Return the condition on `Thread` that it is offered to somebody who did not ask it."""
    return sa.and_(
        Thread.step >= OFFERED,
        Thread.author_id != actor.person_id,
        sa.or_(*(offering.threads(actor) for offering in _offerings.values())),
    )


def is_offered(actor: Actor, thread: Thread) -> bool:
    """Tell whether a question is offered to somebody."""
    if thread.step < OFFERED:
        return False
    query = sa.select(Thread.id).where(Thread.id == thread.id, offered_to(actor))
    return db.session.scalar(query) is not None


def offered_people(thread: Thread) -> set[int]:
    """Return to whom a question is offered from the last step on, by their ids."""
    found: set[int] = set()
    for offering in _offerings.values():
        found |= set(offering.people(thread))
    return found - {thread.author_id}


def _about(terms: Collection[int]) -> Condition:
    """Return the condition on `Thread` that it is about one of `terms`."""
    tagged = sa.select(PracticeTag.id).where(
        PracticeTag.version_id == Thread.version_id,
        PracticeTag.facet.in_(FACETS),
        PracticeTag.term_id.in_(terms),
    )
    own = sa.or_(Thread.dimension_id.in_(terms), Thread.sector_id.in_(terms))
    return sa.or_(own, tagged.exists())


def _terms_of(thread: Thread) -> set[int]:
    tagged = db.session.scalars(
        sa.select(PracticeTag.term_id).where(
            PracticeTag.version_id == thread.version_id, PracticeTag.facet.in_(FACETS)
        )
    )
    return {term for term in (thread.dimension_id, thread.sector_id, *tagged) if term is not None}


def _champions(terms: Collection[int]) -> set[int]:
    """Return who writes for a region with a badge that has a practice about one of `terms`."""
    regions = set(
        db.session.scalars(
            _tagged(Practice.region_id).where(PracticeTag.term_id.in_(terms)).distinct()
        )
    )
    badged = (region.id for region in directory().champions() if region.id in regions)
    return {person for region_id in badged for person in holders(*TAKERS, region_id=region_id)}


def _champion_terms(actor: Actor) -> set[int]:
    """Return what the practices are about of regions with a badge for which somebody writes."""
    written_for = actor.regions(*TAKERS)
    badged = [region.id for region in directory().champions() if region.id in written_for]
    if not badged:
        return set()
    return set(
        db.session.scalars(_tagged(PracticeTag.term_id).where(Practice.region_id.in_(badged)))
    )


def _tagged(column: sa.orm.InstrumentedAttribute[int]) -> sa.Select[int]:
    return (
        sa.select(column)
        .select_from(PracticeTag)
        .join(PracticeVersion, PracticeVersion.id == PracticeTag.version_id)
        .join(Practice, Practice.current_version_id == PracticeVersion.id)
        .where(PracticeTag.facet.in_(FACETS), visible_to(ANONYMOUS))
    )


MENTORS = Offering(
    name="mentors",
    threads=lambda actor: _about(known_terms(actor.person_id)),
    people=lambda thread: knowing(_terms_of(thread)),
)
CHAMPIONS = Offering(
    name="champions",
    threads=lambda actor: _about(_champion_terms(actor)),
    people=lambda thread: _champions(_terms_of(thread)),
)
_offerings = {offering.name: offering for offering in (MENTORS, CHAMPIONS)}
