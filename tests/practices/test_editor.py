"""Writing a practice in the editor, as browsers without script do it."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models.drafts import DraftSave
from portal.practices.services import drafts, reviews
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
from tests.factories.people import faults, send, signed_in, token_on
from tests.practices.editing import page_of, press

EDIT = f"/practices/{SLUG}/edit"
STEPS = (
    "problem blocks results resources partners law conditions failures faq classification "
    "contact files evidence sources translation"
).split()
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("problem", {"title.id": "x" * 101}),
    ("problem", {"summary.id": "kata " * 201}),
    ("problem", {"year": "1800"}),
    ("problem", {"stage": "tidak-ada"}),
    ("problem", {"sections.problem.id": "x" * 3000}),
    ("problem", {"unit.id": "a\x00b"}),
    ("resources", {"duration_months": "enam"}),
    ("contact", {"contact.mail": "dinkes"}),
    ("evidence", {"evidence.0.url": "javascript://x", "evidence.0.kind": "dokumen"}),
    ("evidence", {"evidence.0.checked_on": "kemarin"}),
    ("classification", {"dimensions": ["a"]}),
    ("classification", {"services": ["1.02.P01"]}),
    ("sources", {"sources.0.title": ""}),
    ("sources", {"sources.0.title": "", "sources.0.publisher": ""}),
    ("results", {"indicators.0.sources": ["s9"]}),
    ("blocks", {f"blocks.{index}.title.id": "Blok" for index in range(8)}),
]


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """Return a publisher of the region."""
    return somebody("sari@kota.go.id", PUBLISHER)


@pytest.fixture
def client(empty_library: Flask, sari: Actor) -> FlaskClient:
    """Return the browser of the publisher, with a complete draft."""
    written(sari)
    return signed_in(empty_library, "sari@kota.go.id")


def _record() -> Any:
    with unit_of_work() as session:
        return drafts.draft_of(session, practice_of(SLUG)).record


def test_a_practice_is_begun_with_region_and_title(empty_library: Flask, sari: Actor) -> None:
    client = signed_in(empty_library, "sari@kota.go.id")

    page = page_of(client, "/practices/new")
    refused = send(client, "/practices/new", region="11.71", title="")
    begun = send(client, "/practices/new", region=REGION, title=TITLE)

    assert f'value="{REGION}"' in page
    assert 'value="11.71"' not in page, "only regions that she writes for"
    assert 'href="/practices/new"' in page_of(client, "/desk")
    assert refused.status_code == 422
    assert faults(refused.get_data(as_text=True)) == ["Judul: Isian ini wajib."]
    assert (begun.status_code, begun.location) == (303, f"{EDIT}/problem")
    assert TITLE in page_of(client, EDIT)


def test_who_does_not_write_for_the_region_finds_no_draft(
    client: FlaskClient, empty_library: Flask
) -> None:
    somebody("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="11.71"))
    somebody("budi@kab.go.id", Post(role=Role.OFFICER, region=REGION))
    other, officer = (signed_in(empty_library, f"{name}@kab.go.id") for name in ("bayu", "budi"))

    for path in ("", "/problem", "/history"):
        assert other.get(EDIT + path).status_code == 404
        assert officer.get(EDIT + path).status_code == 403
        assert empty_library.test_client().get(EDIT + path).status_code == 303
    assert other.post(f"{EDIT}/problem", data={"csrf_token": token_on(other)}).status_code == 404
    assert 'href="/practices/new"' not in page_of(officer, "/desk")


def test_every_step_shows_what_is_there_and_saving_it_changes_nothing(client: FlaskClient) -> None:
    before = _record()

    for at, step in enumerate(STEPS):
        answer = press(client, f"{EDIT}/{step}", {}, action="next")
        following = f"/{STEPS[at + 1]}" if at + 1 < len(STEPS) else ""
        assert (answer.status_code, answer.location) == (303, EDIT + following), step

    assert _record() == before
    assert page_of(client, f"{EDIT}/history").count("sari") >= 2
    assert "Draf: Antrean" in page_of(client, EDIT)
    assert "Problem" in page_of(client, f"/en{EDIT}/problem")
    assert client.get(f"{EDIT}/no-such").status_code == 404


def test_what_is_typed_is_kept_as_a_record_keeps_it(client: FlaskClient) -> None:
    press(
        client,
        f"{EDIT}/results",
        {
            "indicators.0.baseline.value": "1.250,5",
            "indicators.0.actual.period": "2025 \N{EN DASH} 2026",
            "indicators.0.sources.new": "Survei warga",
            "sections.results.id": "Turun sekali [sumber: laporan LOKET 2026; Berita kota].\r\nYa.",
        },
    )
    press(
        client,
        f"{EDIT}/classification",
        {"services": ["1.02.K01"], "aspects": [], "keywords.id": "nomor antre, loket,nomor antre"},
    )
    press(client, f"{EDIT}/resources", {"cost.funding": ["apbd"], "duration_months": "6"})
    press(
        client, f"{EDIT}/evidence", {"evidence.0.kind": "dokumen", "evidence.0.url": "kota.go.id/a"}
    )
    record = _record()

    (row,) = record["indicators"]
    assert row["baseline"] == {"value": 1250.5, "period": "2024", "sources": ["s1", "s3"]}
    assert row["actual"] == {"value": 45, "period": "2025-2026", "sources": ["s1", "s3"]}
    assert record["sections"]["results"]["id"] == "Turun sekali [s1, s2].\nYa."
    assert record["sections"]["problem"] == COMPLETE["sections"]["problem"]
    assert [source["title"] for source in record["sources"]] == [
        "Laporan loket 2026",
        "Berita kota",
        "Survei warga",
    ]
    assert record["sources"][1]["publisher"] == "Dinas Kesehatan"
    assert (record["services"], record["sectors"]) == (["1.02.K01"], ["kesehatan"])
    assert record["keywords"] == {"id": ["nomor antre", "loket"]}
    assert record["duration_months"] == 6
    assert record["evidence"] == [{"kind": "dokumen", "url": "https://kota.go.id/a"}]
    shown = page_of(client, f"{EDIT}/results")
    assert "[sumber: Laporan loket 2026; Berita kota]" in shown
    assert 'value="1250,5"' in shown
    assert not re.search(r"\[s\d", shown)


def test_a_child_brings_its_parent_and_goes_with_it(client: FlaskClient) -> None:
    path = f"{EDIT}/classification"

    press(client, path, {"services": ["1.01.K01"]})
    both = _record()
    press(client, path, {"sectors": ["kesehatan"]})
    one = _record()
    refused = press(client, path, {"sectors": ["kesehatan", "non-spm"]})

    assert both["sectors"] == ["pendidikan", "kesehatan"]
    assert both["services"] == ["1.01.K01"]
    assert one["sectors"] == ["kesehatan"]
    assert "services" not in one
    assert "1.02.P01" not in page_of(client, path), "services of provinces are not a city's"
    assert refused.status_code == 422
    assert faults(refused.get_data(as_text=True)) == [
        "Bidang SPM: Pilih bidang SPM, atau Di luar SPM saja."
    ]


def test_rows_are_added_moved_and_removed_without_script(client: FlaskClient) -> None:
    path, typed = f"{EDIT}/blocks", {"blocks.1.title.id": "Perwali"}

    added = press(client, path, typed, action="add:blocks")
    page = page_of(client, added.location.partition("#")[0])
    moved = press(
        client,
        path,
        {"blocks.2.kind": "sdm", "blocks.2.title.id": "Petugas"},
        page=page,
        action="up:blocks.2",
    )
    after_move = [block["title"]["id"] for block in _record()["blocks"]]
    press(client, path, {"sections.solution.id": "Ringkas"}, action="remove:blocks.0")

    assert (added.status_code, added.location) == (303, f"{path}?add=blocks#f-blocks-2")
    assert 'id="f-blocks-2"' in page
    assert moved.location == f"{path}#f-blocks-1"
    assert after_move == ["Halaman antrean", "Petugas", "Perwali"]
    assert [block["title"]["id"] for block in _record()["blocks"]] == ["Petugas", "Perwali"]
    assert _record()["blocks"][1]["body"] == COMPLETE["blocks"][1]["body"]
    assert _record()["sections"]["solution"] == {"id": "Ringkas"}


def test_what_a_row_does_not_show_moves_with_it(client: FlaskClient) -> None:
    press(client, f"{EDIT}/translation", {"blocks.1.title.en": "Regulation of the mayor"})

    press(client, f"{EDIT}/blocks", {}, action="up:blocks.1")

    titles = [block["title"] for block in _record()["blocks"]]
    assert titles[0] == {"id": "Peraturan wali kota", "en": "Regulation of the mayor"}
    assert titles[1] == {"id": "Halaman antrean"}


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        (
            "",
            [
                "Indikator 1: Angka awal: Tulis angka saja",
                "Indikator 1: Waktu capaian: Tulis tahun",
            ],
        ),
        ("/en", ["Indicator 1: Baseline: Write a number", "Indicator 1: Time of the actual value"]),
    ],
)
def test_faults_are_told_in_both_languages_and_what_was_typed_stays(
    client: FlaskClient, prefix: str, told: list[str]
) -> None:
    before = _record()

    answer = press(
        client,
        f"{prefix}{EDIT}/results",
        {
            "indicators.0.baseline.value": "dua jam",
            "indicators.0.actual.period": "kemarin",
            "sections.results.id": "Tulisan baru",
        },
    )
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert [text[: len(start)] for text, start in zip(faults(page), told, strict=True)] == told
    assert 'href="#f-indicators-0-baseline-value"' in page
    assert 'id="f-indicators-0-baseline-value-fault"' in page
    assert 'value="dua jam"' in page
    assert "Tulisan baru" in page
    assert _record() == before


def test_what_cannot_be_kept_is_refused_with_a_reason(client: FlaskClient) -> None:
    before = _record()

    for step, typed in REFUSED:
        answer = press(client, f"{EDIT}/{step}", typed)
        told = faults(answer.get_data(as_text=True))
        assert (answer.status_code, len(told)) == (422, 1), (step, typed, told)

    assert _record() == before


def test_submitting_lists_exactly_what_is_missing_with_links_to_the_fields(
    client: FlaskClient, sari: Actor
) -> None:
    applications = [block | {"kind": "aplikasi"} for block in COMPLETE["blocks"]]
    with unit_of_work() as session:
        practice = practice_of(SLUG)
        changes = {"blocks": applications, "indicators": [], "images": [{"file": "a" * 12}]}
        drafts.save(session, sari, practice, changes, token=2)

    refused = send(client, f"/practices/{SLUG}/submit", page=EDIT, token="3")
    page = refused.get_data(as_text=True)
    links = re.findall(r'href="([^"]+)"', page[page.index('id="faults"') :].split("</div>")[0])

    assert refused.status_code == 422
    assert len(faults_of(page)) == 3
    assert "Bukan hanya aplikasi" in page
    for link, field in zip(links, ["f-blocks", "f-indicators", "f-images-0-alt-id"], strict=True):
        path, _hash, anchor = link.partition("#")
        assert anchor == field
        assert f'id="{field}"' in page_of(client, path)
    assert practice_of(SLUG).draft_state == "writing"
    assert "7 dari 10" in page

    with unit_of_work() as session:
        drafts.save(session, sari, practice_of(SLUG), {**COMPLETE, "images": []}, token=3)
    sent = send(client, f"/practices/{SLUG}/submit", page=EDIT, token="4")
    page = page_of(client, sent.location)
    assert sent.status_code == 303
    assert "Menunggu editor" in page
    assert "Kirim untuk diperiksa" not in page
    assert "disabled" in page_of(client, f"{EDIT}/problem")


def faults_of(page: str) -> list[str]:
    """Return what stands in the list of what is missing."""
    return re.findall(
        r"<li>.*?</li>", page[page.index('id="faults"') :].split("</div>", maxsplit=1)[0], re.DOTALL
    )


def test_what_is_typed_stays_in_view_when_the_draft_was_submitted_meanwhile(
    client: FlaskClient, sari: Actor
) -> None:
    page = page_of(client, f"{EDIT}/problem")
    submitted(sari, SLUG)

    answer = press(client, f"{EDIT}/problem", {"summary.id": "Hampir hilang."}, page=page)
    shown = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "Hampir hilang." in shown
    assert "sedang diperiksa editor" in shown
    assert _record()["summary"] == COMPLETE["summary"]


def test_two_writers_see_both_texts_and_choose(client: FlaskClient, empty_library: Flask) -> None:
    somebody("hadi@kota.go.id", PUBLISHER)
    other, path = signed_in(empty_library, "hadi@kota.go.id"), f"{EDIT}/blocks"
    mine, theirs = page_of(client, path), page_of(other, path)
    press(other, path, {"blocks.0.title.id": "Antrean daring"}, page=theirs, action="up:blocks.1")
    press(other, f"{EDIT}/contact", {"contact.phone": "021"})
    before = _record()

    stale = press(
        client,
        path,
        {"blocks.0.body.id": "Warga memilih jam & loket.", "sections.solution.id": "Dua pintu."},
        page=mine,
    )
    page = stale.get_data(as_text=True)

    assert stale.status_code == 409
    assert _record() == before, "a stale save writes nothing"
    assert "hadi" in page
    for text in ("Warga memilih jam &amp; loket.", "Dua pintu.", "Antrean daring"):
        assert text in page
    assert set(re.findall(r'data-differs="([^"]+)"', page)) >= {"f-sections-solution-id"}
    assert f'href="{path}"' in page, "theirs"
    kept = press(client, path, {}, page=page)
    assert kept.status_code == 303
    record = _record()
    assert [block["title"]["id"] for block in record["blocks"]] == [
        "Halaman antrean",
        "Peraturan wali kota",
    ]
    assert record["blocks"][0]["body"]["id"] == "Warga memilih jam & loket."
    assert record["sections"]["solution"]["id"] == "Dua pintu."
    assert record["contact"]["phone"] == "021", "what others wrote on other steps stays"


def test_autosave_answers_in_json(client: FlaskClient) -> None:
    page, path = page_of(client, f"{EDIT}/problem"), f"{EDIT}/problem"
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1], "title.id": TITLE, "base": "2", "stage": "penerapan"}
    wants = {"Accept": "application/json"}

    saved = client.post(path, data={**form, "token": "2", "summary.id": "Satu."}, headers=wants)
    again = client.post(path, data={**form, "token": "3", "summary.id": "Satu."}, headers=wants)
    wrong = client.post(path, data={**form, "token": "3", "year": "x"}, headers=wants)
    stale = client.post(path, data={**form, "token": "2", "summary.id": "Dua."}, headers=wants)

    assert (saved.status_code, saved.json["token"]) == (200, 3)
    assert saved.json["text"].startswith("Tersimpan ")
    assert again.json["token"] == 3, "what is there already is not saved again"
    assert wrong.status_code == 422
    assert [fault["id"] for fault in wrong.json["faults"]] == ["f-year"]
    assert stale.status_code == 409
    assert stale.json["url"] == path
    assert _record()["summary"]["id"] == "Satu."


def test_a_preview_shows_what_readers_will_see_and_stores_nothing(client: FlaskClient) -> None:
    before, path = _record(), f"{EDIT}/problem"
    long = "Kami " + "dan seterusnya " * 15 + "selesai."
    text = "**Tebal** <script>alert(1)</script> di SIKADU dan SPM "
    text += f"[sumber: Laporan loket 2026]. {long}"

    by_button = press(client, path, {"sections.problem.id": text}, action="preview")
    saved = _record()
    by_script = press(
        client,
        f"{path}/preview",
        {"sections.problem.id": "# Judul\n\n- butir"},
        page=page_of(client, path),
    )

    shown = by_button.get_data(as_text=True)
    assert by_button.status_code == 200
    assert "<strong>Tebal</strong>" in shown
    assert "<script>alert" not in shown
    assert 'href="#source-s1"' in shown
    assert "Kalimat panjang (32 kata)" in shown
    assert "Singkatan SIKADU belum dijelaskan." in shown
    assert saved["sections"]["problem"] != before["sections"]["problem"], "the button saves too"
    assert "<li>butir</li>" in by_script.get_data(as_text=True)
    assert _record() == saved


def test_an_earlier_save_is_brought_back_as_a_new_one(client: FlaskClient, sari: Actor) -> None:
    press(client, f"{EDIT}/contact", {"contact.phone": "021"})
    press(client, f"{EDIT}/blocks", {"blocks.0.title.id": "Antrean daring"})
    history, before = page_of(client, f"{EDIT}/history"), _record()

    back = send(client, f"{EDIT}/history/2", page=f"{EDIT}/history", token="4")
    told = page_of(client, back.location)
    first = _record()
    stale = send(client, f"{EDIT}/history/1", page=f"{EDIT}/history", token="4")
    again = send(client, f"{EDIT}/history/4", page=f"{EDIT}/history", token="5")

    offered = re.findall(rf'action="{EDIT}/history/(\d+)"', history)
    assert offered == ["3", "2", "1"], "the newest is what the draft says"
    assert (back.status_code, back.location) == (303, f"{EDIT}/history?done=1")
    assert "Draf sekarang berisi simpanan itu lagi." in told
    assert first["blocks"] == COMPLETE["blocks"]
    assert "phone" not in first["contact"]
    assert stale.status_code == 409
    assert "Draf baru saja disimpan lagi." in stale.get_data(as_text=True)
    assert 'name="token" value="5"' in stale.get_data(as_text=True)
    assert again.status_code == 303
    assert _record() == before, "what was there before is a save like all others"
    assert send(client, f"{EDIT}/history/9", token="6").status_code == 404
    submitted(sari, SLUG)
    assert f'action="{EDIT}/history' not in page_of(client, f"{EDIT}/history")
    locked = send(client, f"{EDIT}/history/1", token="6")
    assert locked.status_code == 409
    assert "sedang diperiksa editor" in locked.get_data(as_text=True)


def test_a_save_with_a_term_that_is_no_more_is_not_brought_back(
    client: FlaskClient, sari: Actor
) -> None:
    with unit_of_work() as session:
        practice = practice_of(SLUG)
        old = session.query(DraftSave).filter_by(practice_id=practice.id, token=1).one()
        old.record = {**old.record, "stage": "dihapus"}
    before = _record()

    refused = send(client, f"{EDIT}/history/1", page=f"{EDIT}/history", token="2")

    assert refused.status_code == 409
    assert "istilah yang sudah tidak berlaku" in refused.get_data(as_text=True)
    assert _record() == before


def test_what_was_said_of_an_approved_text_is_not_asked_of_the_next(
    client: FlaskClient, sari: Actor
) -> None:
    with unit_of_work() as session:
        reviews.comment(session, sari, practice_of(SLUG), "title.id", "Terlalu panjang?")
    submitted(sari, SLUG)
    approved(somebody("rina@contoh.go.id", EDITOR), SLUG)

    send(client, f"/practices/{SLUG}/revise", page="/desk")

    assert "Terlalu panjang?" not in page_of(client, EDIT)
    assert "Terlalu panjang?" not in page_of(client, f"{EDIT}/problem")


def test_comments_stand_beside_their_fields(client: FlaskClient, sari: Actor) -> None:
    with unit_of_work() as session:
        for path, text in (
            ("sections.problem.id", "Sejak kapan?"),
            ("indicators.0.actual.sources", "Sumbernya apa?"),
            ("blocks", "Kurang satu."),
        ):
            reviews.comment(session, sari, practice_of(SLUG), path, text)

    overview, problem, results, blocks = (
        page_of(client, EDIT + path) for path in ("", "/problem", "/results", "/blocks")
    )

    field = problem[problem.index('for="f-sections-problem-id"') :]
    assert "Sejak kapan?" in field[: field.index("<textarea")]
    assert "Sumbernya apa?" in results[results.index('id="f-indicators-0"') :]
    assert blocks.count("Kurang satu.") == 1
    assert f'href="{EDIT}/results?missing=1#f-indicators-0"' in overview.replace("&amp;", "&")


def test_a_source_in_use_cannot_be_lost(client: FlaskClient) -> None:
    refused = press(client, f"{EDIT}/sources", {}, action="remove:sources.0")

    assert refused.status_code == 422
    assert "masih dipakai" in refused.get_data(as_text=True)
    assert _record()["sources"] == COMPLETE["sources"]


def test_a_draft_is_thrown_away(client: FlaskClient) -> None:
    answer = send(client, f"/practices/{SLUG}/discard", page=EDIT)

    assert (answer.status_code, answer.location) == (303, "/practices")
    assert client.get(EDIT).status_code == 404


def test_the_address_is_changed_where_one_writes_and_refused_with_what_was_typed(
    client: FlaskClient,
) -> None:
    token = {"csrf_token": token_on(client)}
    address = f"{EDIT}/address"

    refused = client.post(address, data={**token, "slug": "Antrean Kota"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert 'href="#slug"' in page
    assert 'value="Antrean Kota"' in page

    done = client.post(address, data={**token, "slug": "antrean-kota"})
    assert (done.status_code, done.location) == (303, "/practices/antrean-kota/edit")
    assert client.get("/practices/antrean-kota/edit").status_code == 200
