"""S6, steps 1 to 3, by the pages: asked, no place, queue, offer, answer, expiry."""

import re
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.mentoring.models import Mentorship, MentorshipState
from tests.factories.adoptions import KESAMBI, LONTAR, OWNER, RANDU
from tests.factories.champions import championed
from tests.factories.drafts import SLUG
from tests.factories.mentoring import (
    DIMENSION,
    WISH,
    accepted,
    asked,
    limited,
    mentorships_later,
    moved,
    profile_of,
    state_of,
)
from tests.factories.pages import text_of
from tests.factories.people import faults, mails, send

Browser = Callable[[str], FlaskClient]
Who = Callable[[str], Actor]
State = MentorshipState
DEWI, WATI = "dewi@uji.go.id", "wati@uji.go.id"


def _key() -> str:
    with unit_of_work() as session:
        newest = sa.select(Mentorship.public_id).order_by(Mentorship.id.desc())
        return session.scalars(newest).first() or ""


def _filled(key: str) -> dict[str, str]:
    return {"region": LONTAR, "mentor": key, "dimension": DIMENSION, "wish": WISH}


def _subjects() -> list[tuple[str, str]]:
    jobs.run_once()
    return [(to.partition("@")[0], subject) for to, subject, _text in mails()]


def test_who_finds_no_place_sees_others_waits_and_is_offered_one(
    app: Flask, browser: Browser, who: Who
) -> None:
    running = [
        asked(who(name), region, mentor=DEWI)
        for name, region in (("randu", RANDU), ("kesambi", KESAMBI))
    ]
    for key in running:
        accepted(who("dewi"), key)
    championed(who("rina"), KESAMBI, DIMENSION)  # or its mentor would not be proposed
    dewi = profile_of(DEWI)[1]
    bayu, new = browser("bayu"), f"/mentoring/new?mentor={dewi}&practice={SLUG}"
    assert "Semua tempat terisi" in text_of(bayu, f"/mentors/{dewi}")
    assert f"/mentoring/new?practice={SLUG}" in text_of(bayu, f"/practices/{SLUG}")
    assert "Minta pendampingan daerah ini" in text_of(bayu, f"/regions/{OWNER}")

    refused = send(bayu, new, new, **_filled(dewi))
    page = refused.get_data(as_text=True)
    assert (refused.status_code, len(faults(page))) == (409, 1)
    assert WISH in page
    names = re.findall(r'<a href="/mentors/\w{12}">(\w+)</a>', page)
    assert sorted(names) == ["joko", "tuti", "wati"]
    assert "menerapkan praktik ini dengan hasil terverifikasi" in page
    with unit_of_work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Mentorship)) == 2

    waits = send(bayu, new, new, **_filled(dewi), waits="1")
    key = _key()
    path = f"/mentoring/{key}"
    assert waits.location == f"{path}?done=waiting"
    assert "urutan ke-1" in text_of(bayu, path)

    moved(running[0], State.ENDED_EARLY)
    assert state_of(key) is State.OFFERED
    assert "Tempat pendampingan yang ditawarkan" in text_of(bayu, "/desk")
    assert ("bayu", "Ada tempat: dewi, Kota Surabaya") in [(to, s) for to, s in _subjects()]
    assert send(bayu, f"{path}/take", path).status_code == 303
    assert state_of(key) is State.REQUESTED
    dewi_browser = browser("dewi")
    assert "menunggu jawaban Anda" in text_of(dewi_browser, "/desk")
    assert WISH in text_of(dewi_browser, path)
    assert send(dewi_browser, f"{path}/accept", path).location == f"{path}?done=accepted"
    assert "akan mendampingi" not in text_of(bayu, path)
    assert "Diterima" in text_of(bayu, path)
    assert len(text_of(bayu, "/mentoring?side=learner&group=running").split("adopted-list")) == 2
    for name in ("", "/new?region=35.78", f"/{key}"):
        assert "%(" not in text_of(bayu, f"/en/mentoring{name}")


def test_an_offer_lasts_three_days_and_then_the_next_one_has_it(who: Who) -> None:
    limited(who("hadi"), DEWI, 0)
    first = asked(who("bayu"), mentor=DEWI, waits=True)
    second = asked(who("randu"), RANDU, mentor=DEWI, waits=True)
    limited(who("dewi"), DEWI, 1)
    assert (state_of(first), state_of(second)) == (State.OFFERED, State.WAITING)
    mentorships_later(days=2)
    assert state_of(first) is State.OFFERED
    mentorships_later(days=3)
    assert (state_of(first), state_of(second)) == (State.EXPIRED, State.OFFERED)
    limited(who("hadi"), DEWI, 0)
    assert state_of(second) is State.WAITING


def test_what_nobody_answers_is_recalled_twice_and_expires(
    app: Flask, browser: Browser, who: Who
) -> None:
    key = asked(who("bayu"), mentor=DEWI)
    waiting = "Belum dijawab: permintaan Kab. Banyuwangi"
    for days, told in ((2, 0), (3, 1), (3, 1), (5, 3), (6, 3)):
        mentorships_later(days=days)
        assert [subject for _to, subject in _subjects()].count(waiting) == told, days
    mentorships_later(days=7)
    mentorships_later(days=8)
    assert state_of(key) is State.EXPIRED
    expired = [to for to, subject in _subjects() if subject.startswith("Lewat waktu")]
    assert sorted(expired) == ["bayu", "dewi"]
    page = text_of(browser("bayu"), f"/mentoring/{key}")
    assert "Mentor lain yang punya tempat" in page
    assert "wati" in page
    with unit_of_work() as session:
        acts = session.scalars(
            sa.select(AuditEvent.action)
            .where(AuditEvent.kind == "mentorship")
            .order_by(AuditEvent.seq)
        )
        assert list(acts) == ["mentorship:requested", "mentorship:expired"]


def test_a_region_is_asked_and_its_admin_names_who_goes_or_says_why_not(
    app: Flask, browser: Browser, who: Who
) -> None:
    limited(who("hadi"), WATI, 0)
    key, other = asked(who("bayu")), asked(who("randu"), RANDU)
    hadi, path = browser("hadi"), f"/mentoring/{key}"
    full = send(hadi, f"{path}/accept", path, mentor=profile_of(WATI)[1])
    assert (full.status_code, state_of(key)) == (409, State.REQUESTED)
    assert send(hadi, f"{path}/accept", path, mentor="tidak-ada").status_code == 400
    assert send(hadi, f"{path}/accept", path, mentor=profile_of(DEWI)[1]).status_code == 303

    path = f"/mentoring/{other}"
    empty = send(hadi, f"{path}/decline", path, reason=" ")
    assert (empty.status_code, len(faults(empty.get_data(as_text=True)))) == (422, 1)
    said = "Tim kami sedang menata ulang loket."
    assert send(hadi, f"{path}/decline", path, reason=said).status_code == 303
    shown = text_of(browser("randu"), path)
    assert said in shown
    assert "Mentor lain yang punya tempat" in shown
    assert ("randu", "Ditolak: pendampingan Kota Surabaya") in _subjects()

    rina, luar = browser("rina"), browser("luar")
    seen = text_of(rina, path)
    assert "Ditolak" in seen
    assert said not in seen
    assert WISH not in seen
    for name in ("luar", "ahli"):
        assert browser(name).get(path).status_code == 404
    assert luar.get("/mentoring").status_code == 200
    assert app.test_client().get(path).status_code == 303
    places = f"/mentors/{profile_of(WATI)[1]}/places"
    assert luar.get(places).status_code == 403
    assert send(hadi, places, places, capacity="banyak").status_code == 422
    assert send(hadi, places, places, capacity="1", paused_until="").status_code == 303
    assert "1 tempat masih kosong" in text_of(luar, f"/mentors/{profile_of(WATI)[1]}")
