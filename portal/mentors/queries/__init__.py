"""Reads: mentors as their cards and pages show them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.clock import today
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS, Actor
from portal.mentors.models import (
    MentorBlock,
    MentorLanguage,
    MentorProfile,
    MentorState,
    MentorTag,
)
from portal.mentors.permissions import is_public, is_serving, visible_to
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to as practice_visible_to
from portal.regions.queries import RegionView, directory
from portal.vocabularies.models import Term

FACETS = ("dimension", "sector")


@dataclass(frozen=True)
class Delivered:
    """A practice with the titles, {"id": ..., "en": ...}, of its blocks that a mentor delivered."""

    slug: str
    title: Mapping[str, str]
    blocks: Sequence[Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class MentorView:
    """A mentor with all that a profile says; terms and languages by their codes."""

    id: int
    public_id: str
    person_id: int
    name: str
    region: RegionView
    state: MentorState
    granted_by_id: int | None
    agreed: bool
    capacity: int
    paused_until: date | None
    about: str
    about_html: str
    dimensions: Sequence[str]
    sectors: Sequence[str]
    languages: Sequence[str]
    delivered: Sequence[Delivered]

    @property
    def region_id(self) -> int:
        """The id of the region."""
        return self.region.id


def public_mentors() -> list[MentorView]:
    """Return the mentors who are shown, by region and name."""
    found = _views(is_public())
    return sorted(found, key=lambda view: (view.region.code, view.name, view.id))


def public_of(region_id: int) -> list[MentorView]:
    """Return the mentors of a region who are shown, by name."""
    return _views(is_public(), MentorProfile.region_id == region_id)


def public_counts(region_ids: Collection[int]) -> dict[int, int]:
    """Return how many mentors of regions are shown, by ids of regions that have one."""
    rows = db.session.execute(_counted_on(today()), {"ids": region_ids})
    return {row.region_id: row.number for row in rows}


@lru_cache(maxsize=2)
def _counted_on(_day: date) -> sa.Select[int, int]:
    """Return the statement of a day, since who is a mentor depends on it."""
    return (
        sa.select(MentorProfile.region_id, sa.func.count().label("number"))
        .where(MentorProfile.region_id.in_(sa.bindparam("ids", expanding=True)), is_public())
        .group_by(MentorProfile.region_id)
    )


def shown_as(who: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, str]]:
    """Return {(person id, region id): (id, public id)} of the profiles that all may read."""
    rows = db.session.execute(
        sa.select(
            MentorProfile.person_id,
            MentorProfile.region_id,
            MentorProfile.id,
            MentorProfile.public_id,
        ).where(MentorProfile.person_id.in_({person_id for person_id, _region in who}), is_public())
    )
    found = {(row.person_id, row.region_id): (row.id, row.public_id) for row in rows}
    return {one: found[one] for one in who if one in found}


def mentor_at(actor: Actor, public_id: str) -> MentorView:
    """Return one mentor.

    Raises:
        NotFound: if there is none whom the actor may see.
    """
    found = _views(visible_to(actor), MentorProfile.public_id == public_id)
    if not found:
        raise NotFound
    return found[0]


def serving_in(region_id: int) -> list[MentorView]:
    """Return the mentors of a region, shown or not, by name; for those who govern it."""
    return _views(is_serving(), MentorProfile.region_id == region_id)


def proposed() -> list[MentorView]:
    """Return the designations that wait for an editor."""
    return _views(is_serving(), MentorProfile.state == MentorState.PROPOSED)


def own(actor: Actor) -> list[MentorView]:
    """Return the profiles of an actor."""
    return _views(is_serving(), MentorProfile.person_id == actor.person_id)


def _views(*conditions: sa.ColumnElement[bool]) -> list[MentorView]:
    rows = db.session.execute(
        sa.select(MentorProfile, Person.name)
        .join(Person, Person.id == MentorProfile.person_id)
        .where(*conditions)
        .order_by(Person.name, MentorProfile.id)
    ).all()
    ids = [row.MentorProfile.id for row in rows]
    tags, languages, delivered = _tags(ids), _languages(ids), _delivered(ids)
    return [
        MentorView(
            id=profile.id,
            public_id=profile.public_id,
            person_id=profile.person_id,
            name=name,
            region=directory().by_id[profile.region_id],
            state=profile.state,
            granted_by_id=profile.granted_by_id,
            agreed=profile.agreed,
            capacity=profile.capacity,
            paused_until=profile.paused_until,
            about=profile.about,
            about_html=profile.about_html,
            dimensions=tags[profile.id, "dimension"],
            sectors=tags[profile.id, "sector"],
            languages=languages[profile.id],
            delivered=delivered[profile.id],
        )
        for profile, name in rows
    ]


def _tags(ids: Collection[int]) -> Mapping[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(MentorTag.profile_id, MentorTag.facet, Term.code)
        .join(Term, Term.id == MentorTag.term_id)
        .where(MentorTag.profile_id.in_(ids))
        .order_by(Term.sort)
    )
    for profile_id, facet, code in rows:
        found[profile_id, facet].append(code)
    return found


def _languages(ids: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(MentorLanguage.profile_id, MentorLanguage.code)
        .where(MentorLanguage.profile_id.in_(ids))
        .order_by(MentorLanguage.id)
    )
    for profile_id, code in rows:
        found[profile_id].append(code)
    return found


def _delivered(ids: Collection[int]) -> Mapping[int, list[Delivered]]:
    """Return {profile id: what of public practices its person delivered}."""
    rows = db.session.execute(
        sa.select(
            MentorBlock.profile_id,
            MentorBlock.title,
            Practice.slug,
            PracticeVersion.record["title"].label("practice"),
        )
        .join(Practice, Practice.id == MentorBlock.practice_id)
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(MentorBlock.profile_id.in_(ids), practice_visible_to(ANONYMOUS))
        .order_by(Practice.id, MentorBlock.id)
    )
    blocks: dict[int, dict[str, tuple[Mapping[str, str], list[Mapping[str, str]]]]] = {}
    for row in rows:
        practices = blocks.setdefault(row.profile_id, {})
        practices.setdefault(row.slug, (row.practice, []))[1].append(row.title)
    return defaultdict(
        list,
        {
            profile_id: [Delivered(slug, *told) for slug, told in practices.items()]
            for profile_id, practices in blocks.items()
        },
    )
