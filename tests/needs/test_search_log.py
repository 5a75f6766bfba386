"""The log of searches: what is noted, what never is, and that no reader waits for it."""

import re
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs import search
from portal.needs.models import Channel, SearchSalt
from portal.needs.queries.counting import Searches, per_cell, per_day, total
from portal.needs.search import SearchLog, search_log
from portal.search import outbox
from tests.factories.clock import at
from tests.factories.needs import LONTAR, events, opened, searched
from tests.factories.people import active, signed_in
from tests.factories.practices import publish

CELL = ("ekonomi", "kesehatan")
CRAWLER = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}


@pytest.fixture
def reader(empty_library: Flask) -> FlaskClient:
    """A stranger in a portal with three practices."""
    publish(3, status="active", dimensions=[CELL[0]], sectors=[CELL[1]])
    outbox.rebuild()
    return empty_library.test_client()


@pytest.fixture
def log(empty_library: Flask) -> SearchLog:
    return search_log(empty_library)


def _slugs(client: FlaskClient, path: str) -> list[str]:
    page = client.get(path).get_data(as_text=True)
    return re.findall(r'<article[^>]* data-slug="([^"]+)"', page)


def test_a_search_is_noted_with_what_it_found_and_nothing_of_who_it_was(
    reader: FlaskClient, log: SearchLog
) -> None:
    path = searched(reader, "  Pelayanan   DESA", dimension="ekonomi")
    searched(reader, "tidakadakataini")
    log.flush()

    first, second = events()
    assert (first.query, first.stems) == ("pelayanan desa", "desa layan")
    assert first.filters == {"dimension": ["ekonomi"]}
    assert (first.dimension, first.sector, first.language) == ("ekonomi", None, "id")
    assert first.hits == len(_slugs(reader, path))
    assert (second.hits, second.clicked, second.region_code) == (0, None, None)
    assert first.session == second.session
    assert len(first.session) == 16
    assert "127.0.0.1" not in str([vars(event) for event in events()])


def test_who_is_signed_in_is_known_by_region_alone(empty_library: Flask, log: SearchLog) -> None:
    active("bayu@uji.go.id", Post(role=Role.OFFICER, region=LONTAR))
    searched(signed_in(empty_library, "bayu@uji.go.id"), "sampah")
    answer = empty_library.test_client().get(
        "/api/v1/practices?q=sampah", headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 200
    log.flush()

    person, program = events()
    assert (person.region_code, person.channel) == (LONTAR, Channel.PAGE)
    assert (program.region_code, program.channel, program.language) == (None, Channel.API, "en")


def test_only_searches_for_words_by_people_are_noted(reader: FlaskClient, log: SearchLog) -> None:
    for path in ("/practices", "/practices?dimension=ekonomi", "/practices?q=air&page=2"):
        assert reader.get(path).status_code == 200
    reader.get("/practices?q=air", headers=CRAWLER)
    reader.get("/practices?q=air", headers={"Sec-Purpose": "prefetch"})
    reader.head("/practices?q=air")
    log.flush()

    assert events() == []


def test_a_click_is_told_by_where_the_reader_comes_from(
    reader: FlaskClient, log: SearchLog
) -> None:
    path = searched(reader, "layanan")
    slugs = _slugs(reader, path)
    opened(reader, slugs[1], path)
    opened(reader, slugs[0], path)  # the first one counts
    log.flush()

    clicked = [event.clicked for event in events()]
    assert clicked == [None, 2]
    answer = reader.get(f"/practices/{slugs[1]}")
    assert "Set-Cookie" not in answer.headers
    again = reader.get(
        f"/practices/{slugs[1]}",
        headers={"Referer": f"http://localhost{path}", "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "referrer",
    [
        "http://lain.invalid/practices?q=layanan",
        "http://localhost/threads?q=layanan",
        "http://localhost/practices?q=" + "x" * 300,
        "http://localhost/practices?q=layanan%00&page=nol",
        "http://localhost/practices?q=layanan&page=nol",
        "http://[::1/practices?q=layanan",
        "http://localhost/practices?q=tidakadakataini",
    ],
)
def test_what_is_no_click_on_a_result_is_none(
    reader: FlaskClient, log: SearchLog, referrer: str
) -> None:
    slug = _slugs(reader, searched(reader, "layanan"))[0]
    answer = reader.get(f"/practices/{slug}", headers={"Referer": referrer})
    log.flush()

    assert answer.status_code == 200
    assert {event.clicked for event in events()} == {None}


def test_the_salt_of_a_day_is_gone_on_the_next(reader: FlaskClient, log: SearchLog) -> None:
    for day in ("2027-03-01", "2027-03-02"):
        with at(day):
            searched(reader, "layanan")
            log.flush()

    first, second = events()
    assert first.session != second.session
    (salt,) = db.session.scalars(sa.select(SearchSalt)).all()
    assert salt.day == second.day


def test_what_does_not_fit_is_left_out_and_counted(empty_library: Flask) -> None:
    small = SearchLog(empty_library, room=1)
    empty_library.extensions["search_log"] = small
    client = empty_library.test_client()

    for word in ("satu", "dua", "tiga"):
        searched(client, word)

    assert small.dropped == 2
    small.flush()
    assert [event.query for event in events()] == ["satu"]


def test_what_cannot_be_written_keeps_no_reader_waiting(empty_library: Flask) -> None:
    log = search_log(empty_library)
    client = empty_library.test_client()
    searched(client, "satu")
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE search_event RENAME TO elsewhere"))

    log.flush()

    assert log.dropped == 1
    assert client.get("/practices?q=dua").status_code == 200


def test_a_started_log_writes_in_a_thread_and_the_rest_when_it_ends(
    empty_library: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAUSE", 60.0)
    log = search_log(empty_library)
    log.start()
    searched(empty_library.test_client(), "satu")
    assert events() == []

    log.stop()

    assert [event.query for event in events()] == ["satu"]
    assert "search log" not in {thread.name for thread in threading.enumerate()}


def test_searches_are_counted_by_days_and_cells(reader: FlaskClient, log: SearchLog) -> None:
    with at("2027-03-01") as moment:
        path = searched(reader, "layanan")
        opened(reader, _slugs(reader, path)[0], path)
        log.flush()
        searched(reader, "tidakadakataini", dimension=CELL[0], sector=CELL[1])
        reader.get("/api/v1/practices?q=layanan")
        log.flush()
        day = moment.date()

    assert per_day(day, day) == {day: Searches(made=3, opened=1, empty=1)}
    assert total(day, day) == Searches(made=3, opened=1, empty=1)
    assert per_cell(day, day) == {CELL: Searches(made=2, opened=1, empty=1)}
