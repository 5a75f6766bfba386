"""Staffing: who governs a place invites people to it, and roles of much power take two to give."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Person, PersonState
from portal.accounts.permissions import (
    APPROVE_MEMBERSHIP,
    GIVEN_BY_TWO,
    GRANT_MEMBERSHIP,
    Seat,
)
from portal.accounts.queries import is_active, person_by_mail
from portal.accounts.queries.members import (
    ENDING,
    Member,
    MemberState,
    admins_of,
    as_member,
    member,
    require_view,
)
from portal.accounts.schemas.mail import folded
from portal.accounts.services import links, mails, memberships, people
from portal.accounts.services.memberships import Post
from portal.core import limits
from portal.core.clock import today
from portal.core.errors import BadInput, Forbidden, NotFound
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.permissions import Actor, Role, require
from portal.core.uow import unit_of_work

APPOINTMENTS = Limit("appointments", 100, timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whom to invite; the name is a first one, and they may write another."""

    mail: str
    name: str


def appoint(actor: Actor, invited: Invited, post: Post, *, locale: str) -> MemberState:
    """Give somebody a role: by an invitation, or at once to who has an account already.

    Return where the membership stands now: a role that takes two waits for the second.

    Raises:
        Forbidden: if the actor may not give this role there.
        BadInput: for an address that may not be invited, oneself, or a role that cannot be held.
        TooMany: after too many of them.
    """
    mail = folded(invited.mail)
    seat = Seat(region_id=memberships.region_id_of(post), role=post.role)
    require(actor, GRANT_MEMBERSHIP, seat)
    people.refuse_strange(mail)
    if post.ends_on is not None and post.ends_on < today():
        raise BadInput(_("Hari berakhirnya sudah lewat."))
    limits.count([(APPOINTMENTS, str(actor.person_id))])
    with unit_of_work() as session:
        person = person_by_mail(mail)
        if person is None:
            person = people.new_person(session, mail, locale=locale, name=invited.name)
        if person.id == actor.person_id:
            raise BadInput(_("Peran untuk diri sendiri hanya dapat diberikan orang lain."))
        if person.state is PersonState.DISABLED:
            raise BadInput(_("Akun dengan alamat ini dinonaktifkan."))
        approved = post.role not in GIVEN_BY_TWO
        given = memberships.grant(session, person.id, post, by=actor, approved=approved)
        return _tell(session, given, person)


def approve(actor: Actor, region_id: int | None, public_id: str, role: Role) -> None:
    """Be the second who gives a role that takes two.

    Raises:
        NotFound: if no such role waits, or the actor may not know.
        Forbidden: to who proposed it, who would get it, and who is no editor.
    """
    require_view(actor, region_id)
    require(actor, APPROVE_MEMBERSHIP)
    with unit_of_work() as session:
        waiting = member(region_id, public_id, role)
        if waiting.state is not MemberState.PROPOSED:
            raise NotFound
        if actor.person_id in {waiting.granted_by_id, waiting.person_id, None}:
            raise Forbidden(_("Orang kedua yang menyetujui, bukan yang mengusulkan."))
        membership = session.get_one(Membership, waiting.membership_id)
        membership.approved = True
        memberships.note(session, "approve", membership, by=actor)
        _tell(session, membership, session.get_one(Person, waiting.person_id))


def invite_again(actor: Actor, region_id: int | None, public_id: str, role: Role) -> None:
    """Send a new link to somebody who has not answered.

    Raises:
        NotFound: if nobody waits there, or the actor may not know.
        Forbidden: if the actor may not give this role.
        TooMany: after too many of them.
    """
    require_view(actor, region_id)
    waiting = member(region_id, public_id, role)
    require(actor, GRANT_MEMBERSHIP, Seat(region_id=region_id, role=role))
    if waiting.state is not MemberState.INVITED:
        raise NotFound
    limits.count([(APPOINTMENTS, str(actor.person_id))])
    with unit_of_work() as session:
        person = session.get_one(Person, waiting.person_id)
        mails.send_link(session, links.Purpose.INVITATION, person)


def _tell(session: Session, membership: Membership, person: Person) -> MemberState:
    given = as_member(membership, person)
    if given.state is MemberState.INVITED:
        mails.send_link(session, links.Purpose.INVITATION, person)
    elif given.state is not MemberState.PROPOSED:
        mails.tell_appointed(session, given)
    return given.state


def remind_of_ends() -> None:
    """Remind people and those who govern their place of memberships that end within 30 days."""
    with unit_of_work() as session:
        rows = session.execute(
            sa.select(Membership, Person)
            .join(Person, Person.id == Membership.person_id)
            .where(is_active(), Membership.ends_on <= today() + ENDING)
            .where(Person.state == PersonState.ACTIVE)
        )
        for row in rows.all():
            ending: Member = as_member(row.Membership, row.Person)
            readers = {person.id: person for person in admins_of(ending.region_id)}
            for reader in {**readers, row.Person.id: row.Person}.values():
                mails.remind_of_end(session, ending, reader)
