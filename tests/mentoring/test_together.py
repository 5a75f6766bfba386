"""S6, steps 4 and 5, by the pages: agreed and signed by two, met, closed, judged, asked after."""

import re
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.audit import AuditEvent
from portal.core.clock import today
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.mentoring.models import MentorshipState
from portal.mentoring.models.closing import Reached
from tests.factories.adoptions import RANDU, begun, reported
from tests.factories.mentoring import asked, limited, mentorships_later, state_of
from tests.factories.pages import text_of
from tests.factories.people import faults, send, signed_in
from tests.factories.together import DEWI, GOAL, active_one, closed, going

Browser = Callable[[str], FlaskClient]
Who = Callable[[str], Actor]
State = MentorshipState


def _audited() -> list[tuple[str, str]]:
    with unit_of_work() as session:
        rows = session.execute(
            sa.select(AuditEvent.action, AuditEvent.details)
            .where(AuditEvent.kind == "mentorship")
            .order_by(AuditEvent.seq)
        )
        return [(action.removeprefix("mentorship:"), details) for action, details in rows]


def test_both_admins_sign_and_a_change_needs_both_again(
    app: Flask, browser: Browser, who: Who
) -> None:
    key = going(who)
    page, agreement = f"/mentoring/{key}", f"/mentoring/{key}/agreement"
    bayu, ratna, hadi = browser("bayu"), browser("ratna"), browser("hadi")
    assert "admin kedua daerah menandatangani" in text_of(bayu, page)
    assert "Belum ada kesepakatan" in text_of(bayu, agreement)
    bare = send(bayu, f"{agreement}/new", f"{agreement}/new", starts_on="besok", by1="Waktu")
    assert (bare.status_code, len(faults(bare.get_data(as_text=True)))) == (422, 5)
    terms = {
        "goal1": GOAL,
        "by1": "Waktu tunggu",
        "goal2": "SOP loket dipakai",
        "starts_on": today().isoformat(),
        "months": "3",
        "sessions": "4",
    }
    early = terms | {"starts_on": "2020-01-01"}
    past = send(bayu, f"{agreement}/new", f"{agreement}/new", **early)
    assert (past.status_code, GOAL in past.get_data(as_text=True)) == (422, True)
    assert send(bayu, f"{agreement}/new", f"{agreement}/new", **terms).status_code == 303
    shown = text_of(bayu, agreement)
    for text in (GOAL, "Waktu tunggu", "SOP loket dipakai", "4 sesi", "Tidak ada hadiah"):
        assert text in shown
    assert "No gifts" in text_of(bayu, f"/en{agreement}")
    assert "Tanda tangani" not in shown

    assert "menunggu tanda tangan Anda" in text_of(ratna, "/desk")
    sign = f"{agreement}/sign"
    assert send(bayu, sign, agreement, number="1").status_code == 403
    assert send(signed_in(app, "hadi@uji.go.id"), sign, "/", number="1").status_code != 303
    assert send(ratna, sign, agreement, number="2").status_code == 409
    assert send(ratna, sign, agreement, number="1").status_code == 303
    assert send(ratna, sign, agreement, number="1").status_code == 409
    assert "menunggu tanda tangan Anda" not in text_of(ratna, "/desk")
    assert state_of(key) is State.ACCEPTED
    assert send(hadi, sign, agreement, number="1").status_code == 303
    assert state_of(key) is State.ACTIVE

    changed = terms | {"goal1": "Antrean di bawah setengah jam", "goal2": ""}
    same = send(bayu, f"{agreement}/new", f"{agreement}/new", **terms)
    assert (same.status_code, state_of(key)) == (422, State.ACTIVE)
    assert send(bayu, f"{agreement}/new", f"{agreement}/new", **changed).status_code == 303
    assert state_of(key) is State.ACCEPTED
    shown = text_of(hadi, agreement)
    assert "Perubahan pada versi 2" in shown
    assert "Antrean di bawah setengah jam" in shown
    assert "Tanda tangani versi 2 untuk Kota Surabaya" in shown
    assert "Kesepakatan diubah" in text_of(bayu, page)
    send(hadi, sign, agreement, number="2")
    assert state_of(key) is State.ACCEPTED
    send(ratna, sign, agreement, number="2")
    assert state_of(key) is State.ACTIVE
    acts = [action for action, _details in _audited()]
    once = ["sign", "sign", "agreed", "active"]
    assert acts[-11:] == ["agreement", *once, "accepted", "agreement", *once]
    digests = set(re.findall(r'"hash":"(\w{64})"', str(_audited())))
    assert len(digests) == 2
    assert all(digest in shown for digest in digests)


def test_sessions_are_for_those_who_take_part_and_calendars_say_only_when(
    app: Flask, browser: Browser, who: Who
) -> None:
    key = active_one(who)
    sessions, bayu, dewi = f"/mentoring/{key}/sessions", browser("bayu"), browser("dewi")
    new = f"{sessions}/new"
    wrong = send(bayu, new, new, day="2027-02-30", clock="9.3", minutes="7", notes="Bawa data.")
    assert (wrong.status_code, len(faults(wrong.get_data(as_text=True)))) == (422, 4)
    assert "Bawa data." in wrong.get_data(as_text=True)
    day = today() + timedelta(days=2)
    meeting = {
        "day": day.isoformat(),
        "clock": "09:30",
        "minutes": "90",
        "mode": "daring",
        "notes": "Bawa data loket; rahasia, kita dulu.",
    }
    assert send(bayu, new, new, **meeting).status_code == 303
    one = f"{sessions}/1"
    file = dewi.get(f"{one}.ics")
    assert file.content_type == "text/calendar; charset=utf-8"
    calendar = file.get_data(as_text=True)
    assert f"DTSTART:{day:%Y%m%d}T023000Z\r\n" in calendar
    assert f"UID:{key}-1@sokoguru\r\n" in calendar
    assert "SEQUENCE:0\r\n" in calendar
    assert "rahasia" not in calendar
    assert re.findall(r"https?://[^/\s]+", calendar.replace("\r\n ", "")) == [
        "http://127.0.0.1:8000"
    ]

    moved = meeting | {"clock": "13.00", "revision": "0"}
    assert send(dewi, one, one, **moved).status_code == 303
    stale = send(bayu, one, one, **(moved | {"notes": "Catatan lain"}))
    assert (stale.status_code, "Catatan lain" in stale.get_data(as_text=True)) == (422, True)
    assert "SEQUENCE:1\r\n" in dewi.get(f"{one}.ics").get_data(as_text=True)

    due = (today() + timedelta(days=9)).isoformat()
    empty = send(dewi, f"{one}/items", one)
    assert (empty.status_code, len(faults(empty.get_data(as_text=True)))) == (422, 3)
    task = {"item-task": "Kirim rekap", "item-side": "learner", "item-due_on": due}
    assert send(dewi, f"{one}/items", one, **task).status_code == 303
    assert "Kab. Banyuwangi: Kirim rekap" in text_of(bayu, sessions)
    assert send(bayu, f"{one}/items/1", one, done="1").status_code == 303
    assert "selesai" in text_of(dewi, sessions)
    assert send(bayu, f"{one}/items/1", one).status_code == 303
    assert "paling lambat" in text_of(dewi, sessions)
    assert send(bayu, f"{one}/items/7", one, done="1").status_code == 404
    assert bayu.get(f"{sessions}/2").status_code == 404


def test_a_rest_and_an_early_end_give_the_place_back(browser: Browser, who: Who) -> None:
    key = active_one(who)
    limited(who("hadi"), DEWI, 1)
    waiting = asked(who("randu"), RANDU, mentor=DEWI, waits=True)
    assert state_of(waiting) is State.WAITING
    page, course = f"/mentoring/{key}", f"/mentoring/{key}/course"
    dewi, bayu = browser("dewi"), browser("bayu")
    assert send(dewi, f"{page}/pause", course).status_code == 422
    why = {"pause-note": "Bulan anggaran."}
    assert send(dewi, f"{page}/pause", course, **why).status_code == 303
    assert state_of(key) is State.PAUSED
    assert send(dewi, f"{page}/pause", course, **why).status_code == 409
    assert "Bulan anggaran." in text_of(bayu, page)
    assert send(bayu, f"{page}/resume", course, **{"resume-note": "Siap."}).status_code == 303
    assert "Berlanjut" in text_of(bayu, page)
    bare = send(bayu, f"{page}/end", course)
    assert (bare.status_code, state_of(key)) == (422, State.ACTIVE)
    gone = {"end-note": "Tim dimutasi."}
    assert send(bayu, f"{page}/end", course, **gone).status_code == 303
    assert (state_of(key), state_of(waiting)) == (State.ENDED_EARLY, State.OFFERED)
    assert bayu.get(course).status_code == 409
    assert bayu.get(f"{page}/sessions").status_code == 200
    assert send(bayu, f"{page}/sessions/new", page, day="2027-01-01").status_code == 422


def test_both_close_an_editor_verifies_and_one_question_comes_after(
    app: Flask, browser: Browser, who: Who
) -> None:
    adoption = begun(who("bayu"))
    reported(who("bayu"), adoption)
    key = active_one(who)
    page, closing, outcome = (f"/mentoring/{key}{part}" for part in ("", "/closing", "/outcome"))
    bayu, dewi, rina = browser("bayu"), browser("dewi"), browser("rina")
    said = {"reached1": "yes", "helped": "SOP contoh.", "hindered": "Mutasi.", "again": "yes"}
    without = send(bayu, closing, closing, **said | {"proof1": ""})
    assert (without.status_code, len(faults(without.get_data(as_text=True)))) == (422, 1)
    proofs = re.findall(r'value="(a\d+)">([^<]+)', text_of(bayu, closing))
    assert len(proofs) == 1
    assert "130 menjadi 70" in proofs[0][1]
    said["proof1"] = proofs[0][0]
    assert send(bayu, closing, closing, **said).status_code == 303
    assert state_of(key) is State.CLOSING
    assert send(bayu, closing, page, **said).status_code == 409
    assert "Formulir penutupan Kota Surabaya belum masuk." in text_of(bayu, outcome)
    assert "SOP contoh." not in text_of(dewi, outcome)
    assert "formulir penutupan Anda" in text_of(dewi, "/desk")
    assert send(dewi, closing, closing, **said | {"helped": "Data terbuka."}).status_code == 303
    assert state_of(key) is State.COMPLETED
    shown = text_of(dewi, outcome)
    for text in ("SOP contoh.", "Data terbuka.", f'href="/adoptions/{adoption}"', "130 menjadi 70"):
        assert text in shown

    assert "menunggu verifikasi" in text_of(rina, "/desk")
    verify = f"{page}/verify"
    assert send(dewi, verify, outcome, **{"judge-note": "Ya."}).status_code == 403
    assert send(rina, verify, outcome).status_code == 422
    assert send(rina, verify, outcome, **{"judge-note": "Angkanya cocok."}).status_code == 303
    assert state_of(key) is State.OUTCOME_VERIFIED
    after = f"{page}/follow-up"
    answer = {"after-lasted": "partly", "after-note": "Dua loket masih cepat."}
    assert send(bayu, after, outcome, **answer).status_code == 409
    mentorships_later(days=91)
    mentorships_later(days=92)
    assert "Apakah hasil pendampingan bertahan?" in text_of(bayu, "/desk")
    assert send(dewi, after, outcome, **answer).status_code == 403
    assert send(bayu, after, outcome, **{"after-lasted": "yes"}).status_code == 422
    assert send(bayu, after, outcome, **answer).status_code == 303
    assert send(bayu, after, outcome, **answer).status_code == 409
    assert "Bertahan sebagian" in text_of(rina, outcome)
    for path in (page, outcome, f"{page}/agreement"):
        assert "%(" not in text_of(rina, f"/en{path}")


def test_an_editor_finds_nothing_that_could_be_verified(browser: Browser, who: Who) -> None:
    key = active_one(who)
    closed(who("dewi"), key, "champion", [Reached.NO])
    closed(who("bayu"), key, "learner", [Reached.NO])
    page, rina = f"/mentoring/{key}", browser("rina")
    note = {"judge-note": "Tidak ada angka."}
    assert send(rina, f"{page}/verify", f"{page}/outcome", **note).status_code == 422
    assert send(rina, f"{page}/refute", f"{page}/outcome", **note).status_code == 303
    assert state_of(key) is State.NO_OUTCOME
