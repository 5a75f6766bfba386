"""Reads: mentorships as pages, rows and programs see them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS, Actor
from portal.mentoring.models import Mentorship, MentorshipEvent, MentorshipState
from portal.mentoring.permissions import Parties, visible_to
from portal.mentors.models import MentorProfile
from portal.mentors.permissions import is_serving
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to as practice_visible_to
from portal.regions.queries import RegionView, directory


@dataclass(frozen=True, kw_only=True)
class MentorshipView:
    """A mentorship as its parties see it.

    `mentor_name` is None where nobody is named; `mentor_serves` tells that the mentor still is one
    of the region. `slug` and `title` are None where there is no practice, or none to be read.
    `dimension` is the code of a term. Of `wish` and `reason` editors see nothing.
    """

    id: int
    public_id: str
    learner: RegionView
    champion: RegionView
    mentor_id: int | None
    mentor_key: str | None
    mentor_name: str | None
    mentor_person_id: int | None
    mentor_serves: bool
    practice_id: int | None
    slug: str | None
    title: Mapping[str, str] | None
    dimension: str
    wish: str
    state: MentorshipState
    holder_id: int | None
    requested_at: datetime
    offered_at: datetime | None
    expires_at: datetime | None
    decided_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    reason: str

    @property
    def parties(self) -> Parties:
        """Whom it concerns."""
        person_id = self.mentor_person_id if self.mentor_serves else None
        return Parties(self.learner.id, self.champion.id, person_id)


_COLUMNS = (
    Mentorship,
    MentorProfile.public_id.label("mentor_key"),
    MentorProfile.person_id,
    Person.name,
    sa.func.coalesce(is_serving(), sa.false()).label("serves"),
    Practice.slug,
    PracticeVersion.record["title"].label("title"),
)


def select(actor: Actor) -> sa.Select[Any]:
    """Return the query of all mentorships that somebody may see, to be narrowed."""
    return (
        sa.select(*_COLUMNS)
        .outerjoin(MentorProfile, MentorProfile.id == Mentorship.mentor_id)
        .outerjoin(Person, Person.id == MentorProfile.person_id)
        .outerjoin(
            Practice,
            sa.and_(Practice.id == Mentorship.practice_id, practice_visible_to(ANONYMOUS)),
        )
        .outerjoin(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(visible_to(actor))
    )


def view_of(row: sa.Row[Any]) -> MentorshipView:
    """Return a row of `select` as its parties see it."""
    regions, one = directory().by_id, row.Mentorship
    return MentorshipView(
        id=one.id,
        public_id=one.public_id,
        learner=regions[one.learner_region_id],
        champion=regions[one.champion_region_id],
        mentor_id=one.mentor_id,
        mentor_key=row.mentor_key,
        mentor_name=row.name,
        mentor_person_id=row.person_id,
        mentor_serves=bool(row.serves),
        practice_id=one.practice_id,
        slug=row.slug,
        title=row.title,
        dimension=one.dimension,
        wish=one.wish,
        state=one.state,
        holder_id=one.holder_id,
        requested_at=one.requested_at,
        offered_at=one.offered_at,
        expires_at=one.expires_at,
        decided_at=one.decided_at,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        reason=one.reason,
    )


def views(query: sa.Select[Any]) -> list[MentorshipView]:
    """Return what a query made by `select` finds."""
    return [view_of(row) for row in db.session.execute(query)]


def get_visible(actor: Actor, key: str) -> MentorshipView:
    """Return a mentorship by its public id.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    found = views(select(actor).where(Mentorship.public_id == key))
    if not found:
        raise NotFound
    return found[0]


def mentorship_at(actor: Actor, key: str) -> Mentorship:
    """Return a mentorship to be changed in the open unit of work.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    return db.session.get_one(Mentorship, get_visible(actor, key).id)


def parties_of(mentorship: Mentorship) -> Parties:
    """Return whom a mentorship concerns."""
    serving = sa.select(MentorProfile.person_id).where(
        MentorProfile.id == mentorship.mentor_id, is_serving()
    )
    return Parties(
        mentorship.learner_region_id,
        mentorship.champion_region_id,
        db.session.scalars(serving).first(),
    )


def by_ids(actor: Actor, ids: Collection[int]) -> dict[int, MentorshipView]:
    """Return {id: mentorship} of those that the actor may see."""
    return {view.id: view for view in views(select(actor).where(Mentorship.id.in_(ids)))}


@dataclass(frozen=True)
class Line:
    """A line of a mentorship's history."""

    came_from: MentorshipState | None
    state: MentorshipState
    note: str
    happened_at: datetime


def history(mentorship_id: int) -> list[Line]:
    """Return the lines of a mentorship's history, oldest first."""
    rows = db.session.execute(
        sa.select(
            MentorshipEvent.came_from,
            MentorshipEvent.state,
            MentorshipEvent.note,
            MentorshipEvent.happened_at,
        )
        .where(MentorshipEvent.mentorship_id == mentorship_id)
        .order_by(MentorshipEvent.id)
    )
    return [Line(*row) for row in rows]
