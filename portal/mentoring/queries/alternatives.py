"""Reads: whom else a region can ask, where who was asked has no place or does not want to."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.adoptions.models import Adoption, Outcome, Stage
from portal.core.db import db
from portal.mentoring.queries.places import open_places
from portal.mentoring.schemas import MOST_ALTERNATIVES
from portal.mentors.models import MentorProfile, MentorTag
from portal.regions.queries import RegionView, directory
from portal.regions.queries.champions import champions_in
from portal.regions.queries.likeness import Likeness, likeness
from portal.vocabularies.models import Term


class Why(StrEnum):
    """Why somebody else could go along as well."""

    ADOPTER = "adopter"
    COLLEAGUE = "colleague"
    CHAMPION = "champion"


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Who asks, and for what: a mentor of a region, or the region, and what it is about."""

    learner: RegionView
    champion: RegionView
    mentor_id: int | None
    practice_id: int | None
    dimension: str


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """A mentor with a place; `near` tells how like the learner region the mentor's is."""

    why: Why
    mentor_key: str
    mentor_name: str
    region: RegionView
    near: Likeness


def alternatives(sought: Sought, most: int = MOST_ALTERNATIVES) -> list[Alternative]:
    """Return who has a place, of each region one, the best first.

    Who has taken over the same practice with a verified outcome comes first where their region is
    closer to the learner's than the one that was asked; then a colleague of who was asked, other
    adopters, and mentors who know the dimension, of champions in it; closer regions come first.
    """
    asked = likeness(sought.learner, sought.champion).share

    def rank(one: Alternative) -> tuple[int, float, str, str]:
        closer = one.why is Why.ADOPTER and one.near.share > asked
        place = 0 if closer else 1 + list(_ORDER).index(one.why)
        return place, -one.near.share, one.region.code, one.mentor_name

    found: dict[int, Alternative] = {}
    for one in sorted(_candidates(sought), key=rank):
        found.setdefault(one.region.id, one)
    return list(found.values())[:most]


_ORDER = (Why.COLLEAGUE, Why.ADOPTER, Why.CHAMPION)


def _candidates(sought: Sought) -> Iterator[Alternative]:
    free = [mentor for mentor, left in open_places().items() if left and mentor != sought.mentor_id]
    rows = db.session.execute(
        sa.select(MentorProfile.id, MentorProfile.public_id, MentorProfile.region_id, Person.name)
        .join(Person, Person.id == MentorProfile.person_id)
        .where(MentorProfile.id.in_(free), MentorProfile.region_id != sought.learner.id)
    ).all()
    adopters, knowing = _adopters(sought.practice_id), _knowing(sought.dimension)
    champions = champions_in(sought.dimension)
    for row in rows:
        region = directory().by_id[row.region_id]
        teaches = row.id in knowing and region.id in champions
        why = _why(region, sought, adopters, teaches=teaches)
        if why is not None and region.invented == sought.learner.invented:
            near = likeness(sought.learner, region)
            yield Alternative(
                why=why, mentor_key=row.public_id, mentor_name=row.name, region=region, near=near
            )


def _why(region: RegionView, sought: Sought, adopters: set[int], *, teaches: bool) -> Why | None:
    if region.id == sought.champion.id:
        return Why.COLLEAGUE
    if region.id in adopters:
        return Why.ADOPTER
    return Why.CHAMPION if teaches else None


def _adopters(practice_id: int | None) -> set[int]:
    """Return the regions that have taken over a practice and can show for it."""
    verified = sa.select(Adoption.region_id).where(
        Adoption.practice_id == practice_id,
        Adoption.stage == Stage.VERIFIED,
        Adoption.outcome.in_((Outcome.SUCCESS, Outcome.PARTIAL)),
    )
    return set(db.session.scalars(verified)) if practice_id is not None else set()


def _knowing(dimension: str) -> set[int]:
    """Return the profiles that name a dimension."""
    tagged = (
        sa.select(MentorTag.profile_id)
        .join(Term, Term.id == MentorTag.term_id)
        .where(MentorTag.facet == "dimension", Term.code == dimension)
    )
    return set(db.session.scalars(tagged))
