"""Review: nothing reaches readers but by an editor who neither wrote it nor belongs to it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import audit
from portal.core.audit import AuditEvent
from portal.core.db import db
from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import DraftState, PracticeVersion
from portal.practices.models.drafts import ReviewComment, ReviewRound
from portal.practices.services import drafts, reviews
from portal.practices.services.reviews import Incomplete
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    Post,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)

Act = Callable[[Any, Actor, Any], object]


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """Return a publisher of the region."""
    return somebody("sari@kota.go.id", PUBLISHER)


@pytest.fixture
def rina(sari: Actor) -> Actor:
    """Return a national editor."""
    return somebody("rina@pusat.go.id", EDITOR)


def _do(act: Act, actor: Actor) -> None:
    with unit_of_work() as session:
        act(session, actor, practice_of(SLUG))


def _state() -> DraftState | None:
    return practice_of(SLUG).draft_state


def _ask(session: Any, actor: Actor, practice: Any) -> None:
    reviews.request_changes(session, actor, practice, "Sebut sumber angka ini.")


def test_what_is_incomplete_stays_with_its_region(sari: Actor) -> None:
    apps = [{**block, "kind": "aplikasi"} for block in COMPLETE["blocks"]]
    images = [{"file": "a" * 12}]
    written(sari, blocks=apps, indicators=[], images=images)

    with pytest.raises(Incomplete) as incomplete:
        submitted(sari, SLUG)

    assert [gap.path for gap in incomplete.value.gaps] == [
        "blocks",
        "indicators",
        "images.0.alt.id",
    ]
    assert _state() is DraftState.WRITING
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReviewRound)) == 0


def test_from_the_first_word_to_a_frozen_version(sari: Actor, rina: Actor) -> None:
    written(sari)
    submitted(sari, SLUG)
    assert _state() is DraftState.SUBMITTED
    with pytest.raises(Conflict), unit_of_work() as session:
        drafts.save(session, sari, practice_of(SLUG), {"year": 2025}, token=2)

    _do(reviews.take, rina)
    assert _state() is DraftState.IN_REVIEW
    with unit_of_work() as session:
        path = "indicators.0.actual.sources"
        reviews.comment(session, rina, practice_of(SLUG), path, "Dari laporan mana?")
    _do(_ask, rina)
    assert _state() is DraftState.CHANGES_REQUESTED

    with unit_of_work() as session:
        drafts.save(session, sari, practice_of(SLUG), {"year": 2025}, token=2)
    submitted(sari, SLUG)
    assert approved(rina, SLUG) == 1

    assert _state() is None
    with unit_of_work() as session:
        version = session.scalars(sa.select(PracticeVersion)).one()
        rounds = session.scalars(sa.select(ReviewRound).order_by(ReviewRound.number)).all()
        remarks = session.scalars(sa.select(ReviewComment)).all()
    assert (version.number, version.record["year"], version.evidence_level) == (1, 2025, 2)
    assert [(row.number, row.verdict) for row in rounds] == [
        (1, "changes-requested"),
        (2, "approved"),
    ]
    assert "year" not in rounds[0].record
    assert [(row.round_number, row.path) for row in remarks] == [(1, path)]
    names = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    told = [name.partition(":")[2] for name in names if name.startswith("practice:")]
    assert told == ["start", "submit", "comment", "request_changes", "submit", "approve"]
    audit.verify()


def test_nobody_decides_on_own_words_or_for_an_own_region(sari: Actor, rina: Actor) -> None:
    written(sari)
    hadi = somebody("hadi@kota.go.id", EDITOR, Post(role=Role.REGION_ADMIN, region=REGION))
    mentor = somebody("dewi@kota.go.id", EDITOR, Post(role=Role.MENTOR, region=REGION))
    joko = somebody("joko@kota.go.id", PUBLISHER)
    with unit_of_work() as session:
        drafts.save(session, joko, practice_of(SLUG), {"year": 2025}, token=2)
    submitted(sari, SLUG)
    moved = Actor(joko.person_id, rina.grants)  # wrote a part, then became an editor

    for actor in (hadi, mentor, moved, sari):
        for act in (reviews.take, reviews.approve, _ask):
            with pytest.raises(Forbidden):
                _do(act, actor)
    assert _state() is DraftState.SUBMITTED
    _do(reviews.approve, rina)


def test_a_draft_exists_for_its_region_its_editors_and_its_guests_only(
    sari: Actor, rina: Actor
) -> None:
    written(sari)
    guest = somebody("guru@kampus.go.id", Post(role=Role.EXPERT))
    stranger = somebody("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    with pytest.raises(NotFound):  # not submitted yet
        _do(reviews.take, rina)
    submitted(sari, SLUG)
    say: Act = lambda session, actor, practice: reviews.comment(  # noqa: E731  # one line, named
        session, actor, practice, "", "Bagus."
    )

    for actor in (guest, stranger):
        with pytest.raises(NotFound):
            _do(say, actor)
    with unit_of_work() as session:
        reviews.invite(session, rina, practice_of(SLUG), guest.person_id or 0)
    for actor in (guest, sari, rina):
        _do(say, actor)
    with pytest.raises(Forbidden):
        _do(reviews.approve, guest)
    with pytest.raises(NotFound):
        _do(say, Actor(guest.person_id))  # the role has ended


def test_only_the_transitions_of_the_model_can_be_reached(sari: Actor, rina: Actor) -> None:
    written(sari)
    submitted(sari, SLUG)
    with pytest.raises(Conflict):
        submitted(sari, SLUG)
    with pytest.raises(BadInput), unit_of_work() as session:
        reviews.request_changes(session, rina, practice_of(SLUG), "  ")
    assert _state() is DraftState.SUBMITTED
    _do(_ask, rina)
    for act in (reviews.take, reviews.approve, _ask):
        with pytest.raises(Conflict):
            _do(act, rina)
    submitted(sari, SLUG)
    _do(reviews.approve, rina)
    for act in (reviews.take, reviews.approve, _ask):
        with pytest.raises(NotFound):
            _do(act, rina)


def test_what_changed_since_it_was_read_is_not_submitted(sari: Actor) -> None:
    written(sari)
    with pytest.raises(Conflict), unit_of_work() as session:
        reviews.submit(session, sari, practice_of(SLUG), token=1)


def test_a_published_version_never_changes(sari: Actor, rina: Actor, empty_library: Flask) -> None:
    written(sari)
    submitted(sari, SLUG)
    approved(rina, SLUG)
    client = empty_library.test_client()
    first = client.get(f"/api/v1/practices/{SLUG}/versions/1").get_json()

    with unit_of_work() as session:
        practice = practice_of(SLUG)
        draft = drafts.revise(session, sari, practice)
        changes = {"title": {"id": "Antrean dua pintu"}}
        drafts.save(session, sari, practice, changes, token=draft.token)
    submitted(sari, SLUG)
    assert approved(rina, SLUG) == 2
    again = client.get(f"/api/v1/practices/{SLUG}/versions/1").get_json()

    assert first["content_hash"] == again["content_hash"]
    assert again["record"]["title"]["id"] == TITLE
    assert f"/practices/{SLUG}" in client.get(f"/practices/{SLUG}/v1").get_data(as_text=True)
    assert "dua pintu" in client.get(f"/practices/{SLUG}").get_data(as_text=True)
