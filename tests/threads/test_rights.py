"""What the database is asked of who may read is what the rules say of each thread and post."""

from itertools import product

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.permissions import ANONYMOUS, Actor, permits
from portal.core.uow import unit_of_work
from portal.threads.models import Post, PostState, Thread, Visibility
from portal.threads.permissions import (
    MODERATE,
    VIEW_POST,
    VIEW_THREAD,
    Said,
    is_awaited,
    posts_visible_to,
    visible_to,
)
from portal.threads.queries.anchors import NOWHERE, at_practice
from portal.threads.queries.hands import is_waiting
from tests.factories.drafts import somebody
from tests.factories.questions import published
from tests.factories.threads import ADMIN, answered, asked
from tests.threads.conftest import Talkers

OPENINGS = (PostState.VISIBLE, PostState.QUARANTINED, PostState.HIDDEN)


def _withheld(opening: PostState, *, hidden: bool) -> None:
    """Let all openings be of a state, and all threads be hidden or not."""
    with unit_of_work() as session:
        session.execute(sa.update(Post).where(Post.number == 1).values(state=opening))
        session.execute(sa.update(Thread).values(hidden_at=utcnow() if hidden else None))


def _agrees(actor: Actor) -> None:
    told = set(db.session.scalars(sa.select(Thread.id).where(visible_to(actor))))
    for thread in db.session.scalars(sa.select(Thread)):
        seen = thread.id in told
        assert permits(actor, VIEW_THREAD, thread) is seen
        readable = posts_visible_to(actor, moderates=permits(actor, MODERATE, thread))
        read = set(db.session.scalars(sa.select(Post.id).where(readable)))
        for post in db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)):
            may = permits(actor, VIEW_POST, Said(post, thread))
            assert may is (seen and post.id in read), post.state


def test_rules_and_queries_tell_the_same_of_everybody(talkers: Talkers) -> None:
    admin = somebody("hadi@contoh.go.id", ADMIN)
    for anchor, visibility in product((NOWHERE, at_practice(published())), Visibility):
        key = asked(talkers.bayu, anchor=anchor, visibility=visibility)
        for state in PostState:
            number = answered(talkers.dewi, key)
            with unit_of_work() as session:
                session.execute(sa.update(Post).where(Post.number == number).values(state=state))
    with unit_of_work() as session:
        session.execute(sa.update(Thread).values(state="open"))

    for opening, hidden in product(OPENINGS, (False, True)):
        _withheld(opening, hidden=hidden)
        with reading():
            for actor in (ANONYMOUS, admin, *talkers.people):
                _agrees(actor)
            waiting = set(db.session.scalars(sa.select(Thread.id).where(is_waiting())))
            threads = db.session.scalars(sa.select(Thread)).all()
            assert {thread.id for thread in threads if is_awaited(thread)} == waiting
            assert bool(waiting) is (opening is PostState.VISIBLE and not hidden)
