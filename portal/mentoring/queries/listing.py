"""Reads: mentorships page by page, and places in the queue."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.permissions import PARTIES
from portal.mentoring.queries import MentorshipView, select, views
from portal.mentoring.queries.places import in_line
from portal.mentoring.queries.wording import GROUPS

PER_PAGE = 20
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


def queue_place(view: MentorshipView) -> int:
    """Return which place in the queue for the same mentor, or region, somebody has, from 1 on."""
    waiting = [one for one in in_line([view.champion.id]) if one.state is State.WAITING]
    line = [one.id for one in waiting if one.mentor_id in {view.mentor_id, None}]
    return line.index(view.id) + 1
