"""What the portal does not do, and whom it does not believe."""

import re
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.core.access import public
from tests.conftest import make_app
from tests.databases import ONE_DATABASE
from tests.factories.people import active, signed_in

TEXTUAL = ("text/", "application/json", "application/problem+json", "image/svg+xml")


@pytest.mark.parametrize(
    "address",
    ["/", "/en/practices", "/none", "/practices?page=x", "/api/v1/practices", "/api/v1/none"],
)
def test_every_answer_says_what_it_is(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)

    kind = answer.headers["Content-Type"]
    assert kind.startswith(TEXTUAL)
    assert "json" in kind or kind.endswith("charset=utf-8")
    assert ("json" in kind) == address.startswith("/api/")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8000"])
def test_no_other_site_may_read_answers(reader: FlaskClient, origin: str) -> None:
    answer = reader.get("/api/v1/practices", headers={"Origin": origin})

    assert [name for name, _value in answer.headers if name.startswith("Access-Control-")] == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
@pytest.mark.parametrize("address", ["/", "/api/v1/practices"])
def test_odd_methods_are_refused(reader: FlaskClient, method: str, address: str) -> None:
    answer = reader.open(address, method=method)

    assert answer.status_code == 405
    assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/static",
        "/static/../portal.db",
        "/static/%2e%2e/portal.db",
        "/.git/config",
        "/instance/demo/portal.db",
        "/console",
        "/openapi.json",
    ],
)
def test_no_folder_is_listed_and_no_file_beside_is_served(
    reader: FlaskClient, address: str
) -> None:
    assert reader.get(address).status_code == 404


def test_debugging_is_off(library: Flask) -> None:
    assert not library.debug
    assert not library.testing
    assert not library.config["PROPAGATE_EXCEPTIONS"]


def test_the_session_cookie_is_bound_to_the_host_under_https(seeded: Path) -> None:
    app = make_app(seeded, PORTAL_BASE_URL="https://sokoguru.example")

    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.config["SESSION_COOKIE_DOMAIN"] is None


FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=203.0.113.7;host=evil.example",
}


def _told(seeded: Path, hops: str, **forwarded: str) -> str:
    app = make_app(seeded, PORTAL_PROXY_HOPS=hops)

    @public
    def who() -> str:
        return f"{request.remote_addr} {request.host} {request.scheme}"

    app.add_url_rule("/who", view_func=who)
    return app.test_client().get("/who", headers=forwarded).get_data(as_text=True)


def test_nobody_is_believed_about_whom_he_speaks_for_without_a_proxy(seeded: Path) -> None:
    assert _told(seeded, "0", **FORWARDED) == "127.0.0.1 localhost http"


def test_the_proxy_in_front_is_believed_and_nobody_before_it(seeded: Path) -> None:
    forwarded = {
        "X-Forwarded-For": "198.51.100.1, 203.0.113.7",
        "X-Forwarded-Host": "localhost",
        "X-Forwarded-Proto": "https",
    }

    assert _told(seeded, "1", **forwarded) == "203.0.113.7 localhost https"


def test_a_host_that_a_proxy_reports_must_be_trusted_too(seeded: Path) -> None:
    assert "203.0.113.7" not in _told(seeded, "1", **FORWARDED)


def test_redirects_stay_on_the_portal(reader: FlaskClient) -> None:
    for address in ("/regions/91.01", "/en/regions/91.01", "//evil.example/regions/91.01"):
        location = reader.get(address).headers.get("Location", "/")

        assert location.startswith("/")
        assert not location.startswith("//")


def test_a_repeated_parameter_has_one_meaning(reader: FlaskClient) -> None:
    twice = reader.get("/api/v1/practices?sort=newest&sort=evidence&per_page=3").json
    once = reader.get("/api/v1/practices?sort=newest&per_page=3").json

    assert twice is not None
    assert once is not None
    assert [item["slug"] for item in twice["items"]] == [item["slug"] for item in once["items"]]


def test_what_is_typed_stays_text(reader: FlaskClient) -> None:
    typed = "</script><script>alert(1)</script>\" onfocus='x' {{7*7}} %(q)s"

    page = reader.get("/practices", query_string={"q": typed}).get_data(as_text=True)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "onfocus='" not in page
    assert "{{7*7}}" in page


@ONE_DATABASE
def test_the_index_is_private(seeded: Path) -> None:
    folders = [seeded / "index", *(path for path in (seeded / "index").rglob("*") if path.is_dir())]

    assert [str(path) for path in folders if path.stat().st_mode & 0o077] == []


def test_passwords_are_typed_unseen_and_filled_in_by_managers(reader: FlaskClient) -> None:
    page = reader.get("/sign-in").get_data(as_text=True)

    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field


def test_the_way_out_is_on_every_page(app: Flask) -> None:
    active("sari@kota.go.id")
    client = signed_in(app, "sari@kota.go.id")

    pages = ("/", "/practices", "/account", "/inbox", "/none", "/en/threads")

    lost = [path for path in pages if 'action="/sign-out"' not in _without_prefix(client, path)]
    assert lost == []


def _without_prefix(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True).replace('"/en/sign-out', '"/sign-out')


def test_nobody_is_asked_a_secret_question() -> None:
    asked = {column.name for column in Person.__table__.columns}

    assert [name for name in asked if "hint" in name or "question" in name] == []
