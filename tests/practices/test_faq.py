"""Questions of a practice: written by hand, checked, published, found, compared, taken along."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models import PracticeVersion
from portal.practices.schemas.completeness import gaps_in, progress_of
from portal.practices.schemas.document import read_document, to_text
from portal.practices.schemas.draft import InvalidRecord, pruned
from portal.practices.services import drafts
from portal.practices.services.versions import hash_of
from portal.search import outbox
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    approved,
    practice_of,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.people import signed_in
from tests.practices.editing import page_of, press

STEP = f"/practices/{SLUG}/edit/faq"
KEY = "abcdefgh2345"
ASKED: dict[str, Any] = {
    "question": {"id": "Siapa menanggung server?", "en": "Who pays for the server?"},
    "answer": {"id": "Dinas, **rutin**, menurut [s1].", "en": "The **office** does."},
    "thread": KEY,
    "asked_by": "35.10",
    "answered_by": REGION,
}
BY_HAND: dict[str, Any] = {
    "question": {"id": "Perlu genset?"},
    "answer": {"id": "Tidak; cukup baterai cadangan."},
}


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """Return a publisher of the region."""
    return somebody("sari@kota.go.id", PUBLISHER)


@pytest.fixture
def client(empty_library: Flask, sari: Actor) -> FlaskClient:
    """Return the browser of the publisher, with a complete draft."""
    written(sari)
    return signed_in(empty_library, "sari@kota.go.id")


def _faq() -> Any:
    with unit_of_work() as session:
        return drafts.draft_of(session, practice_of(SLUG)).record.get("faq")


def _published(sari: Actor, rina: Actor, **changes: Any) -> None:
    with unit_of_work() as session:
        practice = practice_of(SLUG)
        if practice.draft_state is None:
            drafts.revise(session, sari, practice)
    saved(sari, SLUG, **changes)
    submitted(sari, SLUG)
    approved(rina, SLUG)


def test_questions_are_written_moved_and_removed_without_script(client: FlaskClient) -> None:
    one = {"faq.0.question.id": "Perlu genset?", "faq.0.answer.id": "Tidak."}
    more = press(client, STEP, one, action="add:faq")
    assert more.location == f"{STEP}?add=faq#f-faq-1"
    two = {
        "faq.1.question.id": "Berapa petugas?",
        "faq.1.answer.id": "Dua.",
        "faq.1.asked_by": "kabupaten banyuwangi",
        "faq.1.answered_by": REGION,
    }
    page = page_of(client, more.location)
    assert press(client, STEP, two, page=page, action="up:faq.1").status_code == 303

    first, second = _faq()
    assert first == {
        "question": {"id": "Berapa petugas?"},
        "answer": {"id": "Dua."},
        "asked_by": "35.10",
        "answered_by": REGION,
    }
    assert second == {"question": {"id": "Perlu genset?"}, "answer": {"id": "Tidak."}}
    assert 'value="Kabupaten Banyuwangi"' in page_of(client, STEP)
    shown = press(client, STEP, {}, action="preview").get_data(as_text=True)
    assert "<p>Dua.</p>" in shown
    press(client, STEP, {}, action="remove:faq.0")
    press(client, STEP, {}, action="remove:faq.0")
    assert _faq() is None


def test_what_comes_from_a_thread_keeps_it_while_it_is_edited(
    client: FlaskClient, sari: Actor
) -> None:
    saved(sari, SLUG, faq=[BY_HAND, ASKED])

    press(client, STEP, {"faq.1.question.id": "Siapa membayar server?"}, action="up:faq.1")

    first, second = _faq()
    assert first == ASKED | {"question": {**ASKED["question"], "id": "Siapa membayar server?"}}
    assert second == BY_HAND


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("question.id", "x" * 201, "paling panjang 200"),
        ("answer.id", "x" * 5001, "paling panjang 5000"),
        ("answer.id", "kata" * 600, "terlalu rumit"),
        ("asked_by", "Atlantis", "Daerah ini tidak dikenal"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(
    client: FlaskClient, field: str, typed: str, said: str
) -> None:
    answer = press(client, STEP, {"faq.0.question.id": "Apa?", f"faq.0.{field}": typed})

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert f'href="#f-faq-0-{field.replace(".", "-")}"' in answer.get_data(as_text=True)
    assert _faq() is None


@pytest.mark.parametrize(
    "faq",
    [
        [BY_HAND] * 21,
        [{**BY_HAND, "thread": "ABC"}],
        [{**BY_HAND, "thread": KEY}, {**BY_HAND, "thread": KEY}],
        [{**BY_HAND, "asked_by": "99.99"}],
        [{**BY_HAND, "answered_by": "Kota Surabaya"}],
        [{**BY_HAND, "question": {"id": "x" * 201}}],
        [{**BY_HAND, "answer": {"id": "y", "en": "x" * 5001}}],
        [{**BY_HAND, "author": "dewi"}],
    ],
)
def test_a_record_refuses_questions_of_another_shape(
    client: FlaskClient, sari: Actor, faq: list[Any]
) -> None:
    with pytest.raises(InvalidRecord):
        saved(sari, SLUG, faq=faq)
    assert _faq() is None
    assert client.get(STEP).status_code == 200


def test_questions_count_for_nothing_but_halves_are_asked_for() -> None:
    record = {**COMPLETE, "title": {"id": "Antrean"}, "region": REGION, "compiled_by": "region"}
    record["status"] = "active"
    assert gaps_in(record) == gaps_in(record | {"faq": [ASKED, BY_HAND]}) == []
    assert progress_of(record) == progress_of(record | {"faq": [ASKED]})

    half = record | {"faq": [{"question": {"id": "Apa?"}}, {"answer": {"id": "Ini."}}]}

    assert {gap.path for gap in gaps_in(half)} == {"faq.0.answer", "faq.1.question"}


def test_readers_find_questions_on_the_page_and_in_search(
    empty_library: Flask, client: FlaskClient, sari: Actor
) -> None:
    rina, visitor = somebody("rina@pusat.go.id", EDITOR), empty_library.test_client()
    _published(sari, rina)
    with unit_of_work() as session:
        before = session.query(PracticeVersion).one()
        assert before.content_hash == hash_of(before.record)
        first = before.content_hash
    assert 'id="tanya-jawab"' not in page_of(visitor, f"/practices/{SLUG}")
    _published(sari, rina, faq=[ASKED, BY_HAND])
    outbox.rebuild()

    page = page_of(visitor, f"/practices/{SLUG}")
    section = re.search(r'<section class="stack" id="tanya-jawab".*?</section>', page, re.DOTALL)
    assert section is not None
    assert re.findall(r"<summary\s*>([^<]*)</summary>", section[0]) == [
        "Siapa menanggung server?",
        "Perlu genset?",
    ]
    assert "<strong>rutin</strong>" in section[0]
    assert 'href="#source-s1"' in section[0]
    assert "Ditanyakan Kabupaten Banyuwangi · dijawab Kota Surabaya" in section[0]
    assert "/threads/" not in section[0], "the portal has no such thread"
    english = page_of(visitor, f"/en/practices/{SLUG}")
    assert "Who pays for the server?" in english
    assert "<strong>office</strong>" in english
    assert '<summary lang="id">Perlu genset?</summary>' in " ".join(english.split())
    assert "Asked by Kabupaten Banyuwangi · answered by Kota Surabaya" in english
    with unit_of_work() as session:
        old, new = session.query(PracticeVersion).order_by(PracticeVersion.number)
        assert (old.content_hash, hash_of(old.record)) == (first, first)
        assert new.content_hash == hash_of(new.record) != first

    found = page_of(visitor, "/practices?q=genset")
    assert f'href="/practices/{SLUG}"' in found
    assert "<mark>genset</mark>" in found
    changes = page_of(visitor, f"/practices/{SLUG}/diff/1/2")
    assert "Tanya jawab" in changes
    assert "Perlu genset?" in changes
    assert "Ditanyakan Kabupaten Banyuwangi" in changes


def test_a_new_wording_is_a_change_of_the_old_one(
    empty_library: Flask, client: FlaskClient, sari: Actor
) -> None:
    rina = somebody("rina@pusat.go.id", EDITOR)
    _published(sari, rina, faq=[BY_HAND])
    _published(sari, rina, faq=[{**BY_HAND, "answer": {"id": "Tidak; cukup panel surya."}}])

    page = page_of(empty_library.test_client(), f"/practices/{SLUG}/diff/1/2")

    assert re.search(r"<del>.*?baterai.*?</del>", page, re.DOTALL)
    assert re.search(r"<ins>.*?panel.*?</ins>", page, re.DOTALL)


def test_questions_are_taken_along_and_come_back(
    empty_library: Flask, client: FlaskClient, sari: Actor
) -> None:
    saved(sari, SLUG, faq=[ASKED, BY_HAND])
    text = client.get(f"/practices/{SLUG}/draft/export.md").get_data(as_text=True)
    data = json.loads(client.get(f"/practices/{SLUG}/draft/export.json").data)["record"]

    record = pruned(read_document(text, whole=False).record)

    assert record["faq"] == data["faq"] == [ASKED, BY_HAND]
    long = {**BY_HAND, "answer": {"id": "# Judul\n\n- satu\n- dua\n\n> kutip: ya"}}
    assert read_document(to_text({"faq": [long]}), whole=False).record["faq"] == [long]
