"""Who leaves a region hands over the mentorships that they carry, or do as its mentor."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import grants_of
from portal.accounts.services.handover import Departure, Moving, moves
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Grant, Role
from portal.mentoring.models import OPEN, TAKING, Mentorship
from portal.mentoring.permissions import ASKERS
from portal.mentoring.queries.places import free_places
from portal.mentoring.services.trail import happened
from portal.mentors.models import MentorProfile

ALIVE = (*OPEN, *TAKING)


def start() -> None:
    """Register the mentorships of people of regions, on both sides."""
    moves(
        Moving(
            kind="mentorship",
            label=_l("Pendampingan yang dipegang"),
            held=lambda leaving: _count(_carried(leaving)),
            move=_hand_on,
            queued=lambda region_id: _count(_unheld(region_id)),
        )
    )
    moves(
        Moving(
            kind="mentorship-as-mentor",
            label=_l("Pendampingan sebagai mentor"),
            held=lambda leaving: _count(_done(leaving)),
            move=_replace,
            queued=lambda region_id: _count(_unnamed(region_id)),
        )
    )


def _alive(*conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(Mentorship.id).where(Mentorship.state.in_(ALIVE), *conditions)


def _carried(leaving: Departure) -> sa.Select[int]:
    return _alive(
        Mentorship.learner_region_id == leaving.region_id,
        Mentorship.holder_id == leaving.person_id,
        sa.true() if leaving.role in ASKERS else sa.false(),
    )


def _unheld(region_id: int | None) -> sa.Select[int]:
    return _alive(Mentorship.learner_region_id == region_id, Mentorship.holder_id.is_(None))


def _hand_on(session: Session, leaving: Departure) -> int:
    if {Grant(role, leaving.region_id) for role in ASKERS} & grants_of(leaving.person_id):
        return 0  # another role of the same region lets them go on
    found = _rows(session, _carried(leaving))
    for mentorship in found:
        mentorship.holder_id = leaving.successor_id
    return len(found)


def _done(leaving: Departure) -> sa.Select[int]:
    own = sa.select(MentorProfile.id).where(
        MentorProfile.person_id == leaving.person_id, MentorProfile.region_id == leaving.region_id
    )
    return _alive(
        Mentorship.mentor_id.in_(own), sa.true() if leaving.role is Role.MENTOR else sa.false()
    )


def _unnamed(region_id: int | None) -> sa.Select[int]:
    return _alive(Mentorship.champion_region_id == region_id, Mentorship.mentor_id.is_(None))


def _replace(session: Session, leaving: Departure) -> int:
    """Let the successor go on as far as there are places; the region names somebody for others."""
    if leaving.region_id is None:
        return 0
    follows = sa.select(MentorProfile.id).where(
        MentorProfile.person_id == leaving.successor_id,
        MentorProfile.region_id == leaving.region_id,
    )
    profile_id = session.scalars(follows).first()
    left = free_places([leaving.region_id]).get(profile_id or 0, 0)
    found = _rows(session, _done(leaving))
    for mentorship in found:
        takes = mentorship.state in TAKING
        has_place = left > 0 or not takes
        mentorship.mentor_id = profile_id if has_place else None
        left -= takes
        happened(session, mentorship, came_from=mentorship.state)
    return len(found)


def _rows(session: Session, ids: sa.Select[int]) -> list[Mentorship]:
    query = sa.select(Mentorship).where(Mentorship.id.in_(ids)).order_by(Mentorship.id)
    return list(session.scalars(query))


def _count(query: sa.Select[int]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
