"""Reads: to whom a question can be given, and who can be asked to answer it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from portal.accounts.models import Membership, Person, PersonState
from portal.accounts.queries import is_active, is_in
from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.mentors.queries.available import Available, available
from portal.threads.models import HolderKind, Thread
from portal.threads.models.holding import AnswerInvitation
from portal.threads.permissions import HOLDERS
from portal.threads.queries.hands import wanted_by


class Group(StrEnum):
    """What somebody is to a question."""

    QUEUE = "queue"
    COLLEAGUE = "colleague"
    FITTING = "fitting"
    MENTOR = "mentor"
    EXPERT = "expert"


@dataclass(frozen=True)
class Recipient:
    """A person, by public id, or a queue, by its kind, with the region for which they hold it."""

    key: str
    group: Group
    name: str
    region_id: int | None
    person_id: int | None = None


def recipients(thread: Thread) -> list[Recipient]:
    """Return to whom a question can be given: queues, colleagues of its region, mentors."""
    region_id = thread.promise_region_id
    queues = [Recipient(HolderKind.EDITORS.value, Group.QUEUE, "", None)]
    if region_id is not None:
        queues.insert(0, Recipient(HolderKind.REGION.value, Group.QUEUE, "", region_id))
    people = _people(thread, excluded={thread.author_id, thread.holder_id})
    return [one for one in (*queues, *people) if one.key != thread.holder_kind]


def invitable(thread: Thread, by: Actor) -> list[Recipient]:
    """Return whom somebody can ask to answer: colleagues, mentors, experts; nobody twice."""
    invited = sa.select(AnswerInvitation.person_id).where(AnswerInvitation.thread_id == thread.id)
    excluded = {by.person_id, thread.author_id, thread.holder_id, *db.session.scalars(invited)}
    experts = _holding({Role.EXPERT}, None, Group.EXPERT)
    return _people(thread, excluded) + [one for one in experts if one.person_id not in excluded]


def _people(thread: Thread, excluded: Collection[int | None]) -> list[Recipient]:
    """Return colleagues and mentors; those of other regions only if they agreed to be shown."""
    region_id, wanted = thread.promise_region_id, wanted_by(thread)
    colleagues = [] if region_id is None else _holding(HOLDERS, region_id, Group.COLLEAGUE)
    mentors = [one for one in available() if one.agreed and one.region_id != region_id]
    fitting = [one for one in mentors if one.terms & (wanted.dimensions | wanted.sectors)]
    others = [one for one in mentors if one not in fitting]
    found = [
        *colleagues,
        *(_mentor(one, Group.FITTING) for one in fitting),
        *(_mentor(one, Group.MENTOR) for one in others),
    ]
    named: dict[str, Recipient] = {}
    for one in found:
        if one.person_id not in excluded:
            named.setdefault(one.key, one)
    return list(named.values())


def _mentor(one: Available, group: Group) -> Recipient:
    return Recipient(one.public_id, group, one.name, one.region_id, one.person_id)


def _holding(roles: Collection[Role], region_id: int | None, group: Group) -> list[Recipient]:
    """Return who holds one of `roles` in a place today, by name."""
    rows = db.session.execute(
        sa.select(Person.id, Person.public_id, Person.name)
        .where(
            Person.id.in_(
                sa.select(Membership.person_id).where(
                    Membership.role.in_(roles), is_in(region_id), is_active()
                )
            ),
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Person.name, Person.id)
    )
    return [Recipient(row.public_id, group, row.name, region_id, row.id) for row in rows]
