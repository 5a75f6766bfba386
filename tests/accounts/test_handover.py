"""Staff change: what somebody held goes on in one transaction, and no region is left alone."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Person
from portal.accounts.queries import grants_of
from portal.accounts.queries.tokens import bearer
from portal.accounts.services import handover, tokens
from portal.accounts.services.handover import Departure, Moving
from portal.accounts.services.memberships import Post
from portal.core import jobs, schedule
from portal.core.clock import today, utcnow
from portal.core.db import db, reading
from portal.core.permissions import ANONYMOUS, Grant, Role
from portal.core.schedule import ScheduledTask
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from tests.factories.people import active, faults, mails, send, signed_in_with_code

CODE = "35.10"
HADI, SARI, JOKO = "hadi@banyuwangi.go.id", "sari@banyuwangi.go.id", "joko@banyuwangi.go.id"
ADMIN = Post(role=Role.REGION_ADMIN, region=CODE)
PUBLISHER = Post(role=Role.PUBLISHER, region=CODE)
OFFICER = Post(role=Role.OFFICER, region=CODE)
OWN = f"/regions/{CODE}/members"


class Basket:
    """Work of a feature above: counts by who holds it, None for the queue of the region."""

    def __init__(self) -> None:
        self.held: Counter[int | None] = Counter()

    def move(self, _session: Session, departure: Departure) -> int:
        """Give all that a departing person holds to who follows."""
        number = self.held.pop(departure.person_id, 0)
        self.held[departure.successor_id] += number
        return number


@pytest.fixture
def drafts(monkeypatch: pytest.MonkeyPatch) -> Basket:
    """A kind of work that is registered for one test."""
    monkeypatch.setattr(handover, "_kinds", {})
    basket = Basket()
    handover.moves(
        Moving(
            kind="draft",
            label="Rancangan",
            held=lambda departure: basket.held[departure.person_id],
            move=basket.move,
            queued=lambda _region_id: basket.held[None],
        )
    )
    return basket


def _public_id(mail: str) -> str:
    with reading():
        return db.session.scalars(sa.select(Person.public_id).where(Person.mail == mail)).one()


def _end(mail: str, role: str = "publisher") -> str:
    return f"{OWN}/{_public_id(mail)}/{role}/end"


def test_a_named_successor_gets_all_and_the_leaver_is_out_at_the_next_request(
    app: Flask, drafts: Basket
) -> None:
    active(HADI, ADMIN, totp=True)
    sari, joko = active(SARI, PUBLISHER), active(JOKO, OFFICER)
    drafts.held[sari] = 2
    hadi, hers = (signed_in_with_code(app, mail) for mail in (HADI, SARI))
    token = tokens.make(sari, "unggah", by=ANONYMOUS)
    held = bearer(token)

    asked = hadi.get(_end(SARI)).get_data(as_text=True)
    bare = send(hadi, _end(SARI), decree_no="", successor=_public_id(JOKO))
    strange = send(hadi, _end(SARI), decree_no="9/2026", successor="tidakada")
    kept = drafts.held[sari]
    ended = send(hadi, _end(SARI), decree_no="9/2026", successor=_public_id(JOKO))
    page = hadi.get(ended.location).get_data(as_text=True)

    assert "Rancangan: 2" in asked
    assert (bare.status_code, strange.status_code, kept) == (422, 422, 2)
    assert faults(bare.get_data(as_text=True)) == [
        "Nomor keputusan: Tulis nomor keputusan yang mengakhiri peran ini."
    ]
    assert ended.status_code == 303
    assert all(part in page for part in ("Rancangan: 2", "9/2026", "sari", "joko"))
    assert drafts.held == {joko: 2}
    region = directory().by_code[CODE].id
    assert Grant(Role.PUBLISHER, region) in grants_of(joko)
    assert grants_of(sari) == frozenset()
    assert hers.get(OWN).status_code == 403
    after = bearer(token)
    assert held is not None
    assert after is not None
    assert (len(held.actor.grants), len(after.actor.grants)) == (1, 0)
    assert [to for to, subject, _text in mails()[-2:]] == [SARI, JOKO]


def test_an_error_while_moving_leaves_all_as_it_was(
    app: Flask, drafts: Basket, monkeypatch: pytest.MonkeyPatch
) -> None:
    active(HADI, ADMIN, totp=True)
    sari = active(SARI, PUBLISHER)
    hadi = signed_in_with_code(app, HADI)

    def fail(_session: Session, _departure: Departure) -> int:
        raise RuntimeError

    handover.moves(
        Moving(kind="x", label="x", held=lambda _left: 0, move=fail, queued=lambda _region: 0)
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    before = len(mails())

    answer = send(hadi, _end(SARI), decree_no="9/2026", successor="")

    assert answer.status_code == 500
    assert {grant.role for grant in grants_of(sari)} == {Role.PUBLISHER}
    assert len(mails()) == before


def test_without_a_successor_the_queue_is_red_on_the_page_of_the_region(
    app: Flask, drafts: Basket
) -> None:
    active(HADI, ADMIN, totp=True)
    drafts.held[active(SARI, PUBLISHER)] = 3
    hadi = signed_in_with_code(app, HADI)

    send(hadi, _end(SARI), decree_no="9/2026", successor="")
    page = hadi.get(OWN).get_data(as_text=True)

    notice = page.split('class="notice stop')[1].split("</div>")[0]
    assert "Rancangan: 3" in notice
    assert "ke antrean" in page


def test_the_last_admin_of_a_region_that_published_needs_an_active_successor(app: Flask) -> None:
    active(HADI, ADMIN, totp=True)
    active(JOKO, OFFICER)
    hadi = signed_in_with_code(app, HADI)
    address = _end(HADI, "region-admin")

    alone = send(hadi, address, decree_no="9/2026", successor="")
    command = app.test_cli_runner().invoke(
        args=["users", "revoke", HADI, "--role", "region-admin", "--region", CODE]
    )
    followed = send(hadi, address, decree_no="9/2026", successor=_public_id(JOKO))

    assert alone.status_code == 422
    assert "admin terakhir" in faults(alone.get_data(as_text=True))[0]
    assert command.exit_code == 1
    assert "last admin" in command.output
    assert followed.location == "/account?done=ended"
    assert hadi.get(OWN).status_code == 403


def test_reminders_go_out_once_and_on_the_day_rights_stop_and_work_is_queued(
    empty_library: Flask, drafts: Basket
) -> None:
    last = today() + timedelta(days=30)
    active(HADI, ADMIN, totp=True)
    sari = active(SARI, Post(role=Role.PUBLISHER, region=CODE, ends_on=last))
    active(JOKO, Post(role=Role.OFFICER, region=CODE, ends_on=last + timedelta(days=1)))
    drafts.held[sari] = 1
    _run_the_day()
    _run_the_day()
    reminded = [to for to, subject, _text in mails() if "akan berakhir" in subject]

    with unit_of_work() as session:
        session.execute(
            sa.update(Membership)
            .where(Membership.person_id == sari)
            .values(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
        )
    rights = grants_of(sari)
    _run_the_day()

    assert sorted(reminded) == [HADI, SARI]
    assert rights == frozenset()
    assert drafts.held[None] == 1
    assert mails()[-1][1] != "Peran Anda di Sokoguru berakhir"


def _run_the_day() -> None:
    """Let the worker do what a new day asks for."""
    with unit_of_work() as session:
        session.execute(sa.delete(ScheduledTask))
    schedule.run_due(utcnow())
    jobs.run_once()
