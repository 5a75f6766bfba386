"""Limits: counted for all, kept whatever happens, over when their time is over."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import limits
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.limits import Attempts, Limit, TooMany, network
from portal.core.uow import unit_of_work

LIMIT = Limit("test", 2, timedelta(minutes=5))


def test_what_is_over_the_limit_is_told_how_long_to_wait(empty_app: Flask) -> None:
    limits.count([(LIMIT, "a")])
    limits.count([(LIMIT, "a"), (LIMIT, "b")])

    with pytest.raises(TooMany) as refused:
        limits.count([(LIMIT, "a")])

    assert 290 <= refused.value.retry_after <= 300
    limits.count([(LIMIT, "b")])


def test_what_is_given_back_does_not_count(empty_app: Flask) -> None:
    for _ in range(5):
        limits.count([(LIMIT, "a")])
        limits.forgive([(LIMIT, "a")])

    limits.count([(LIMIT, "a")])


def test_when_its_time_is_over_a_limit_begins_anew(empty_app: Flask) -> None:
    for _ in range(2):
        limits.count([(LIMIT, "a")])
    with unit_of_work() as session:
        session.execute(sa.update(Attempts).values(counted_until=utcnow()))

    limits.count([(LIMIT, "a")])

    assert db.session.scalars(sa.select(Attempts.count)).all() == [1]


def test_nothing_stored_tells_who_tried(empty_app: Flask) -> None:
    limits.count([(LIMIT, "rina@dinas.go.id")])

    assert "rina" not in db.session.scalars(sa.select(Attempts.key)).one()


@pytest.mark.parametrize(
    ("address", "whom"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unix:", "unknown"),
        (None, "unknown"),
    ],
)
def test_whom_an_address_stands_for(address: str | None, whom: str) -> None:
    assert network(address) == whom
