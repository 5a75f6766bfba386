"""A digest comes at seven by its reader's clock and lists each thing once."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person
from portal.core import jobs, mail
from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.notifications.jobs import send_digests
from portal.notifications.models import How, Notification
from portal.notifications.services import choosing
from tests.factories.notifications import ring, silenced, strike
from tests.factories.people import active
from tests.smtp import Box

RINA = "rina@dinas.go.id"
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10:00 WIB
MONDAY = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # 07:00 WIB


@pytest.fixture
def rina(portal: Flask, box: Box) -> int:
    """Somebody who gets gongs by a daily digest."""
    made = active(RINA)
    jobs.run_once()
    box.taken.clear()
    return made


def _struck(*numbers: int, at: datetime = TUESDAY) -> None:
    """Strike gongs of which everybody is told at a moment."""
    db.session.rollback()
    known = db.session.scalar(sa.select(sa.func.max(Notification.id))) or 0
    strike(*numbers)
    jobs.run_once()
    with unit_of_work() as session:
        session.execute(
            sa.update(Notification).where(Notification.id > known).values(created_at=at)
        )


def _morning(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("portal.notifications.jobs.utcnow", lambda: now)
        send_digests()
    jobs.run_once()


def _told(box: Box) -> list[list[str]]:
    """Return the numbers that each mail tells of."""
    return [
        [line.split()[1] for line in _plain(taken.message).splitlines() if "Struck" in line]
        for taken in box.taken
    ]


def _plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def _set(person_id: int, **values: Any) -> None:
    with unit_of_work() as session:
        session.execute(sa.update(Person).where(Person.id == person_id).values(**values))


def test_a_digest_lists_each_thing_once_and_never_again(
    rina: int, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    _struck(1, 2)
    assert box.taken == []

    seven = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    _morning(monkeypatch, seven - timedelta(minutes=1))
    assert box.taken == [], "it is not seven yet"
    _morning(monkeypatch, seven)
    _struck(3, at=seven + timedelta(minutes=5))
    _morning(monkeypatch, seven)
    _morning(monkeypatch, seven + timedelta(hours=1))
    assert _told(box) == [["1", "2"]]
    _morning(monkeypatch, seven + timedelta(days=1))
    _morning(monkeypatch, seven + timedelta(days=2))

    assert _told(box) == [["1", "2"], ["3"]]
    first = box.taken[0].message
    assert first["Subject"] == "Rangkuman kabar untuk Anda"
    assert "Gong\nGongStruck 1 <b>&\n\nDatang" in _plain(first).replace("\r", "")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert box.taken[0].id != box.taken[1].id


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 0), ("WITA", 23), ("WIT", 22)])
def test_it_is_seven_by_the_clock_of_the_reader(
    rina: int, box: Box, monkeypatch: pytest.MonkeyPatch, zone: str, hour: int
) -> None:
    _set(rina, zone=zone, locale="en")
    _struck(1)
    seven = datetime(2026, 11, 24, hour, 0, tzinfo=UTC) + timedelta(days=hour == 0)

    _morning(monkeypatch, seven - timedelta(seconds=1))
    assert box.taken == []
    _morning(monkeypatch, seven)

    assert [taken.message["Subject"] for taken in box.taken] == ["News for you"]


def test_the_weekly_one_comes_on_monday_together_with_the_daily_one(
    rina: int, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing.choose(rina, {"bell": How.WEEKLY, "gong": How.DAILY})
    ring(7)
    _struck(1)
    with unit_of_work() as session:
        session.execute(sa.update(Notification).values(created_at=TUESDAY))
    _morning(monkeypatch, MONDAY - timedelta(days=1))
    _struck(2, at=MONDAY - timedelta(hours=2))
    _morning(monkeypatch, MONDAY - timedelta(seconds=1))
    assert _told(box) == [["1"]]

    _morning(monkeypatch, MONDAY + timedelta(hours=9))  # the worker was away in the morning

    assert _told(box) == [["1"], ["2"]]
    assert "BellRang 7" in _plain(box.taken[1].message)


def test_what_is_hidden_unwanted_or_undeliverable_by_then_is_left_out(
    rina: int, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    _struck(1, 2)
    silenced.add(1)
    _morning(monkeypatch, MONDAY)
    assert _told(box) == [["2"]]

    _struck(3)
    choosing.choose(rina, {"bell": How.NOW, "gong": How.NEVER})
    _morning(monkeypatch, MONDAY)
    choosing.choose(rina, {"bell": How.NOW, "gong": How.DAILY})
    _morning(monkeypatch, MONDAY)
    assert len(box.taken) == 1, "what was unwanted once does not come back"

    _struck(4)
    box.at_recipient = lambda _to: "550 5.1.1 no such officer"
    ring(5)
    jobs.run_once()
    box.at_recipient = lambda _to: None
    _morning(monkeypatch, MONDAY)
    assert len(box.taken) == 1
    db.session.rollback()
    assert db.session.scalars(sa.select(Notification.awaits_digest)).all() == [False] * 5


def test_a_digest_that_waits_is_written_anew_when_something_in_it_is_hidden(
    rina: int, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    _struck(1, 2)
    box.at_recipient = lambda _to: "450 4.2.1 mailbox busy"
    _morning(monkeypatch, MONDAY)
    silenced.add(1)
    box.at_recipient = lambda _to: None
    mail.retry()
    jobs.run_once()
    assert box.taken == []

    _morning(monkeypatch, MONDAY + timedelta(hours=1))

    assert _told(box) == [["2"]]
