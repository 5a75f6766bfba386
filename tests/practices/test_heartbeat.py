"""The heartbeat: asked for in time, doubted aloud when nobody answers, quieted by one press."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.events import listens
from portal.core.mail import OutgoingMail
from portal.core.permissions import Actor, Role
from portal.core.schedule import run_due
from portal.core.uow import unit_of_work
from portal.practices.events import VerifyDue, VerifyOverdue
from portal.practices.jobs import verify
from portal.practices.models import Practice, Pulse
from portal.practices.services import life
from portal.practices.services.pulse import pulse_at, verified
from portal.regions.services import set_mailbox
from portal.search import outbox
from tests.factories.clock import at
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    Post,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)

ONE, TWO = "antrean-puskesmas-satu-pintu", "antrean-puskesmas-dua-pintu"
OFFICE = "inovasi@kota.go.id"
heard: list[VerifyDue | VerifyOverdue] = []


@listens(VerifyDue)
def _hear_due(_session: Session, event: VerifyDue) -> None:
    heard.append(event)


@listens(VerifyOverdue)
def _hear_overdue(_session: Session, event: VerifyOverdue) -> None:
    heard.append(event)


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """Return the publisher of two practices alike, both published on 2026-01-10."""
    sari = somebody("sari@kota.go.id", PUBLISHER)
    rina = somebody("rina@pusat.go.id", EDITOR)
    with at("2026-01-10"):
        for title in ("Antrean puskesmas satu pintu", "Antrean puskesmas dua pintu"):
            slug = written(sari, title=title)
            submitted(sari, slug)
            approved(rina, slug)
        outbox.rebuild()
    heard.clear()
    return sari


def _pass(day: str) -> None:
    """Let the worker work on a day, twice, as after a crash."""
    with at(day):
        run_due(utcnow())
        jobs.run_once()
        verify()


def _confirm(actor: Actor, slug: str, day: str) -> None:
    with at(day), unit_of_work() as session:
        life.confirm(session, actor, practice_of(slug))


def _pulse(slug: str) -> Pulse:
    with unit_of_work():
        return practice_of(slug).pulse


def _mails() -> list[tuple[str, str, str]]:
    """Return the reminders as (day, recipient, slug), in their order."""
    with reading():
        rows = db.session.scalars(
            sa.select(OutgoingMail)
            .where(OutgoingMail.key.startswith("verify:"))
            .order_by(OutgoingMail.id)
        ).all()
    found = []
    for row in rows:
        link = re.search(r"/practices/([a-z-]+)/confirm", row.text)
        assert link is not None
        found.append((row.queued_at.date().isoformat(), row.recipient, link[1]))
    return found


def test_reminders_go_out_sixty_thirty_and_seven_days_before_once_each(sari: Actor) -> None:
    hadi = somebody("hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION))
    _confirm(sari, TWO, "2026-06-01")
    for day in ("2026-11-10", "2026-11-11", "2026-11-12"):
        _pass(day)
    with unit_of_work() as session:
        set_mailbox(session, hadi, REGION, OFFICE)
    for day in ("2026-12-10", "2026-12-11", "2027-01-02", "2027-01-03", "2027-01-04"):
        _pass(day)

    assert _mails() == [
        ("2026-11-11", "dinkes@kota.go.id", ONE),
        ("2026-12-11", OFFICE, ONE),
        ("2027-01-03", OFFICE, ONE),
    ]
    assert heard == []


def test_a_day_that_was_missed_is_made_up_for(sari: Actor) -> None:
    _confirm(sari, TWO, "2026-06-01")
    _pass("2026-12-13")
    _pass("2027-01-09")
    _pass("2027-01-10")

    assert [day for day, _to, _slug in _mails()] == ["2026-12-13", "2027-01-09"]


def test_nobody_acts_then_one_press_and_all_is_well(sari: Actor, empty_library: Flask) -> None:
    client = empty_library.test_client()
    badge = "Belum diverifikasi"

    def order(address: str) -> list[str]:
        return re.findall(r'data-slug="([a-z-]+)"', client.get(address).get_data(as_text=True))

    addresses = ("/practices?q=antrean+puskesmas", "/practices", "/practices?sort=evidence")
    first, second = order(addresses[0])
    newest = order("/practices")
    _confirm(sari, second, "2026-03-01")
    verify_by = {slug: f"/api/v1/practices/{slug}" for slug in (first, second)}
    assert client.get(verify_by[first]).get_json()["verify_by"] == "2027-01-10"
    assert client.get(verify_by[second]).get_json()["verify_by"] == "2027-03-01"

    _pass("2027-01-09")
    assert (_pulse(first), heard) == (Pulse.VERIFIED, [])
    _pass("2027-01-10")
    assert _pulse(first) is Pulse.DUE
    assert badge not in client.get("/practices").get_data(as_text=True)
    _confirm(sari, second, "2027-02-01")
    _pass("2027-04-09")
    assert _pulse(first) is Pulse.DUE
    assert order(addresses[0])[0] == first
    _pass("2027-04-10")

    with unit_of_work():
        number = practice_of(first).id
    day = date(2027, 1, 10)
    assert heard == [VerifyDue(number, day), VerifyOverdue(number, day)]
    page = client.get(f"/practices/{first}").get_data(as_text=True)
    assert badge in page
    assert "10 Januari 2027" in page
    assert client.get(verify_by[first]).get_json()["verification"] == "overdue"
    for address in addresses:
        shown = client.get(address).get_data(as_text=True)
        assert shown.count(badge) == 1
        assert order(address) == [second, first]
    both = client.get(f"/practices/compare?slug={first}&slug={second}").get_data(as_text=True)
    assert both.count(f'<span class="pill warn">{badge}</span>') == 1
    assert both.count('<span class="pill good">Tercatat berjalan</span>') == 1
    assert [
        (item["slug"], item["verification"])
        for item in client.get("/api/v1/practices?q=antrean").get_json()["items"]
    ] == [(second, "verified"), (first, "overdue")]

    _confirm(sari, first, "2027-04-11")
    _pass("2027-04-11")
    assert order("/practices") == newest
    assert badge not in client.get(f"/practices/{first}").get_data(as_text=True)
    assert client.get(verify_by[first]).get_json()["verify_by"] == "2028-04-11"
    assert len(heard) == 2


def test_what_has_stopped_is_left_alone(sari: Actor) -> None:
    with at("2026-02-01"), unit_of_work() as session:
        for slug in (ONE, TWO):
            life.stop(session, sari, practice_of(slug), "vendor", "Kontraknya habis.")
    for day in ("2026-11-11", "2027-01-10", "2027-04-10"):
        _pass(day)

    assert (_mails(), heard) == ([], [])


@pytest.mark.parametrize(
    ("day", "verify_by"),
    [
        ("2028-02-29", date(2029, 2, 28)),
        ("2027-02-28", date(2028, 2, 28)),
        ("2027-01-09T16:59+00:00", date(2028, 1, 9)),
        ("2027-01-09T17:00+00:00", date(2028, 1, 10)),  # a new day begins in Jakarta
    ],
)
def test_twelve_months_are_twelve_months(day: str, verify_by: date) -> None:
    practice = Practice(pulse=Pulse.OVERDUE)
    with at(day):
        verified(practice)

    assert (practice.verify_by, practice.pulse) == (verify_by, Pulse.VERIFIED)


def test_the_edges_of_the_pulse() -> None:
    until = date(2027, 1, 10)

    assert [
        pulse_at(until, day)
        for day in (date(2027, 1, 9), until, date(2027, 4, 9), date(2027, 4, 10))
    ] == [Pulse.VERIFIED, Pulse.DUE, Pulse.DUE, Pulse.OVERDUE]
