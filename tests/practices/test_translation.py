"""The English of a practice: written beside the Indonesian, and told of when it falls behind."""

from typing import Any

import pytest
from flask import Flask

from portal.core.uow import unit_of_work
from portal.practices.schemas.readability import acronyms_in, long_sentences, unexplained
from portal.practices.schemas.translation import source_hash, state_of
from portal.practices.services import drafts
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    SLUG,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import send, signed_in
from tests.practices.editing import page_of, press

EDIT = f"/practices/{SLUG}/edit"
NOTE = "The Indonesian text has changed since this translation was made."


def test_a_translation_is_written_and_falls_behind(empty_library: Flask) -> None:
    sari, rina = somebody("sari@kota.go.id", PUBLISHER), somebody("rina@pusat.go.id", EDITOR)
    written(sari)
    client, path = signed_in(empty_library, "sari@kota.go.id"), f"{EDIT}/translation"
    assert "Belum ada teks bahasa Inggris." in page_of(client, EDIT)

    page = page_of(client, path)
    press(client, path, {"title.en": "One-door queue", "sections.problem.en": "They waited."})
    plain = _record()
    press(client, path, {"translation.state": "machine"})
    machine = page_of(client, EDIT)
    press(client, f"{EDIT}/problem", {"summary.id": "Ringkasan baru."})
    stale = page_of(client, EDIT)
    submitted(sari, SLUG)
    approved(rina, SLUG)

    assert "Warga menunggu dua jam" in page, "the Indonesian stands above its field"
    assert plain["title"] == {"id": "Antrean puskesmas satu pintu", "en": "One-door queue"}
    assert "translation" not in plain
    assert "Terjemahan mesin" in machine
    assert "Teks Indonesia berubah" in stale
    live = page_of(client, f"/practices/{SLUG}")
    assert "Revisi" in live
    assert "Teks Indonesia sudah berubah" not in live
    assert NOTE in page_of(client, f"/en/practices/{SLUG}")

    assert send(client, f"/practices/{SLUG}/revise").location == EDIT
    press(client, path, {"translation.state": "human", "translation.fresh": "y"})
    assert state_of(_record()) == "human"
    assert "Lanjutkan draf" in page_of(client, f"/practices/{SLUG}")
    assert "Lihat versi yang tayang" in page_of(client, EDIT)


def _record() -> Any:
    with unit_of_work() as session:
        return drafts.draft_of(session, practice_of(SLUG)).record


def test_a_region_takes_over_what_editors_compiled(app: Flask) -> None:
    slug = "surabaya-command-center-112"
    somebody("sari@kota.go.id", PUBLISHER)
    client = signed_in(app, "sari@kota.go.id")
    version = page_of(client, f"/practices/{slug}")

    send(client, f"/practices/{slug}/revise")
    with unit_of_work() as session:
        before: Any = drafts.draft_of(session, practice_of(slug)).record
    for step in ("problem", "blocks", "results", "conditions", "evidence", "sources"):
        page = page_of(client, f"/practices/{slug}/edit/{step}")
        answer = press(client, f"/practices/{slug}/edit/{step}", {}, page=page)
        assert answer.status_code == 303, step

    assert "Ambil alih dan sunting" in version
    with unit_of_work() as session:
        assert drafts.draft_of(session, practice_of(slug)).record == before
    assert state_of(before) == "human"


def test_states_follow_the_texts_and_not_their_order() -> None:
    record: dict[str, Any] = {**COMPLETE, "title": {"id": "Judul"}}
    assert state_of(record) == "missing"

    english = {**record, "title": {"id": "Judul", "en": "Title"}}
    assert state_of(english) == "human"
    noted = english | {"translation": {"state": "machine", "source_hash": source_hash(english)}}
    assert state_of(noted) == "machine"
    assert state_of({**noted, "blocks": noted["blocks"][::-1]}) == "machine"
    assert state_of({**noted, "title": {"id": "Judul lain", "en": "Title"}}) == "stale"


@pytest.mark.parametrize(
    ("text", "around", "known", "told"),
    [
        ("Warga memakai SIKADU.", "", set(), ["SIKADU"]),
        ("Sistem Kartu Terpadu (SIKADU) dan SIKADU.", "", set(), []),
        ("SIKADU (sistem kartu terpadu) dipakai.", "", set(), []),
        ("Warga memakai SIKADU.", "Sistem Kartu Terpadu (SIKADU).", set(), []),
        ("Menurut SPM dan UU di DKI, tahap II.", "", {"SPM"}, []),
        ("Lihat [sumber: Laporan BPBD] dan RPJMD.", "", set(), ["RPJMD"]),
    ],
)
def test_acronyms_nobody_explains_are_found(
    text: str, around: str, known: set[str], told: list[str]
) -> None:
    assert unexplained(text, around, known) == told


def test_long_sentences_are_found_and_lists_are_not_one() -> None:
    long = "Kami " + "dan seterusnya " * 15 + "selesai."
    listed = "\n".join(f"- butir {number} dengan beberapa kata" for number in range(9))

    assert [found.words for found in long_sentences(f"Pendek. {long} Pendek.")] == [32]
    assert long_sentences(f"Daftar:\n\n{listed}") == []
    assert acronyms_in("- **APBD dan APBN** (APBD): anggaran; **OPD**: unit") == {
        "APBD",
        "APBN",
        "OPD",
    }
