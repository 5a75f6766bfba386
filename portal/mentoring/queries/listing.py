"""Reads: mentorships page by page, what waits for somebody, and places in the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.mentoring.models import OPEN, TAKING, Mentorship, MentorshipState
from portal.mentoring.permissions import ASKERS, PARTIES
from portal.mentoring.queries import MentorshipView, select, views
from portal.mentoring.queries.places import in_line
from portal.mentoring.queries.wording import GROUPS
from portal.mentors.models import MentorProfile
from portal.mentors.permissions import is_serving

PER_PAGE = 20
MOST = 50  # on a desk, of each kind
SIDES = ("learner", "champion")
State = MentorshipState


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for; "" narrows nothing. `side` is on which one's own region stands."""

    side: str = ""
    group: str = ""


def found(
    actor: Actor, asked: Asked, page: int, per_page: int = PER_PAGE
) -> tuple[list[MentorshipView], int]:
    """Return a page of the mentorships that fit, newest first, and how many fit in all."""
    query = select(actor).where(*_conditions(actor, asked))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(Mentorship.requested_at.desc(), Mentorship.id.desc())
    return views(newest.offset((page - 1) * per_page).limit(per_page)), total


def _conditions(actor: Actor, asked: Asked) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    own = sorted(actor.regions(*PARTIES))
    if asked.side == "learner":
        conditions.append(Mentorship.learner_region_id.in_(own))
    if asked.side == "champion":
        conditions.append(Mentorship.champion_region_id.in_(own))
    if asked.group:
        states = GROUPS[asked.group][1] if asked.group in GROUPS else ()
        conditions.append(Mentorship.state.in_(states))
    return conditions


class Why(StrEnum):
    """Why a mentorship is on somebody's desk."""

    ANSWER = "answer"
    NAME = "name"
    TAKE = "take"
    OWN = "own"


def waiting_for(actor: Actor) -> dict[Why, list[MentorshipView]]:
    """Return what waits for somebody, what lapses first first; what is empty is left out."""
    found = {why: _views(actor, where) for why, where in _desk(actor).items()}
    return {why: rows for why, rows in found.items() if rows}


def _desk(actor: Actor) -> Mapping[Why, sa.ColumnElement[bool]]:
    desk: dict[Why, sa.ColumnElement[bool]] = {}
    if actor.regions(Role.REGION_ADMIN, Role.MENTOR):
        own = sa.select(MentorProfile.id).where(
            MentorProfile.person_id == actor.person_id, is_serving()
        )
        governed = Mentorship.champion_region_id.in_(sorted(actor.regions(Role.REGION_ADMIN)))
        asked = sa.or_(governed, Mentorship.mentor_id.in_(own))
        desk[Why.ANSWER] = sa.and_(Mentorship.state == State.REQUESTED, asked)
        if actor.regions(Role.REGION_ADMIN):
            lacks = sa.and_(Mentorship.mentor_id.is_(None), Mentorship.state.in_(TAKING))
            desk[Why.NAME] = sa.and_(lacks, governed)
    if regions := sorted(actor.regions(*ASKERS)):
        learns = Mentorship.learner_region_id.in_(regions)
        desk[Why.TAKE] = sa.and_(learns, Mentorship.state == State.OFFERED)
        pending = Mentorship.state.in_([one for one in OPEN if one is not State.OFFERED])
        desk[Why.OWN] = sa.and_(learns, pending)
    return desk


def _views(actor: Actor, where: sa.ColumnElement[bool]) -> list[MentorshipView]:
    query = select(actor).where(where).order_by(Mentorship.expires_at, Mentorship.id)
    return views(query.limit(MOST))


def queue_place(view: MentorshipView) -> int:
    """Return which place in the queue for the same mentor, or region, somebody has, from 1 on."""
    waiting = [one for one in in_line([view.champion.id]) if one.state is State.WAITING]
    line = [one.id for one in waiting if one.mentor_id in {view.mentor_id, None}]
    return line.index(view.id) + 1
