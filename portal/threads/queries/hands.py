"""Reads: in whose hands questions are, what they ask for, and who could take them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Membership, Person, PersonState
from portal.accounts.queries import is_active
from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.practices.models import PracticeTag, PracticeVersion
from portal.threads.models import HolderKind, Post, Thread, ThreadKind, ThreadState
from portal.threads.models.holding import AnswerInvitation
from portal.threads.permissions import HOLDERS, Talk, is_shown
from portal.threads.queries.offers import is_offered
from portal.threads.schemas.choosing import Wanted

FACETS = ("dimension", "sector")


def talk_of(actor: Actor, thread: Thread) -> Talk:
    """Return a thread with what decides whether an actor may take it or give it to others."""
    invited = db.session.scalars(
        sa.select(AnswerInvitation.person_id).where(AnswerInvitation.thread_id == thread.id)
    )
    offered = actor.person_id is not None and is_offered(actor, thread)
    return Talk(thread, invited=frozenset(invited), offered=offered)


def wanted_by(thread: Thread) -> Wanted:
    """Return what a question asks for; of a practice also what that is classified with."""
    found = {"dimension": {thread.dimension_id}, "sector": {thread.sector_id}}
    if thread.version_id is not None:
        rows = db.session.execute(
            sa.select(PracticeTag.facet, PracticeTag.term_id).where(
                PracticeTag.version_id == thread.version_id, PracticeTag.facet.in_(FACETS)
            )
        )
        for facet, term_id in rows:
            found[facet].add(term_id)
    dimensions, sectors = (frozenset(filter(None, found[facet])) for facet in FACETS)
    return Wanted(
        asker_id=thread.author_id,
        region_id=thread.about_region_id,
        practice_id=thread.practice_id,
        block=_block_of(thread),
        dimensions=dimensions,
        sectors=sectors,
    )


def _block_of(thread: Thread) -> str | None:
    if thread.version_id is None or thread.block is None:
        return None
    blocks = PracticeVersion.record["blocks"].label("blocks")
    query = sa.select(blocks).where(PracticeVersion.id == thread.version_id)
    title: str = db.session.scalars(query).one()[thread.block - 1]["title"]["id"]
    return title


def busy(person_ids: Collection[int]) -> Counter[int]:
    """Return how many open questions people hold, by their ids."""
    held = db.session.scalars(
        sa.select(Thread.holder_id).where(Thread.holder_id.in_(person_ids), is_open())
    )
    return Counter(person_id for person_id in held if person_id is not None)


def is_open() -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that says what `permissions.is_unanswered` says."""
    return sa.and_(Thread.kind == ThreadKind.QUESTION, Thread.state == ThreadState.OPEN)


def is_waiting() -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that says what `permissions.is_awaited` says."""
    return sa.and_(is_open(), is_shown(), Thread.locked_at.is_(None))


def is_lapsed() -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that its holder has no right to answer for it any more.

    Rights end by the day, without any job; until the worker has given such a question to others it
    stands in the queue of its region, or of the editors.
    """
    answers = (
        sa.select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == Thread.holder_id,
            sa.or_(
                sa.and_(
                    Membership.role.in_(HOLDERS), Membership.region_id == Thread.holder_region_id
                ),
                sa.and_(Membership.role == Role.EDITOR, Thread.holder_region_id.is_(None)),
            ),
            is_active(),
            Person.state == PersonState.ACTIVE,
        )
        .correlate(Thread)
    )
    return sa.and_(Thread.holder_kind == HolderKind.PERSON, ~answers.exists())


def has_lapsed(thread: Thread) -> bool:
    """Tell whether the holder of a question has no right to answer for it any more."""
    return db.session.scalar(sa.select(is_lapsed()).where(Thread.id == thread.id)) or False


@dataclass(frozen=True)
class Holder:
    """The person who holds a question: the name, and what decides to whom it may be told."""

    name: str
    lapsed: bool
    speaks_as_region: bool


def holder_of(thread: Thread) -> Holder:
    """Return who holds a question, with no name where it is a queue."""
    spoken = sa.exists().where(
        Post.thread_id == Thread.id, Post.author_id == Thread.holder_id, Post.as_region
    )
    row = db.session.execute(
        sa.select(Person.name, is_lapsed().label("lapsed"), spoken.label("spoken"))
        .select_from(Thread)
        .outerjoin(Person, Person.id == Thread.holder_id)
        .where(Thread.id == thread.id)
    ).one()
    return Holder(row.name or "", row.lapsed, row.spoken)


def invited_names(thread: Thread) -> list[str]:
    """Return who was asked to answer a question, in the order in which they were."""
    return list(
        db.session.scalars(
            sa.select(Person.name)
            .join(AnswerInvitation, AnswerInvitation.person_id == Person.id)
            .where(AnswerInvitation.thread_id == thread.id)
            .order_by(AnswerInvitation.id)
        )
    )
