"""From the first word to the second version, by programs alone and in both languages."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.practices.models import Practice
from portal.search import outbox
from tests.api.programs import PRACTICES, Program, another_writes
from tests.factories.drafts import COMPLETE, EDITOR, PUBLISHER, REGION, SLUG, TITLE, Post
from tests.factories.people import active, mails
from tests.factories.uploads import picture

PRACTICE = f"{PRACTICES}/{SLUG}"
DRAFT, SUBMIT, REVIEW = f"{PRACTICE}/draft", f"{PRACTICE}/submit", f"{PRACTICE}/review"
SARI, JOKO, HADI, RINA, BAYU = (
    "sari@kota.go.id",
    "joko@kota.go.id",
    "hadi@kota.go.id",
    "rina@pusat.go.id",
    "bayu@kab.go.id",
)
Seat = Callable[[str], Program]
(APP, RULE), (INDICATOR,) = COMPLETE["blocks"], COMPLETE["indicators"]


@pytest.fixture(params=["id", "en"])
def at(empty_library: Flask, request: pytest.FixtureRequest) -> Seat:
    """How to get the program of somebody of the story."""
    active(SARI, PUBLISHER)
    active(JOKO, PUBLISHER)
    active(HADI, Post(role=Role.REGION_ADMIN, region=REGION), EDITOR, totp=True)
    active(BAYU, Post(role=Role.OFFICER, region="35.10"))
    active(RINA, EDITOR, totp=True)
    outbox.rebuild()
    return lambda mail: Program(empty_library, mail, request.param)


def _save(program: Program, **changes: Any) -> int:
    """Save the draft with some keys replaced, and return its new token."""
    draft = program.told("GET", DRAFT)
    body = {"token": draft["token"], "record": {**draft["record"], **changes}}
    token: int = program.told("PUT", DRAFT, body)["token"]
    return token


def _begin(sari: Program) -> None:
    sari.told("POST", PRACTICES, {"region": REGION, "title": TITLE}, 201)


def _attach(program: Program) -> dict[str, Any]:
    sent = {"file": (io.BytesIO(picture()), "loket.jpg"), "purpose": "image"}
    return program.told("POST", f"{PRACTICE}/files", None, 201, data=sent)


def _submit(program: Program) -> int:
    """Submit the draft as it stands, and return the number of the round."""
    token = program.told("GET", DRAFT)["token"]
    number: int = program.told("POST", SUBMIT, {"token": token})["round"]
    return number


def test_a_practice_is_written_reviewed_and_published(at: Seat) -> None:
    sari, rina, bayu, hadi, nobody = (at(mail) for mail in (SARI, RINA, BAYU, HADI, ""))
    _begin(sari)
    image = _attach(sari)
    lacking = {key: value for key, value in COMPLETE.items() if key != "indicators"}
    lacking |= {"blocks": [APP, APP], "images": [{"file": image["id"]}]}
    token = _save(sari, **lacking)
    assert at(SARI).told("GET", DRAFT)["record"]["blocks"] == [APP, APP], "also elsewhere"

    gaps = sari.told("POST", SUBMIT, {"token": token}, 422)["gaps"]
    assert [gap["path"] for gap in gaps] == ["blocks", "indicators", "images.0.alt.id"]
    assert gaps[1]["text"] == sari.words("Beri sedikitnya satu indikator hasil.")
    assert sari.told("GET", DRAFT)["state"] == "writing"
    assert rina.ask("GET", REVIEW).status_code == 404

    measured = {**INDICATOR, "actual": {"value": 45, "period": "2026"}}
    shown = {"file": image["id"], "alt": {"id": "Warga di depan layar loket"}}
    _save(sari, blocks=[APP, APP, RULE], indicators=[measured], images=[shown])
    assert _submit(sari) == 1
    jobs.run_once()
    assert [to for to, subject, _text in mails() if TITLE in subject] == [RINA]
    assert bayu.ask("GET", PRACTICE).status_code == 404
    assert bayu.ask("GET", REVIEW).status_code == 404
    assert bayu.ask("GET", DRAFT).status_code == 403

    assert rina.told("POST", f"{REVIEW}/take")["state"] == "in-review"
    remark = {"path": "indicators.0", "text": "Dari laporan mana?"}
    made = rina.told("POST", f"{REVIEW}/comments", remark, 201)
    stray = {"path": "indicators.9", "text": "Apa ini?"}
    why = "Isian yang dikomentari tidak ada dalam naskah ini."
    rina.refused("POST", f"{REVIEW}/comments", stray, 400, why)
    returned = rina.told("POST", f"{REVIEW}/changes", {"round": 1, "text": "Sebut sumbernya."})
    assert (returned["state"], returned["rounds"][0]["verdict"]) == (
        "changes-requested",
        "changes-requested",
    )
    (said,) = sari.told("GET", REVIEW)["comments"]
    assert (said["path"], said["text"], said["settled_at"]) == (*remark.values(), None)
    _save(sari, indicators=[INDICATOR])
    settled = sari.told("POST", f"{REVIEW}/comments/{made['id']}/settle")
    assert settled["comments"][0]["settled_at"] is not None
    assert _submit(sari) == 2

    why = "Naskah ini sudah dikirim ulang sejak Anda membukanya. Baca dulu yang baru."
    rina.refused("POST", f"{REVIEW}/approve", {"round": 1}, 409, why)
    decided = rina.told("POST", f"{REVIEW}/approve", {"round": 2})
    assert (decided["state"], decided["rounds"][1]["version"]) == (None, 1)
    assert rina.told("GET", f"{REVIEW}/1")["comments"][0]["text"] == remark["text"]
    jobs.run_once()
    public = nobody.told("GET", PRACTICE)
    assert (public["version"], public["evidence"]) == (1, 2)
    assert nobody.ask("GET", public["files"][0]["url"]).status_code == 200
    assert [item["slug"] for item in nobody.told("GET", f"{PRACTICES}?q=antre")["items"]] == [SLUG]
    assert _chain() == ["submit", "request_changes", "submit", "approve"]

    sari.told("POST", DRAFT, None, 201)
    _submit(sari)
    why = "Anda memegang peran di daerah ini, jadi editor lain yang memutuskan naskahnya."
    for step in ("take", "changes", "approve"):
        hadi.refused("POST", f"{REVIEW}/{step}", {"round": 3, "text": "x"}, 403, why)


def test_what_a_review_did_is_told_while_another_writes(empty_library: Flask, at: Seat) -> None:
    sari, rina = at(SARI), at(RINA)
    _begin(sari)
    image = _attach(sari)["id"]
    _save(sari, **COMPLETE, images=[{"file": image, "alt": {"id": "Loket"}}])
    _submit(sari)

    with another_writes(empty_library, Practice, "after_update"):
        assert rina.told("POST", f"{REVIEW}/take")["state"] == "in-review"


def _chain() -> list[str]:
    """Return the steps of the review that stand on the audit chain."""
    with reading():
        names = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    told = [name.removeprefix("practice:") for name in names]
    return [name for name in told if name in {"submit", "request_changes", "approve"}]


def test_two_writers_lose_nothing_and_versions_stay_as_they_were(at: Seat) -> None:
    sari, joko, rina, nobody = (at(mail) for mail in (SARI, JOKO, RINA, ""))
    _begin(sari)
    _save(sari, **COMPLETE)
    rina_may = {"round": _submit(sari)}
    rina.told("POST", f"{REVIEW}/approve", rina_may)
    first = nobody.told("GET", f"{PRACTICE}/versions/1")
    begun = sari.told("POST", DRAFT, None, 201)

    theirs = {**begun["record"], "year": 2024}
    mine = {**begun["record"], "unit": {"id": "Dinas Kesehatan dan Sosial"}}
    joko.told("PUT", DRAFT, {"token": begun["token"], "record": theirs})
    why = "Orang lain sudah menyimpan draf ini sejak Anda membacanya."
    stale = {"token": begun["token"], "record": mine}
    conflict = sari.refused("PUT", DRAFT, stale, 409, why)
    assert (conflict["current"], conflict["yours"]) == (theirs, mine)
    assert sari.told("GET", DRAFT)["record"] == theirs, "nothing was written"
    both = {**conflict["current"], "unit": mine["unit"]}
    sari.told("PUT", DRAFT, {"token": conflict["token"], "record": both})
    rina.told("POST", f"{REVIEW}/approve", {"round": _submit(sari)})

    old, new = nobody.told("GET", f"{PRACTICE}/versions/1"), nobody.told("GET", PRACTICE)
    assert old == {**first, "current_version": 2}
    assert (new["version"], new["record"]["year"], new["record"]["unit"]) == (2, 2024, mine["unit"])
    listed = nobody.told("GET", f"{PRACTICE}/versions")["items"]
    assert [row["content_hash"] for row in listed] == [new["content_hash"], old["content_hash"]]
