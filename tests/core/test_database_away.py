"""A PostgreSQL server that goes away: said in words, and over by itself when it is back."""

import shutil
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.core import jobs
from portal.core.access import public
from portal.core.db import db
from tests.conftest import make_app
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.required import require_postgres
from tests.servers import descendants, environ_of, flask_running, free_port, run_flask

if TYPE_CHECKING:
    from tests.postgres import Server

PAGES = ("/", "/en/practices?q=layanan", "/api/v1/practices", "/regions/35")


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """A server that only these tests use, since they stop it."""
    require_postgres()
    from tests.postgres import server  # noqa: PLC0415  # the driver may be missing

    with server() as started:
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


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_a_restart_in_the_middle_of_traffic_needs_no_restart_of_the_portal(
    server: "Server", directory: Path
) -> None:
    port, stopped = free_port(), threading.Event()
    seen: list[int] = []
    environ = environ_of(directory, PORTAL_DATABASE_URL=server.url("away"))

    def read() -> None:
        while not stopped.is_set():
            seen.append(_status(f"http://127.0.0.1:{port}/practices?q=layanan"))

    with flask_running(["serve", "--port", str(port)], environ=environ) as serving:
        serving.wait_until_serving()
        serving.wait_for_worker()
        serving.wait_for(lambda line: '"working"' in line)
        processes = descendants(serving.process.pid)
        readers = [threading.Thread(target=read) for _reader in range(2)]
        for reader in readers:
            reader.start()
        for by in (signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT):
            server.stop(by)
            assert _status(f"http://127.0.0.1:{port}/readyz") == 503
            server.start()
            assert _status(f"http://127.0.0.1:{port}/readyz") == 200
            assert _status(f"http://127.0.0.1:{port}/practices?q=layanan") == 200
        stopped.set()
        for reader in readers:
            reader.join()
        shutil.rmtree(directory / "index")
        serving.wait_for(lambda line: "rebuilding" in line)  # the worker is past its jobs
        assert descendants(serving.process.pid) == processes
        assert serving.stop() == 0

    assert set(seen) <= {200, 503}
    assert seen[-1] == 200
