"""Handing over: a membership ends, and what its holder had in hand goes on, in one transaction.

Features above say by `moves` what people of a region hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Handover, Membership, Person, PersonState
from portal.accounts.permissions import (
    END_MEMBERSHIP,
    GIVEN_BY_TWO,
    GRANT_MEMBERSHIP,
    Seat,
)
from portal.accounts.queries import is_active, is_in
from portal.accounts.queries.members import (
    Member,
    as_member,
    member,
    memberships_of,
    require_view,
)
from portal.accounts.services import governing, mails, memberships
from portal.accounts.services.memberships import Post
from portal.core.clock import today, utcnow
from portal.core.db import db
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor, Role, permits, require
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.regions.queries import directory


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Who leaves which seat, and who follows; without a successor the region's queue does."""

    person_id: int
    region_id: int | None
    role: Role
    successor_id: int | None


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A kind of work that somebody of a region holds, as a feature above brings it here.

    `held` counts what goes over with a departure; `move` gives it to the successor or the queue
    and returns how much that was, called when the membership has ended; `queued` counts what waits
    in the queue of a region, of the nation for None. `label` is shown, `kind` is stored.
    """

    kind: str
    label: Any
    held: Callable[[Departure], int]
    move: Callable[[Session, Departure], int]
    queued: Callable[[int | None], int]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a membership ends: by which decree, and to whom (a public id) its work goes."""

    decree_no: str | None
    successor: str | None


_kinds: dict[str, Moving] = {}


def moves(moving: Moving) -> None:
    """Register a kind of work; the last one of a name counts."""
    _kinds[moving.kind] = moving


def labels() -> dict[str, str]:
    """Return what the kinds of work are called."""
    return {kind: str(moving.label) for kind, moving in _kinds.items()}


def held_by(leaving: Member) -> dict[str, int]:
    """Return how much of each kind would go over if somebody left now."""
    return _counted(lambda moving: moving.held(_departure(leaving, None)))


def queued_in(region_id: int | None) -> dict[str, int]:
    """Return how much of each kind waits in the queue of a place for somebody to take it."""
    return _counted(lambda moving: moving.queued(region_id))


def _counted(count: Callable[[Moving], int]) -> dict[str, int]:
    counts = {kind: count(moving) for kind, moving in _kinds.items()}
    return {kind: number for kind, number in counts.items() if number}


def end(actor: Actor, region_id: int | None, person: str, role: Role, ending: Ending) -> str | None:
    """End a membership and hand its work over; return the public id of the hand-over.

    What never counted, as an invitation that nobody answered, is taken back without one.

    Raises:
        NotFound: if there is no such member, or the actor may not know.
        Forbidden: if the actor may not end it.
        BadInput: if the decree is missing, the successor cannot follow, or nobody would be left.
    """
    require_view(actor, region_id)
    with unit_of_work() as session:
        leaving = member(region_id, person, role)
        require(actor, END_MEMBERSHIP, _seat(leaving))
        if leaving.counts and not ending.decree_no:
            raise BadInput(_("Tulis nomor keputusan yang mengakhiri peran ini."))
        successor = _successor(leaving, ending.successor)
        if successor is not None:
            _seat_successor(session, actor, leaving, successor, ending)
        return _leave(session, actor, leaving, successor, ending.decree_no)


def end_by_command(person_id: int, post: Post, successor: str | None) -> None:
    """End a membership for whoever runs the machine; `successor` is the public id of a member.

    Raises:
        BadInput: if it is not held, the successor cannot follow, or nobody would be left.
    """
    with unit_of_work() as session:
        membership = memberships.held(session, person_id, post)
        person = session.get_one(Person, person_id)
        leaving = member(membership.region_id, person.public_id, post.role)
        follows = _successor(leaving, successor)
        _leave(session, ANONYMOUS, leaving, follows, membership.decree_no)


def end_all(session: Session, person_id: int) -> None:
    """End all that somebody is who goes for good; what they held waits in the queues."""
    _hand_over_expired(session, Membership.person_id == person_id)
    for leaving in memberships_of(person_id):
        membership = session.get_one(Membership, leaving.membership_id)
        memberships.end(session, membership)
        if leaving.counts:
            _hand_over(session, leaving, None, decree_no=None, by=ANONYMOUS)


def take_back(session: Session, leaving: Member) -> None:
    """End what a claim gave and gives no longer; what its holder had in hand waits in the queue."""
    session.get_one(Membership, leaving.membership_id).taken_back = True
    _leave(session, ANONYMOUS, leaving, None, None)


def _leave(
    session: Session,
    actor: Actor,
    leaving: Member,
    successor: Person | None,
    decree_no: str | None,
) -> str | None:
    membership = session.get_one(Membership, leaving.membership_id)
    memberships.end(session, membership, by=actor)
    if not leaving.counts:
        return None
    governing.refuse_last(leaving)
    handover = _hand_over(session, leaving, successor, decree_no=decree_no, by=actor)
    mails.tell_ended(session, leaving, successor)
    return handover.public_id


def _hand_over(
    session: Session, leaving: Member, successor: Person | None, *, decree_no: str | None, by: Actor
) -> Handover:
    departure = _departure(leaving, successor)
    moved = _counted(lambda moving: moving.move(session, departure))
    session.flush()
    handover = Handover(
        public_id=new_public_id(),
        membership_id=leaving.membership_id,
        successor_id=successor.id if successor else None,
        ended_by_id=by.person_id,
        decree_no=decree_no,
        moved=moved,
        left=_counted(lambda moving: moving.held(departure)),
        at=utcnow(),
    )
    session.add(handover)
    session.flush()
    return handover


def _departure(leaving: Member, successor: Person | None) -> Departure:
    return Departure(
        person_id=leaving.person_id,
        region_id=leaving.region_id,
        role=leaving.role,
        successor_id=successor.id if successor else None,
    )


def _seat(leaving: Member) -> Seat:
    return Seat(region_id=leaving.region_id, role=leaving.role, person_id=leaving.person_id)


def successors_of(leaving: Member) -> list[Person]:
    """Return who can follow: people with an account who are something in the same place today."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(
                Person.id.in_(
                    sa.select(Membership.person_id).where(is_in(leaving.region_id), is_active())
                ),
                Person.id != leaving.person_id,
                Person.state == PersonState.ACTIVE,
            )
            .order_by(Person.name, Person.id)
        )
    )


def _successor(leaving: Member, public_id: str | None) -> Person | None:
    if not public_id:
        return None
    for person in successors_of(leaving):
        if person.public_id == public_id:
            return person
    raise BadInput(_("Pengganti harus anggota aktif di tempat yang sama."))


def _seat_successor(
    session: Session, actor: Actor, leaving: Member, successor: Person, ending: Ending
) -> None:
    """Give the successor the role too: by who may give it, or by who gives the own one on."""
    code = directory().by_id[leaving.region_id].code if leaving.region_id is not None else None
    post = Post(role=leaving.role, region=code, decree_no=ending.decree_no, starts_on=today())
    if not leaving.counts or memberships.holds(session, successor.id, post):
        return
    seat = Seat(region_id=leaving.region_id, role=leaving.role, person_id=successor.id)
    passes_on = leaving.person_id == actor.person_id or permits(actor, GRANT_MEMBERSHIP, seat)
    if leaving.role in GIVEN_BY_TWO or not passes_on:
        raise BadInput(_("Pengganti ini belum memegang peran itu."))
    memberships.grant(session, successor.id, post, by=actor)


def hand_over_expired() -> None:
    """Give the work of memberships that ran out to the queue of their region."""
    with unit_of_work() as session:
        _hand_over_expired(session, sa.true())


def _hand_over_expired(session: Session, condition: sa.ColumnElement[bool]) -> None:
    rows = session.execute(
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.ended_at.is_(None), Membership.ends_on < today(), condition)
        .where(Membership.approved, Person.state.in_((PersonState.ACTIVE, PersonState.DISABLED)))
        .where(Membership.id.not_in(sa.select(Handover.membership_id)))
    )
    for row in rows.all():
        _hand_over(
            session,
            as_member(row.Membership, row.Person),
            None,
            decree_no=row.Membership.decree_no,
            by=ANONYMOUS,
        )


def counts_of(kinds: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return counts by what their kinds are called, kinds of other releases by their name."""
    called = labels()
    return [(called.get(kind, kind), number) for kind, number in kinds.items()]
