"""The schedule asks for each task once in a period, whoever looks at it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import jobs, schedule, standing
from portal.core.clock import utcnow
from portal.core.jobs import Job
from portal.core.schedule import every, run_due
from portal.core.uow import unit_of_work

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def runs(empty_app: Flask) -> Iterator[list[str]]:
    """What has been run: a task of every hour, and one of every day that fails at first."""
    known = dict(schedule._tasks)
    schedule._tasks.clear()
    made: list[str] = []
    every(timedelta(hours=1), "hourly")(lambda: made.append("hourly"))

    def daily() -> None:
        made.append("daily")
        if made.count("daily") == 1:
            raise OSError("not yet")

    every(timedelta(days=1), "daily")(daily)
    yield made
    schedule._tasks.clear()
    schedule._tasks.update(known)


def test_a_task_is_asked_for_once_in_its_period(runs: list[str]) -> None:
    asked = [
        run_due(NOON + timedelta(minutes=minutes)) for minutes in (0, 0, 59, 60, 61, 12 * 60, -120)
    ]

    assert asked == [2, 0, 0, 1, 0, 2, 2], "after a clock was set back, all are asked for again"


def test_a_task_runs_as_a_job_and_is_tried_again(runs: list[str]) -> None:
    run_due(NOON)
    jobs.run_once()
    assert sorted(runs) == ["daily", "hourly"]
    assert [job.error for job in standing.failing(10)] == ["OSError: not yet"]

    with unit_of_work() as session:
        session.execute(sa.update(Job).values(run_at=utcnow()))
    jobs.run_once()

    assert sorted(runs) == ["daily", "daily", "hourly"]
    assert standing.failing(10) == []
