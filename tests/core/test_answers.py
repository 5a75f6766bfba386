"""Answers that no page gives by itself: refused rights, a locked database, compression."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from portal.core import permissions
from portal.core.access import public, requires
from portal.core.errors import NotFound
from portal.core.permissions import Actor, declare, everybody
from tests.conftest import make_app


def _client(seeded: Path, path: str, view: Callable[[], str]) -> FlaskClient:
    app = make_app(seeded)
    app.add_url_rule(path, "extra", view)
    return app.test_client()


def _nobody(_actor: Actor, _target: object) -> bool:
    return False


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/guarded", "text/html; charset=utf-8"), ("/api/v1/guarded", "application/problem+json")],
)
def test_a_guarded_route_refuses_who_may_not(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    monkeypatch.setattr(permissions, "_rules", dict(permissions._rules))
    declare("test:never", _nobody)
    declare("test:always", everybody)

    refused = _client(seeded, path, requires("test:never")(lambda: "in")).get(path)
    let_in = _client(seeded, path, requires("test:always")(lambda: "in")).get(path)

    assert refused.headers["Content-Type"] == kind
    assert refused.data != b"in"
    if path.startswith("/api/"):
        assert (refused.status_code, let_in.status_code) == (401, 401)
    else:  # a visitor is led to where one signs in, whatever is guarded
        assert (refused.location, let_in.location) == ("/sign-in?next=/guarded",) * 2


def test_a_database_that_does_not_answer_is_said_and_logged(
    seeded: Path, caplog: pytest.LogCaptureFixture
) -> None:
    @public
    def locked() -> str:
        raise OperationalError("SELECT secret", {}, Exception("database is locked"))

    answer = _client(seeded, "/locked", locked).get("/locked")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert b"secret" not in answer.data
    assert "database is locked" in caplog.text


def test_what_is_not_there_is_a_page_with_the_id_of_the_request(seeded: Path) -> None:
    @public
    def gone() -> str:
        raise NotFound

    answer = _client(seeded, "/gone", gone).get("/gone")

    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"].encode() in answer.data


def test_pages_are_compressed_for_those_who_take_it(reader: FlaskClient) -> None:
    plain = reader.get("/regions")
    packed = reader.get("/regions", headers={"Accept-Encoding": "gzip"})
    refusing = reader.get("/regions", headers={"Accept-Encoding": "gzip;q=0"})
    small = reader.get("/healthz", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 4
    assert b"<h1" in gzip.decompress(packed.data)
    assert all("Content-Encoding" not in answer.headers for answer in (plain, refusing, small))
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed, small))


def test_readiness_tells_what_is_wrong(empty_app: Flask, seeded: Path, tmp_path: Path) -> None:
    new = make_app(tmp_path / "new").test_client().get("/readyz")
    without_index = empty_app.test_client().get("/readyz")
    whole = make_app(seeded).test_client().get("/readyz")

    assert (new.status_code, new.json and new.json["status"]) == (503, "down")
    assert without_index.status_code == 200
    vital = {"database": True, "migrations": True, "disk": True, "replicas": True}
    assert without_index.json == {"status": "degraded", **vital, "index": False, "worker": False}
    assert whole.json == {"status": "degraded", **vital, "index": True, "worker": False}
