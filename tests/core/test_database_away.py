"""A PostgreSQL server that goes away: said in words, and over by itself when it is back."""

import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.accounts.services import tokens
from portal.core import jobs
from portal.core.access import public
from portal.core.db import db, reading
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from tests.conftest import make_app
from tests.factories.drafts import PUBLISHER, REGION
from tests.factories.people import active
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.required import require_postgres
from tests.servers import environ_of, run_flask

if TYPE_CHECKING:
    from tests.postgres import Server

WRITERS = 8
TAKE_TURN = "SELECT pg_advisory_xact_lock(1936681831)"  # as every writer does
PAGES = ("/", "/en/practices?q=layanan", "/api/v1/practices", "/regions/35")


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """A server that only these tests use, since they stop it."""
    require_postgres()
    from tests.postgres import DURABLE, server  # noqa: PLC0415  # the driver may be missing

    with server(DURABLE) as started:
        started.create("away")
        yield started


@pytest.fixture(scope="module")
def directory(server: "Server", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with a few practices on that server."""
    folder = tmp_path_factory.mktemp("away")
    with make_app(folder, PORTAL_DATABASE_URL=server.url("away")).app_context():
        upgrade()
        load_vocabularies_and_regions()
        publish(3)
        jobs.run_once()  # builds the index, and leaves nothing to do
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def portal(server: "Server", directory: Path) -> Flask:
    return make_app(directory, PORTAL_DATABASE_URL=server.url("away"))


def test_pages_say_that_the_database_is_away_and_come_back(portal: Flask, server: "Server") -> None:
    client = portal.test_client()
    before = [client.get(page).status_code for page in PAGES]
    server.stop(signal.SIGQUIT)

    away = [client.get(page) for page in PAGES]
    ready, alive = client.get("/readyz"), client.get("/healthz")

    server.start()
    after = [client.get(page).status_code for page in PAGES]
    assert before == after == [200] * len(PAGES)
    assert [answer.status_code for answer in away] == [503] * len(PAGES)
    assert {answer.headers["Retry-After"] for answer in away} == {"5"}
    assert "Layanan sedang sibuk" in away[0].get_data(as_text=True)
    assert "Traceback" not in away[0].get_data(as_text=True)
    assert away[2].content_type == "application/problem+json"
    assert (ready.status_code, ready.json and ready.json["database"]) == (503, False)
    assert alive.status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_connection_that_is_cut_in_the_middle_of_a_request_harms_only_this_one(
    portal: Flask, server: "Server"
) -> None:
    @public
    def cut_before() -> str:
        db.session.execute(sa.select(1))
        server.cut("away")
        return str(db.session.scalar(sa.select(1)))

    @public
    def cut_after() -> str:
        found = str(db.session.scalar(sa.select(1)))
        server.cut("away")
        return found

    portal.add_url_rule("/cut-before", "before", cut_before)
    portal.add_url_rule("/cut-after", "after", cut_after)
    client = portal.test_client()

    assert client.get("/cut-before").status_code == 503
    assert client.get("/cut-after").data == b"1", "all was read"
    assert [client.get(page).status_code for page in PAGES] == [200] * len(PAGES)


def test_a_job_that_loses_the_database_is_run_again_when_it_is_back(
    portal: Flask, server: "Server"
) -> None:
    ran: list[str] = []

    @jobs.handles("test.away")
    def stop_first(keys: Sequence[str]) -> None:
        ran.extend(keys)
        if len(ran) == 1:
            server.stop(signal.SIGQUIT)

    with portal.app_context():
        with unit_of_work() as session:
            jobs.enqueue(session, "test.away", "one")
        with pytest.raises(sa.exc.OperationalError):
            jobs.run_once()
        server.start()
        jobs.run_once()
        db.session.remove()
        db.engine.dispose()

    assert ran == ["one", "one"], "it does not wait for the end of its lease"


def test_commands_say_that_the_database_is_away(server: "Server", directory: Path) -> None:
    environ = environ_of(directory, PORTAL_DATABASE_URL=server.url("away"))
    server.stop()

    told = {
        name: run_flask(*name.split(), environ=environ)
        for name in ("doctor", "serve", "db upgrade", "content load", "worker --once")
    }

    server.start()
    for name, done in told.items():
        assert done.returncode == 1, name
        assert "database does not answer" in done.stderr, name
        assert len(done.stderr.splitlines()) == 1, name


def test_restarts_in_the_middle_of_traffic_lose_nothing_and_need_no_restart_of_the_portal(
    server: "Server", directory: Path
) -> None:
    from tests.benchmarks.postgres_restarts import campaign  # noqa: PLC0415  # the driver may be missing

    told = campaign(directory, server, "away", 2)

    assert told["acknowledged"] > 2
    assert told["lost"] == 0


def test_who_waits_for_a_lock_is_told_to_come_again_and_nothing_is_lost(
    server: "Server", directory: Path
) -> None:
    url = f"{server.url('away')}&options=-c%20lock_timeout%3D100"
    app, held = make_app(directory, PORTAL_DATABASE_URL=url), threading.Event()
    with app.app_context():
        person = active("tunggu@daerah.go.id", PUBLISHER)
        token = tokens.make(person, "uji", by=Actor(person))
        db.session.remove()

    def write(number: int) -> list[tuple[int, str | None]]:
        client, said = app.test_client(), []
        body = {"region": REGION, "title": f"Tunggu {number}"}
        while not said or said[-1][0] != 201:
            headers = {"Authorization": f"Bearer {token}"}
            answer = client.post("/api/v1/practices", json=body, headers=headers)
            said.append((answer.status_code, answer.headers.get("Retry-After")))
            held.set()
        return said

    with ThreadPoolExecutor(WRITERS) as pool:
        with server.holding("away", TAKE_TURN):
            written = [pool.submit(write, number) for number in range(WRITERS)]
            assert held.wait(10)
            read = app.test_client().get("/practices").status_code
        said = [answer for done in written for answer in done.result()]

    assert read == 200, "readers wait for nobody"
    assert set(said) == {(503, "5"), (201, None)}
    with app.app_context(), reading():
        kept = db.session.scalars(sa.select(Practice.slug).where(Practice.slug.like("tunggu-%")))
        assert len(kept.all()) == WRITERS
