"""Steps of the clock by a day, there and back: nothing is stuck, and nothing lives for too long."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.accounts.queries import person_by_mail
from portal.accounts.services import links
from portal.accounts.services.links import DeadLink, Purpose
from portal.core import jobs, limits, schedule
from portal.core.clock import today, utcnow
from portal.core.db import end_transaction
from portal.core.formats import moment
from portal.core.jobs import enqueue, handles, run_once
from portal.core.limits import Limit, TooMany
from portal.core.schedule import every
from portal.core.uow import unit_of_work
from tests.factories.clock import at
from tests.factories.people import active, signed_in

NOW, TOMORROW = "2028-02-28T10:00+00:00", "2028-02-29T10:00+00:00"
KIND, MAIL = "test.clock", "sari@kota.go.id"


@pytest.fixture
def done(empty_app: Flask) -> Iterator[list[str]]:
    """The keys of jobs and the tasks that were run; a job named `fails` fails."""
    made: list[str] = []

    def work(keys: Sequence[str]) -> None:
        made.extend(keys)
        if "fails" in keys:
            raise OSError("not yet")

    known = dict(schedule._tasks)
    schedule._tasks.clear()
    every(timedelta(days=1), "daily")(lambda: made.append("daily"))
    every(timedelta(minutes=5), "often")(lambda: made.append("often"))
    handles(KIND)(work)
    yield made
    jobs._handlers.pop(KIND)
    schedule._tasks.clear()
    schedule._tasks.update(known)


def _ask(key: str) -> None:
    with unit_of_work() as session:
        enqueue(session, KIND, key)


def test_work_asked_for_in_the_future_is_done_when_the_clock_is_set_back(
    done: list[str],
) -> None:
    with at(TOMORROW):
        _ask("asked")
        _ask("fails")
        run_once()
        _ask("waits")
        assert len(jobs._claim(jobs.Lane.QUICK)) == 1, "another worker has it, and is killed"
        schedule.run_due(utcnow())
        run_once()
    assert set(done) == {"asked", "daily", "fails", "often"}
    done.clear()

    with at(NOW):
        schedule.run_due(utcnow())
        run_once()
        assert set(done) == {"daily", "fails", "often", "waits"}
        assert schedule.run_due(utcnow()) == 0
    done.clear()
    with at("2028-02-28T10:06+00:00"):
        assert schedule.run_due(utcnow()) == 1
    with at("2028-02-29T00:00+00:00"):
        assert schedule.run_due(utcnow()) == 2, "the leap day is a day"


def test_a_limit_holds_no_longer_than_it_says(empty_app: Flask) -> None:
    asked = [(Limit("test", 1, timedelta(minutes=5)), "somebody")]
    with at(TOMORROW):
        limits.count(asked)
    with at(NOW), pytest.raises(TooMany) as refused:
        limits.count(asked)
    assert refused.value.retry_after == 300
    with at("2028-02-28T10:06+00:00"):
        limits.count(asked)


def test_sign_ins_and_links_from_the_future_do_not_hold(empty_app: Flask) -> None:
    active(MAIL)
    end_transaction()
    with at(TOMORROW):
        ahead = signed_in(empty_app, MAIL)
        person = person_by_mail(MAIL)
        assert person is not None
        token = links.signed(Purpose.RESET, person)
        assert links.read(Purpose.RESET, token).person is person
        end_transaction()
        assert ahead.get("/account").status_code == 200
    with at(NOW):
        assert ahead.get("/account").status_code == 303
        with pytest.raises(DeadLink):
            links.read(Purpose.RESET, token)
        end_transaction()
        again = signed_in(empty_app, MAIL)
        assert again.get("/account").status_code == 200
    with at("2028-02-28T09:58+00:00"):
        assert again.get("/account").status_code == 200, "clocks of machines may differ a little"
    with at(TOMORROW):
        assert again.get("/account").status_code == 303


def test_days_are_those_of_jakarta_and_zones_have_no_summer(empty_app: Flask) -> None:
    with at("2028-02-28T17:00+00:00"):
        assert str(today()) == "2028-02-29"
    shown = {
        month: moment(datetime(2028, month, 29 if month == 2 else 31, 17, 30, tzinfo=UTC))
        for month in (2, 3, 10)
    }
    assert all("00.30" in text or "00:30" in text for text in shown.values()), shown
