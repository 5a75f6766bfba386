"""Reads: which mentorships wait for somebody, and for what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from portal.core.clock import today
from portal.core.db import db
from portal.core.permissions import Actor, Role, permits
from portal.mentoring.models import OPEN, TAKING, Mentorship, MentorshipState
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.models.closing import ClosingForm, FollowUp
from portal.mentoring.models.sessions import ActionItem, MentorshipSession, Side
from portal.mentoring.permissions import ASKERS, EDITOR, TOGETHER, VERIFY, of_regions, sides_of
from portal.mentoring.queries import MentorshipView, select, views
from portal.mentoring.queries.companies import company_in
from portal.mentors.models import MentorProfile
from portal.mentors.permissions import is_serving

MOST = 50  # of each kind
State = MentorshipState


class Why(StrEnum):
    """Why a mentorship is on somebody's desk, in the order of the desk."""

    ANSWER = "answer"
    NAME = "name"
    TAKE = "take"
    OWN = "own"
    SIGN = "sign"
    CLOSE = "close"
    ITEMS = "items"
    VERIFY = "verify"
    LASTED = "lasted"


@dataclass(frozen=True)
class Due:
    """A mentorship that waits; `text` and `day` are of an item, "" and None else."""

    view: MentorshipView
    text: str = ""
    day: date | None = None
    session: int = 0


def waiting_for(actor: Actor) -> Mapping[Why, list[Due]]:
    """Return what waits for somebody, what lapses first first; what is empty is left out."""
    found = {why: _asked(actor, where) for why, where in _requests(actor).items()}
    found[Why.VERIFY] = _to_verify(actor)
    if _goes_along(actor):
        found |= {
            Why.SIGN: _to_sign(actor),
            Why.ITEMS: _items(actor),
            Why.CLOSE: _to_close(actor),
            Why.LASTED: _to_ask(actor),
        }
    return {why: found[why] for why in Why if found.get(why)}


def _requests(actor: Actor) -> Mapping[Why, sa.ColumnElement[bool]]:
    """Return under which conditions on `Mentorship` a request waits for somebody."""
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


def _asked(actor: Actor, where: sa.ColumnElement[bool]) -> list[Due]:
    query = select(actor).where(where).order_by(Mentorship.expires_at, Mentorship.id)
    return [Due(view) for view in views(query.limit(MOST))]


def _goes_along(actor: Actor) -> bool:
    """Tell whether a region of somebody goes along at all, which most do not: one question."""
    if not (regions := _regions(actor)):
        return False
    going = sa.select(Mentorship.id).where(of_regions(regions), Mentorship.state.in_(TOGETHER))
    return db.session.scalars(going.limit(1)).first() is not None


def _found(actor: Actor, *conditions: sa.ColumnElement[bool]) -> list[MentorshipView]:
    query = select(actor).where(*conditions).order_by(Mentorship.id).limit(MOST)
    return views(query)


def _own(view: MentorshipView, sides: frozenset[Side]) -> set[int]:
    regions = {Side.LEARNER: view.learner.id, Side.CHAMPION: view.champion.id}
    return {regions[side] for side in sides}


def _to_sign(actor: Actor) -> list[Due]:
    """Return those whose newest version still lacks the signature of a region one governs."""
    governed = sorted(actor.regions(Role.REGION_ADMIN))
    if not governed:
        return []
    newest = (
        sa.select(sa.func.max(Agreement.id))
        .where(Agreement.mentorship_id == Mentorship.id)
        .scalar_subquery()
    )
    sides = (Mentorship.learner_region_id, Mentorship.champion_region_id)
    unsigned = [
        sa.and_(
            side.in_(governed),
            ~sa.select(AgreementSignature.id)
            .where(
                AgreementSignature.agreement_id == newest,
                sa.or_(
                    AgreementSignature.region_id == side,
                    AgreementSignature.person_id == actor.person_id,
                ),
            )
            .exists(),
        )
        for side in sides
    ]
    waits = sa.and_(Mentorship.state == State.ACCEPTED, newest.is_not(None))
    return [Due(view) for view in _found(actor, waits, sa.or_(*unsigned))]


def _items(actor: Actor) -> list[Due]:
    """Return the items of one's own side that are due and not done."""
    rows = db.session.execute(
        sa.select(ActionItem, MentorshipSession.mentorship_id, MentorshipSession.number)
        .join(MentorshipSession, MentorshipSession.id == ActionItem.session_id)
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(
            ActionItem.done_at.is_(None),
            ActionItem.due_on <= today(),
            Mentorship.state.in_(TAKING),
            of_regions(_regions(actor)),
        )
        .order_by(ActionItem.due_on, ActionItem.id)
        .limit(MOST)
    ).all()
    seen = {
        view.id: view
        for view in (_found(actor, Mentorship.id.in_({row[1] for row in rows})) if rows else ())
    }
    return [
        Due(view, item.text, item.due_on, number)
        for item, mentorship_id, number in rows
        if (view := seen.get(mentorship_id)) and item.side in sides_of(actor, company_in(view))
    ]


def _regions(actor: Actor) -> list[int]:
    return sorted({grant.region_id for grant in actor.grants if grant.region_id is not None})


def _to_close(actor: Actor) -> list[Due]:
    """Return those that are closing or past their last day, for a side that has not said how."""
    late = sa.and_(Mentorship.state == State.ACTIVE, Mentorship.ends_on < today())
    closing = sa.or_(Mentorship.state == State.CLOSING, late)
    shown = _found(actor, closing, of_regions(_regions(actor)))
    rows = db.session.execute(
        sa.select(ClosingForm.mentorship_id, ClosingForm.region_id).where(
            ClosingForm.mentorship_id.in_([view.id for view in shown])
        )
    )
    sent = {(mentorship_id, region_id) for mentorship_id, region_id in rows}
    return [
        Due(view)
        for view in shown
        if any(
            (view.id, region_id) not in sent
            for region_id in _own(view, sides_of(actor, company_in(view)))
        )
    ]


def _to_verify(actor: Actor) -> list[Due]:
    if EDITOR not in actor.grants:
        return []
    shown = _found(actor, Mentorship.state == State.COMPLETED)
    return [Due(view) for view in shown if permits(actor, VERIFY, company_in(view))]


def _to_ask(actor: Actor) -> list[Due]:
    asked = sa.select(FollowUp.mentorship_id).where(
        FollowUp.asked_at.is_not(None), FollowUp.answered_at.is_(None)
    )
    own = Mentorship.learner_region_id.in_(_regions(actor))
    shown = _found(actor, Mentorship.id.in_(asked), own)
    return [Due(view) for view in shown if Side.LEARNER in sides_of(actor, company_in(view))]
