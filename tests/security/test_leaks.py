"""What is being written and said about it reaches nobody but those who work on it."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import DraftState
from portal.practices.services import drafts, reviews
from portal.search import outbox
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
from tests.security.surfaces import ADDRESSES, ASKED, NEW, SECRET

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
