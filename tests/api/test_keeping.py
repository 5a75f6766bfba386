"""A region keeps a practice true, and its people change: by programs, in both languages."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.permissions import Role
from portal.core.schedule import run_due
from portal.practices.jobs import verify
from portal.search import outbox
from portal.vocabularies.queries import term_label
from tests.api.programs import API, PRACTICES, Program
from tests.factories import clock
from tests.factories.drafts import (
    COMPLETE,
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
from tests.factories.people import PASSWORD, active, mails, signed_in

PRACTICE = f"{PRACTICES}/{SLUG}"
MEMBERS = f"{API}/regions/{REGION}/members"
SARI, JOKO, HADI, RINA = "sari@kota.go.id", "joko@kota.go.id", "hadi@kota.go.id", "rina@pusat.go.id"
LESSON = "Kontrak habis dan sumber kodenya tidak diserahkan."
OFFICE = COMPLETE["contact"]["mail"]
DECREE = {"decree_no": "SK 12/2026", "password": PASSWORD}
Seat = Callable[[str], Program]


@pytest.fixture(params=["id", "en"])
def at(empty_library: Flask, request: pytest.FixtureRequest) -> Seat:
    """How to get the program of somebody of the region, whose practice was published."""
    with clock.at("2026-01-10"):
        sari = actor_of(active(SARI, PUBLISHER))
        active(JOKO, PUBLISHER)
        active(HADI, Post(role=Role.REGION_ADMIN, region=REGION), totp=True)
        active(RINA, EDITOR, totp=True)
        submitted(sari, written(sari))
        approved(somebody("tono@pusat.go.id", EDITOR), SLUG)
        outbox.rebuild()
    return lambda mail: Program(empty_library, mail, request.param)


def _pass(day: str) -> None:
    """Let the worker work on a day, twice, as after a crash."""
    with clock.at(day):
        for _time in range(2):
            run_due(utcnow())
            verify()
            jobs.run_once()


def _asked() -> int:
    return len([to for to, _subject, _text in mails() if to == OFFICE])


def _found(nobody: Program, query: str) -> bool:
    items = nobody.told("GET", f"{PRACTICES}?q=antrean{query}")["items"]
    return SLUG in {item["slug"] for item in items}


def test_a_practice_is_confirmed_when_it_is_late_and_stopped_with_its_lesson(at: Seat) -> None:
    for number, day in enumerate(("2026-11-11", "2026-12-11", "2027-01-03"), start=1):
        _pass(day)
        assert _asked() == number
    nobody = at("")
    for day, told in (("2027-01-10", "due"), ("2027-04-10", "overdue")):
        _pass(day)
        assert nobody.told("GET", PRACTICE)["verification"] == told

    with clock.at("2027-04-10"):
        sari, rina = at(SARI), at(RINA)
        new = {"indicator": "Waktu tunggu", "value": 38, "period": "2027", "source": "Laporan 2027"}
        why = "Nilai baru harus angka dari indikator praktik ini."
        stray = {"measures": [{**new, "indicator": "Biaya"}]}
        sari.refused("POST", f"{PRACTICE}/confirm", stray, 400, why)
        late = {"measures": [{**new, "period": "tahun depan", "source": " "}]}
        faults = sari.told("POST", f"{PRACTICE}/confirm", late, 400)["errors"]["json"]["measures"]
        assert faults["0"]["period"] == [
            sari.words("Tulis tahun, bulan (2015-04), atau rentang (2013-2015).")
        ]
        assert rina.ask("POST", f"{PRACTICE}/confirm", {}).status_code == 403
        told = sari.told("POST", f"{PRACTICE}/confirm", {"measures": [new]})
        assert (told["verification"], told["verify_by"]) == ("verified", "2028-04-10")
        assert (told["version"], told["current_version"], told["measures"]) == (1, 1, [new])

        stopped = {"reason": "vendor", "lesson": LESSON}
        why = "Pilih salah satu alasan dari daftar."
        sari.refused("POST", f"{PRACTICE}/stop", {**stopped, "reason": "bosan"}, 400, why)
        sari.refused(
            "POST", f"{PRACTICE}/stop", {**stopped, "lesson": " "}, 400, "Tulis penjelasannya."
        )
        sari.told("POST", f"{PRACTICE}/stop", stopped)
        jobs.run_once()
        assert (_found(nobody, ""), _found(nobody, "&status=stopped")) == (False, True)
        ended = nobody.told("GET", PRACTICE)
        assert (ended["status"], ended["lesson"]) == ("stopped", LESSON)
        assert ended["stop_reason"] == term_label("stop-reason", "vendor", nobody.language)
        assert sari.told("POST", f"{PRACTICE}/resume")["status"] == "active"
        assert sari.ask("POST", f"{PRACTICE}/resume").status_code == 409


def test_a_practice_is_taken_from_readers_and_brought_back_by_an_editor(at: Seat) -> None:
    sari, hadi, rina, nobody = (at(mail) for mail in (SARI, HADI, RINA, ""))
    reason = {"reason": "Datanya diragukan."}

    assert sari.ask("POST", f"{PRACTICE}/suspend", reason).status_code == 403
    hadi.refused("POST", f"{PRACTICE}/suspend", {"reason": " "}, 400, "Tulis penjelasannya.")
    assert hadi.told("POST", f"{PRACTICE}/suspend", reason)["status"] == "suspended"
    assert nobody.ask("GET", PRACTICE).status_code == 404
    assert sari.told("GET", PRACTICE)["status"] == "suspended"
    assert hadi.ask("POST", f"{PRACTICE}/release").status_code == 403
    assert rina.told("POST", f"{PRACTICE}/release")["status"] == "active"
    unsure = hadi.told("POST", f"{PRACTICE}/withdraw", {**reason, "sure": False}, 400)
    assert unsure["errors"]["json"]["sure"] == [
        hadi.words("Beri tanda bahwa Anda mengerti akibatnya.")
    ]
    gone = hadi.told("POST", f"{PRACTICE}/withdraw", {**reason, "sure": True})
    assert gone["status"] == "withdrawn"
    assert nobody.ask("GET", PRACTICE).status_code == 404


def test_who_leaves_hands_over_and_the_last_admin_stays(at: Seat, empty_library: Flask) -> None:
    hadi, sari, joko, nobody = (at(mail) for mail in (HADI, SARI, JOKO, ""))
    browser = signed_in(empty_library, SARI)
    for title in ("Draf pertama", "Draf kedua", "Draf ketiga"):
        sari.told("POST", PRACTICES, {"region": REGION, "title": title}, 201)
    draft = sari.told("GET", f"{PRACTICES}/draf-ketiga/draft")
    body = {"token": draft["token"], "record": {**draft["record"], **COMPLETE}}
    token = sari.told("PUT", f"{PRACTICES}/draf-ketiga/draft", body)["token"]
    sari.told("POST", f"{PRACTICES}/draf-ketiga/submit", {"token": token})
    ids = {row["mail"]: row["person"] for row in hadi.told("GET", MEMBERS)["items"]}
    ending = f"{MEMBERS}/{ids[SARI]}/publisher/end"

    assert sari.ask("POST", ending, DECREE).status_code == 403
    wrong = {**DECREE, "password": "bukan kata sandinya"}
    hadi.refused("POST", ending, wrong, 400, "Kata sandi sekarang salah.")
    why = "Tulis nomor keputusan yang mengakhiri peran ini."
    hadi.refused("POST", ending, {"password": PASSWORD}, 400, why)
    why = "Pengganti harus anggota aktif di tempat yang sama."
    hadi.refused("POST", ending, {**DECREE, "successor": "tidakada"}, 400, why)
    made = hadi.told("POST", ending, {**DECREE, "successor": ids[JOKO]})["handover"]

    told = hadi.told("GET", f"{API}/handovers/{made}")
    assert (told["decree_no"], told["role"], told["successor"]) == (
        "SK 12/2026",
        "publisher",
        "joko",
    )
    moved = {row["kind"]: row["count"] for row in told["moved"]}
    assert moved == {"draft": 2, "submitted": 1}
    for slug in ("draf-pertama", "draf-kedua", "draf-ketiga"):
        assert sari.ask("GET", f"{PRACTICES}/{slug}/draft").status_code == 403
        assert joko.ask("GET", f"{PRACTICES}/{slug}/draft").status_code == 200
    assert browser.get("/practices/draf-pertama/edit").status_code in {403, 404}
    assert joko.ask("GET", f"{API}/handovers/{made}").status_code == 403
    assert nobody.told("GET", PRACTICE)["version"] == 1
    assert SARI not in {row["mail"] for row in hadi.told("GET", MEMBERS)["items"]}

    queued = hadi.told("POST", f"{MEMBERS}/{ids[JOKO]}/publisher/end", DECREE)["handover"]
    assert hadi.told("GET", f"{API}/handovers/{queued}")["successor"] is None
    why = "Ini admin terakhir daerah yang punya praktik terbit. Pilih pengganti yang aktif."
    hadi.refused("POST", f"{MEMBERS}/{ids[HADI]}/region-admin/end", DECREE, 400, why)
    assert hadi.ask("GET", MEMBERS).status_code == 200


def test_without_the_second_factor_a_token_governs_nobody(at: Seat) -> None:
    active("ratna@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION))

    assert at("ratna@kota.go.id").ask("GET", MEMBERS).status_code == 403
    assert at("tono@pusat.go.id").ask("GET", f"{API}/members").status_code == 403
    assert at(RINA).told("GET", f"{API}/members")["total"] == 2
