"""No word of a thread reaches whoever may not read it, and no name of who speaks for a region."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.services import following
from portal.notifications.models import How
from portal.notifications.queries import registry
from portal.notifications.services import choosing
from portal.search import finder, outbox
from portal.threads.models import Post as ThreadPost
from portal.threads.models import PostKind, PostState, Thread, Visibility
from portal.threads.queries import get_visible
from portal.threads.queries.anchors import at_practice
from portal.threads.services import merging
from portal.threads.services.deciding import Reason
from tests.api.programs import Program
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    Post,
    actor_of,
    approved,
    somebody,
    submitted,
    written,
)
from tests.factories.followed import begun, said, thread_of
from tests.factories.followed import changed as told_change
from tests.factories.people import active, mails, signed_in, signed_in_with_code
from tests.factories.reviewing import read
from tests.factories.threads import answered, asked, changed
from tests.security.surfaces import ADDRESSES, ASKED, SECRET


def test_no_word_of_a_closed_thread_reaches_who_may_not_read_it(empty_library: Flask) -> None:
    writer = somebody("sari@kota.go.id", PUBLISHER)
    editor = somebody("rina@pusat.go.id", EDITOR)
    written(writer)
    submitted(writer, SLUG)
    approved(editor, SLUG)
    machinist = active("op@pusat.go.id", Post(role=Role.SYSTEM_ADMIN), totp=True)
    operator = signed_in_with_code(empty_library, "op@pusat.go.id")
    officer = somebody("budi@kab.go.id", Post(role=Role.OFFICER, region="35.10"))
    for reader in (officer, actor_of(machinist)):
        choosing.choose(reader.person_id or 0, {kind.name: How.NOW for kind in registry.kinds()})
        following.choose(reader, "region", REGION, Level.ALL)
    closed = [
        begun(writer, f"{ASKED} {SECRET}", about=SLUG, visibility=Visibility.MEMBERS),
        begun(writer, f"{ASKED} {SECRET}", about=SLUG, post={"text": f"{ASKED} {SECRET}"}),
    ]
    told_change(closed[1], hidden_at=thread_of(closed[1]).created_at)
    for key in closed:
        said(writer, key, f"{ASKED} {SECRET}", as_region=REGION)
    outbox.rebuild()
    jobs.run_once()

    for client in (empty_library.test_client(), operator):
        told = [path for path in ADDRESSES if SECRET in read(client, path)]
        assert told == []
        for key in closed:
            for path in (
                f"/threads/{key}",
                f"/threads/{key}/posts/2",
                f"/feeds/threads/{key}.atom",
            ):
                assert client.get(path).status_code == 404, path
    assert not any(key in read(operator, path) for key in closed for path in ADDRESSES)
    assert SECRET not in read(operator, "/inbox")
    reached = [to for to, _subject, text in mails() if SECRET in text]
    assert set(reached) == {"budi@kab.go.id"}, "who may read it is told"
    assert len(reached) == 2, "of the one thread, that it began and what was said"


MISSPELT = f"/threads?q={SECRET[:-1]}"  # whose correction would tell what is there
LEARNER, MENTOR = Post(role=Role.OFFICER, region="35.10"), Post(role=Role.MENTOR, region=REGION)


def _silent(client: FlaskClient, *more: str) -> None:
    addresses = (*ADDRESSES, f"/en/threads?q={ASKED}", MISSPELT, *more)
    assert [path for path in addresses if SECRET in read(client, path)] == []


def _asked_secretly(actor: Actor, word: str = SECRET, **how: Any) -> str:
    anchor = at_practice(SLUG, block=1)
    text = f"Kami mencari {ASKED} {word}."
    return asked(actor, f"Di mana {ASKED} {word}?", text, anchor=anchor, **how)


def _put(key: str, number: int, state: PostState) -> None:
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        post = session.query(ThreadPost).filter_by(thread_id=thread.id, number=number).one()
        post.state = state


@pytest.fixture
def talked_of(empty_library: Flask) -> Flask:
    """A portal with a practice, of which people of two regions talk."""
    owner = somebody("sari@kota.go.id", PUBLISHER)
    written(owner)
    submitted(owner, SLUG)
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    return empty_library


def test_no_word_for_members_reaches_a_visitor(talked_of: Flask) -> None:
    actor = somebody("bayu@kab.go.id", LEARNER)
    key = _asked_secretly(actor, visibility=Visibility.MEMBERS)
    answered(actor, key, f"Masih mencari {ASKED} {SECRET}.", kind=PostKind.COMMENT)
    outbox.rebuild()
    visitor = talked_of.test_client()

    _silent(visitor)
    assert key not in read(visitor, "/sitemap.xml") + read(visitor, "/threads")
    for path in (f"/threads/{key}", f"/threads/{key}/posts/1/history", f"/api/v1/threads/{key}"):
        assert visitor.get(path).status_code == 404
    member = signed_in(talked_of, "bayu@kab.go.id")
    assert SECRET in read(member, f"/threads?q={ASKED}")  # so the words would have been found
    assert list(finder.engine().keys("thread")) == []


def test_no_word_of_a_duplicate_reaches_a_visitor_by_its_original(talked_of: Flask) -> None:
    actor = somebody("bayu@kab.go.id", LEARNER)
    judge = somebody("rini@pusat.go.id", EDITOR)
    original = _asked_secretly(actor, "biasa")
    closed, gone = (
        _asked_secretly(actor, visibility=visibility)
        for visibility in (Visibility.MEMBERS, Visibility.PUBLIC)
    )
    for key in (closed, gone):
        with unit_of_work() as session:
            into, reason = get_visible(judge, original), Reason("Sama.")
            merging.merge(session, judge, get_visible(judge, key), into, reason)
    changed(gone, hidden_at=utcnow())
    outbox.rebuild()

    reads = [f"/threads/{original}", f"/api/v1/threads/{original}"]
    _silent(talked_of.test_client(), *reads)
    member = read(signed_in(talked_of, "bayu@kab.go.id"), reads[0])
    assert f"/threads/{closed}" in member
    assert f"/threads/{gone}" not in member


@pytest.mark.parametrize("state", [PostState.QUARANTINED, PostState.HIDDEN])
def test_no_word_that_moderators_hold_back_reaches_anybody_else(
    talked_of: Flask, state: PostState
) -> None:
    actor = somebody("bayu@kab.go.id", LEARNER)
    somebody("dewi@kota.go.id", MENTOR)
    opening = _asked_secretly(actor)
    open_ = _asked_secretly(actor, "biasa")
    answered(actor, open_, f"Ternyata {ASKED} {SECRET}.", kind=PostKind.COMMENT)
    whole = _asked_secretly(actor)
    _put(opening, 1, state)
    _put(open_, 2, state)
    if state is PostState.HIDDEN:
        changed(opening, hidden_at=utcnow())
    changed(whole, hidden_at=utcnow())
    outbox.rebuild()

    reads = [f"/threads/{open_}", f"/api/v1/threads/{open_}"]
    _silent(talked_of.test_client(), *reads)
    member = signed_in(talked_of, "dewi@kota.go.id")
    _silent(member, *reads, f"/threads/similar?q={ASKED}+{SECRET}")
    for key in (opening, whole):
        for client in (talked_of.test_client(), member):
            assert client.get(f"/threads/{key}").status_code == 404
            assert client.get(f"/api/v1/threads/{key}").status_code == 404
    assert len(finder.engine().keys("thread")) == 1
    assert "biasa" in read(member, f"/threads?q={ASKED}")


def test_who_speaks_as_a_region_is_named_to_nobody(talked_of: Flask) -> None:
    actor = somebody(f"{SECRET}@kota.go.id", Post(role=Role.PUBLISHER, region=REGION))
    key = _asked_secretly(actor, "biasa", as_region=True)
    answered(actor, key, f"Sudah ketemu {ASKED}.", as_region=True)
    outbox.rebuild()
    somebody("dewi@kota.go.id", MENTOR)

    reads = (f"/threads/{key}", f"/threads/{key}/posts/2/history", f"/api/v1/threads/{key}")
    _silent(talked_of.test_client(), *reads)
    member = signed_in(talked_of, "dewi@kota.go.id")
    _silent(member, *reads)
    assert 'data-total="0"' in read(member, f"/threads?q={SECRET}")
    program = Program(talked_of, "dewi@kota.go.id")
    for path in (f"/api/v1/threads/{key}", f"/api/v1/threads?q={ASKED}"):
        said = program.told("GET", path)
        assert SECRET not in str(said)
        assert "'as_region': True" in str(said)
