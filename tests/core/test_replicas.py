"""A streaming replica: strangers read it, who is known does not, and nobody notices its absence."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from portal.accounts.services import tokens
from portal.core import beats, jobs
from portal.core.access import public
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.core.replicas import replicas
from tests.conftest import make_app
from tests.factories.drafts import EDITOR, PUBLISHER, REGION
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.factories.reviewing import entered, read, sent
from tests.required import require_postgres

if TYPE_CHECKING:
    from tests.postgres import Server

CLERK = "clerk"  # the portal's own account, which may do nothing special
WITHIN = 5  # seconds until what is taken from readers is gone everywhere


@pytest.fixture(scope="module")
def primary() -> Iterator["Server"]:
    """A server that can be copied while it runs."""
    require_postgres()
    from tests.postgres import COPIED, server  # noqa: PLC0415  # the driver may be missing

    with server(COPIED) as started:
        started.create("portal")
        started.ask("portal", f"CREATE ROLE {CLERK} LOGIN")
        started.ask("portal", f"ALTER DATABASE portal OWNER TO {CLERK}")
        yield started


def _url(server: "Server") -> str:
    return server.url("portal").replace("postgres@", f"{CLERK}@")


@pytest.fixture(scope="module")
def directory(primary: "Server", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with a few practices on that server."""
    folder = tmp_path_factory.mktemp("replicas")
    with make_app(folder, PORTAL_DATABASE_URL=_url(primary)).app_context():
        upgrade()
        load_vocabularies_and_regions()
        publish(3, status="active")
        jobs.run_once()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def replica(primary: "Server", directory: Path) -> Iterator["Server"]:
    """Its streaming replica."""
    from tests.postgres import COPIED, server  # noqa: PLC0415  # the driver may be missing

    assert directory.is_dir()
    with server(COPIED, of=primary) as started:
        yield started


@public
def _where(token: str = "") -> str:
    """Tell whether the database that this request reads is a replica."""
    return f"{db.session.scalar(sa.text('SELECT pg_is_in_recovery()'))}{token}"


@contextmanager
def _served(directory: Path, primary: "Server", urls: str) -> Iterator[Flask]:
    """Return a portal that reads the replicas at `urls`, and let go of them."""
    app = make_app(directory, PORTAL_DATABASE_URL=_url(primary), PORTAL_DATABASE_REPLICA_URLS=urls)
    for number, path in enumerate(("/where", "/api/v1/where", "/where/<token>")):
        app.add_url_rule(path, f"where{number}", _where)
    yield app
    with app.app_context():
        for found in replicas().values():
            found.rest()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def portal(primary: "Server", replica: "Server", directory: Path) -> Iterator[Flask]:
    """The portal, which knows by now how the replica stands."""

    @public
    def cut() -> str:
        before = _where()
        replica.cut("portal")
        return f"{before} {_where()}"

    with _served(directory, primary, _url(replica)) as app:
        app.add_url_rule("/cut", "cut", cut)
        _wait(app, fit=True)
        yield app


def _wait(app: Flask, *, fit: bool) -> None:
    """Wait until the portal knows that its replica can, or cannot, be read."""
    with app.app_context():
        beats.beat("uji:1", utcnow())  # else the worker would be missing
    client, until = app.test_client(), time.monotonic() + 20
    while (told := client.get("/readyz").json or {})["replicas"] is not fit:
        assert time.monotonic() < until, told
    assert told["status"] == ("ok" if fit else "degraded")


@pytest.fixture
def paused(
    portal: Flask, replica: "Server", monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """Nothing that is written from now on reaches the replica, which is read all the same.

    However slow the machine is: undo what is returned, and the portal's own patience counts again.
    """
    monkeypatch.setattr("portal.core.replicas.MOST_BEHIND", 600)
    replica.ask("portal", "SELECT pg_wal_replay_pause()")
    while replica.ask("portal", "SELECT pg_get_wal_replay_pause_state()") != "paused":
        pass
    yield monkeypatch
    replica.ask("portal", "SELECT pg_wal_replay_resume()")


def _found(client: FlaskClient) -> set[str]:
    answer = client.get("/api/v1/practices").json
    assert answer is not None
    found = {item["slug"] for item in answer["items"]}
    assert len(found) == answer["total"]
    return found


def test_strangers_read_the_replica_and_who_is_known_the_database_itself(portal: Flask) -> None:
    stranger, writer = portal.test_client(), portal.test_client()
    with portal.app_context():
        member, actor = entered(portal, "ani@daerah.go.id", PUBLISHER)
        token = tokens.make(actor.person_id or 0, "uji", by=ANONYMOUS)
    before = writer.get("/where").data
    writer.post("/saved", data={"clear": "1"})

    assert {stranger.get(path).data for path in ("/where", "/api/v1/where")} == {b"True"}
    assert stranger.head("/where").status_code == 200
    assert stranger.get("/where/x").data == b"Falsex", "a link may have been made a moment ago"
    assert (before, writer.get("/where").data) == (b"True", b"False")
    assert member.get("/where").data == b"False"
    program = {"Authorization": f"Bearer {token}"}
    assert stranger.get("/api/v1/where", headers=program).data == b"False"


def test_a_reader_sees_what_was_written_and_what_has_ended(
    portal: Flask, paused: pytest.MonkeyPatch
) -> None:
    with portal.app_context():
        member, actor = entered(portal, "budi@daerah.go.id", PUBLISHER)
        token = tokens.make(actor.person_id or 0, "uji", by=ANONYMOUS)
    program = portal.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    stranger, thief = portal.test_client(), portal.test_client()

    begun = program.post("/api/v1/practices", json={"region": REGION, "title": "Loket"}).json
    assert begun is not None
    assert stranger.get("/where").data == b"True"
    assert "Loket" in read(member, f"/practices/{begun['slug']}/edit")
    new = sent(member, "/practices/new", region=REGION, title="Antrean", kind="loket")
    assert "Antrean" in read(member, new.location)
    cookie = member.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 200
    sent(member, "/sign-out")
    assert member.get_cookie("session") is None
    assert member.get("/where").data == b"False", "also after signing out"
    assert thief.get("/account").status_code == 303


def test_what_is_taken_from_readers_is_gone_in_time(
    portal: Flask, paused: pytest.MonkeyPatch
) -> None:
    with portal.app_context():
        editor, _actor = entered(portal, "cici@pusat.go.id", EDITOR)
        (slug,) = publish(1, seed=5, status="active")
    stranger = portal.test_client()
    assert stranger.get(f"/practices/{slug}").status_code == 200, "the database knows of new ones"
    # Each sees the numbers of the moment that it reads, whoever has asked before.
    before = _found(stranger)
    assert [_found(by) for by in (editor, stranger)] * 2 == [before | {slug}, before] * 2

    (gone, *_others), reason = sorted(before), {"suspend-reason": "Diperiksa kembali."}
    assert sent(editor, f"/practices/{gone}/suspend", **reason).status_code == 303
    at = time.monotonic()

    assert [_found(by) for by in (editor, stranger)] == [(before | {slug}) - {gone}, before]
    paused.undo()
    while stranger.get(f"/practices/{gone}").status_code == 200:
        assert time.monotonic() < at + WITHIN
    assert _found(stranger) == (before | {slug}) - {gone}
    assert stranger.get("/where").data == b"False", "what does not move is not read"
    assert (stranger.get("/readyz").json or {})["status"] == "degraded"


def test_nobody_notices_that_a_replica_stops(
    portal: Flask, replica: "Server", caplog: pytest.LogCaptureFixture
) -> None:
    assert portal.test_client().get("/cut").data == b"False False", "asked again from the start"
    assert "replica 1 did not answer" in caplog.text
    seen: list[int] = []
    stopped = threading.Event()

    def look() -> None:
        client = portal.test_client()
        while not stopped.is_set():
            seen.append(client.get("/practices").status_code)

    readers = [threading.Thread(target=look) for _reader in range(2)]
    for reader in readers:
        reader.start()
    for by in (signal.SIGQUIT, signal.SIGINT):
        _wait(portal, fit=True)
        replica.stop(by)
        _wait(portal, fit=False)
        replica.start()
    _wait(portal, fit=True)
    with replica.frozen():
        _wait(portal, fit=False)
        answered = len(seen)
        while len(seen) < answered + 4:
            assert portal.test_client().get("/where").data == b"False"
    _wait(portal, fit=True)
    stopped.set()
    for reader in readers:
        reader.join()

    assert set(seen) == {200}
    assert portal.test_client().get("/where").data == b"True"


def test_what_is_no_replica_is_told_and_not_read(
    primary: "Server", replica: "Server", directory: Path
) -> None:
    urls = f"{_url(replica)}, {_url(primary)}"
    with _served(directory, primary, urls) as app, app.app_context():
        told = app.test_cli_runner().invoke(args=["doctor"])
        page = app.test_client().get("/where")

    assert told.exit_code == 1
    assert "replica 1 is at most" in told.output
    assert "replica 2 is no replica of this database: it is not read" in told.output
    assert page.data == b"True"
