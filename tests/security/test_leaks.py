"""What is being written and said about it reaches nobody but those who work on it."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.core import jobs
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.services import following
from portal.notifications.models import How
from portal.notifications.queries import registry
from portal.notifications.services import choosing
from portal.practices.models import DraftState
from portal.practices.services import drafts, reviews
from portal.search import outbox
from portal.threads.models import Visibility
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    Post,
    actor_of,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.followed import begun, changed, said, thread_of
from tests.factories.people import active, mails, signed_in, signed_in_with_code
from tests.factories.reviewing import read

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
    "/feeds/threads.atom",
    f"/feeds/threads.atom?practice={SLUG}&region={REGION}",
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
    english = [f"/en{path}" for path in ADDRESSES if path.startswith("/practices")]
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
    changed(closed[1], hidden_at=thread_of(closed[1]).created_at)
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
