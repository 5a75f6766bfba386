"""Members report posts, which stay until a moderator has looked; who reported only they learn."""

import json

import pytest

from portal.accounts.services import personal
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.moderation.models import Flag
from portal.threads.services import pace
from tests.factories.clock import at
from tests.factories.people import faults
from tests.factories.threads import TITLE, answered
from tests.moderation.conftest import BAYU, DEWI, HADI, NOW, RINA, TINA, Scene

RUDE = {"ground": "rude", "text": "Menghina penanya.", "original": ""}


def _report(scene: Scene, mail: str, key: str, number: int, **fields: str) -> str:
    sent = RUDE | fields
    return scene.send(mail, f"/threads/{key}/posts/{number}/flag", **sent)  # type: ignore[arg-type]  # texts


def _refused(scene: Scene, mail: str, key: str, number: int, status: int, **fields: str) -> str:
    sent = RUDE | fields
    return scene.send(mail, f"/threads/{key}/posts/{number}/flag", status=status, **sent)  # type: ignore[arg-type]  # texts


def test_a_report_waits_for_a_moderator_and_its_outcome_is_told(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu, here=True)
        number = answered(scene.dewi, key, "Cari sendiri saja.")
        scene.news()
        assert f"/posts/{number}/flag" in scene.read(f"/threads/{key}", BAYU)
        assert "Menghina" not in scene.read(f"/threads/{key}/posts/{number}/flag", BAYU)

        assert _report(scene, BAYU, key, number).endswith(f"/posts/{number}/flag")
        assert "Laporan Anda sudah diterima" in scene.read(
            f"/threads/{key}/posts/{number}/flag", BAYU
        )
        assert scene.news() == []
        assert "Cari sendiri saja." in scene.read(f"/threads/{key}"), "it stays"
        for mail in (RINA, HADI):
            queue = scene.read("/moderation", mail)
            assert "Dilaporkan 1 orang." in queue
            assert "Tidak sopan: Menghina penanya." in queue
            assert "bayu" in queue
        scene.decide(HADI, key, number, "hide", ground="rude", reason="Tulis dengan santun.")

        assert "Cari sendiri saja." not in scene.read(f"/threads/{key}")
        mailed = [(name, subject) for name, subject, _text in scene.news()]
        assert mailed == [("dewi", f"Tulisan Anda disembunyikan: {TITLE}")]
        inbox = scene.read("/inbox", BAYU)
        assert f"Laporan Anda sudah diperiksa: {TITLE}" in inbox
        assert "Tulisannya ditahan dari pembaca." in inbox
        assert "bayu" not in scene.read("/inbox", DEWI)
        assert "hadi" not in scene.read("/inbox", DEWI) + inbox
    with reading():
        flagged = db.session.query(AuditEvent).filter_by(action="thread:flag").one()
        assert json.loads(flagged.details) == {"ground": "rude", "post": number}
    told = json.loads(personal.as_json(personal.copy(scene.bayu)))["reports"]
    assert [(one["post"], one["text"]) for one in told] == [(number, "Menghina penanya.")]


def test_what_was_reported_for_nothing_stays_and_may_be_reported_again(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu, here=True)
        number = answered(scene.dewi, key)
        _report(scene, BAYU, key, number)
        _report(scene, TINA, key, number, ground="misleading", text="")
        assert "Dilaporkan 2 orang." in scene.read("/moderation", RINA)
        scene.news()

        scene.decide(RINA, key, number, "dismiss")

        mailed = [(name, subject) for name, subject, _text in scene.news()]
        assert mailed == [("dewi", f"Tulisan Anda dilaporkan dan tetap tayang: {TITLE}")]
        for mail in (BAYU, TINA):
            assert "Tulisannya tetap tayang." in scene.read("/inbox", mail)
        assert "<article" not in scene.read("/moderation", RINA)
        _report(scene, BAYU, key, number)
        assert "Dilaporkan 1 orang." in scene.read("/moderation", RINA)


def test_a_duplicate_names_its_original(scene: Scene) -> None:
    with at(NOW):
        first, key = scene.asked(scene.dewi), scene.asked(scene.bayu)
        hidden = scene.ask(BAYU, "Bagaimana memakai slot gacor?", "Kami ingin tahu.")
        for wrong in ("", "https://contoh.go.id/", f"/threads/{key}", f"/threads/{hidden}"):
            page = _refused(scene, DEWI, key, 1, 422, ground="duplicate", original=wrong)
            assert faults(page) == [
                "Alamat utas aslinya: Tempel alamat utas lain yang sudah membahasnya."
            ]
            assert wrong in page, "what was typed stays"
        original = f"http://127.0.0.1:8000/en/threads/{first}#p-1"

        _report(scene, DEWI, key, 1, ground="duplicate", original=original)

        assert f'href="/threads/{first}">Utas aslinya' in scene.read("/moderation", RINA)


def test_a_report_without_a_reason_is_sent_back(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)
        for fields in ({"ground": "other", "text": " "}, {"ground": "boring"}, {"text": "x" * 501}):
            assert faults(_refused(scene, BAYU, key, 1, 422, **fields))
    with reading():
        assert db.session.query(Flag).count() == 0


def test_nobody_reports_twice_or_what_is_own_or_gone(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)
        own = scene.write(BAYU, key, "Mungkin dari provinsi.")
        path = f"/threads/{key}/posts/{own}/flag"
        assert path not in scene.read(f"/threads/{key}", BAYU)
        assert "Tulisan sendiri" in scene.read(path, BAYU, status=409)
        _refused(scene, BAYU, key, own, 409)
        _report(scene, DEWI, key, own)
        _refused(scene, DEWI, key, own, 409)
        scene.decide(RINA, key, own, "hide", ground="rude")
        _refused(scene, TINA, key, own, 409)
        _refused(scene, DEWI, key, own, 404)
        assert scene.browser().get(path).status_code == 303, "a visitor signs in first"


def test_a_flood_of_reports_is_slowed_down(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FLAGS", pace.Limit("flags in a day", 1, pace.DAY))
    with at(NOW):
        key = scene.asked(scene.dewi)
        number = answered(scene.dewi, key)
        _report(scene, BAYU, key, 1)
        page = _refused(scene, BAYU, key, number, 429)
        assert "Menghina penanya." in page
