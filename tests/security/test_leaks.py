"""What is being written and said about it reaches nobody but those who work on it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import utcnow
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import DraftState
from portal.practices.services import drafts, reviews
from portal.search import finder, outbox
from portal.threads.models import Post as ThreadPost
from portal.threads.models import PostKind, PostState, Thread, Visibility
from portal.threads.queries.anchors import at_practice
from tests.api.programs import Program
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    Post,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, signed_in
from tests.factories.reviewing import read
from tests.factories.threads import answered, asked, changed

ASKED, SECRET = "kuskusbelang", "tarsiusgaib"  # both are in every text; one is searched for
NEW = f"rencana-{ASKED}"
ADDRESSES = (
    "/",
    "/practices",
    f"/practices?q={ASKED}",
    "/practices?per_page=100&sort=newest",
    "/practices?status=stopped&status=active&per_page=100",
    f"/practices/suggest?q={ASKED[:5]}",
    f"/practices/suggest?q={ASKED}",
    f"/practices/{SLUG}",
    f"/practices/{SLUG}/v1",
    f"/practices/{SLUG}/versions",
    f"/practices/{SLUG}/export.md",
    f"/practices/{SLUG}/export.json",
    f"/practices/{SLUG}/diff/1/1?all=1",
    f"/practices/compare?slug={SLUG}&slug={NEW}",
    "/regions",
    f"/regions/{REGION}",
    "/champions",
    "/dimensions/tata-kelola",
    "/sectors/kesehatan",
    "/saved",
    "/feeds/practices.atom",
    f"/feeds/practices.atom?q={ASKED}",
    "/sitemap.xml",
    "/robots.txt",
    "/api",
    "/api/v1/openapi.json",
    "/api/v1/practices?per_page=100",
    f"/api/v1/practices?q={ASKED}",
    f"/api/v1/practices/{SLUG}",
    f"/api/v1/practices/{SLUG}/versions",
    f"/api/v1/practices/{SLUG}/versions/1",
    f"/api/v1/regions/{REGION}",
    "/api/v1/vocabularies?per_page=100",
    "/threads",
    f"/threads?q={ASKED}",
    "/threads?per_page=100&sort=newest",
    f"/threads?practice={SLUG}",
    f"/api/v1/threads?q={ASKED}",
    "/api/v1/threads?per_page=100",
)
CLOSED = (
    f"/practices/{NEW}",
    f"/practices/{NEW}/v1",
    f"/practices/{NEW}/versions",
    f"/practices/{NEW}/export.md",
    f"/practices/{NEW}/export.json",
    f"/practices/{NEW}/diff/1/1",
    f"/practices/{SLUG}/v2",
    f"/practices/{SLUG}/diff/1/2",
    f"/api/v1/practices/{NEW}",
    f"/api/v1/practices/{NEW}/versions",
    f"/api/v1/practices/{NEW}/versions/1",
    f"/api/v1/practices/{SLUG}/versions/2",
)
GUARDED = tuple(
    f"/practices/{slug}/{rest}"
    for slug in (SLUG, NEW)
    for rest in ("review", "review/1", "review/approve", "draft/export.md", "draft/export.json")
)


def _marked(value: Any) -> Any:
    """Return a record with the secret words in every text that people write."""
    if isinstance(value, dict):
        return {
            key: f"{part} {ASKED} {SECRET}"
            if key in {"id", "en"} and part != "s1"
            else _marked(part)
            for key, part in value.items()
        }
    return [_marked(part) for part in value] if isinstance(value, list) else value


def _write(slug: str, actor: Actor) -> None:
    """Save a draft that bears the secret words wherever it can."""
    with unit_of_work() as session:
        practice = practice_of(slug)
        token = drafts.draft_of(session, practice).token
        changes = {
            **_marked(COMPLETE),
            "title": {"id": f"Rencana {ASKED} {SECRET}", "en": f"Plan {ASKED} {SECRET}"},
            "short_name": f"{ASKED} {SECRET}",
            "keywords": {"id": [ASKED, SECRET]},
            "contact": {"office": f"Kantor {ASKED} {SECRET}", "mail": f"{SECRET}@kota.go.id"},
        }
        drafts.save(session, actor, practice, changes, token=token)


def _states(actor: Actor, editor: Actor) -> Iterator[DraftState]:
    """Lead both drafts through their states, stopping at each."""
    yield DraftState.WRITING
    for slug in (SLUG, NEW):
        submitted(actor, slug)
    yield DraftState.SUBMITTED
    with unit_of_work() as session:
        for slug in (SLUG, NEW):
            practice = practice_of(slug)
            for path in ("", "title.id", "blocks.0.body.id"):
                reviews.comment(session, editor, practice, path, f"Kenapa {ASKED} {SECRET}?")
            reviews.take(session, editor, practice)
    yield DraftState.IN_REVIEW
    with unit_of_work() as session:
        for slug in (SLUG, NEW):
            note = f"Hapus {ASKED} {SECRET}."
            reviews.request_changes(session, editor, practice_of(slug), note)
    yield DraftState.CHANGES_REQUESTED


def _assert_silent(client: FlaskClient, *, guarded: int) -> None:
    english = [f"/en{path}" for path in ADDRESSES if path.startswith(("/practices", "/threads"))]
    told = [path for path in (*ADDRESSES, *english) if SECRET in read(client, path)]
    assert told == []
    open_ = [path for path in CLOSED if client.get(path).status_code != 404]
    assert open_ == []
    others = [path for path in GUARDED if client.get(path).status_code != guarded]
    assert others == []
    for slug in (SLUG, NEW):
        assert client.get(f"/api/v1/practices/{slug}/draft").status_code == 401


def test_no_word_of_a_draft_reaches_a_reader(empty_library: Flask) -> None:
    actor = somebody("sari@kota.go.id", PUBLISHER)
    editor = somebody("rina@pusat.go.id", EDITOR)
    written(actor)
    submitted(actor, SLUG)
    approved(editor, SLUG)
    with unit_of_work() as session:
        drafts.revise(session, actor, practice_of(SLUG))
        practice = drafts.create(session, actor, REGION, f"Rencana {ASKED}")
        assert practice.slug == NEW
    for slug in (SLUG, NEW):
        _write(slug, actor)
    visitor = empty_library.test_client()

    for state in _states(actor, editor):
        outbox.rebuild()
        assert practice_of(NEW).draft_state is state
        _assert_silent(visitor, guarded=303)

    active("budi@kota.go.id", Post(role=Role.OFFICER, region=REGION))
    active("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    for mail in ("budi@kota.go.id", "bayu@kab.go.id"):
        reader = signed_in(empty_library, mail)
        _assert_silent(reader, guarded=404)
        assert SECRET not in read(reader, "/desk")

    submitted(actor, NEW)
    approved(editor, NEW)
    outbox.rebuild()
    assert SECRET in read(visitor, f"/practices?q={ASKED}")  # so the words would have been found


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
