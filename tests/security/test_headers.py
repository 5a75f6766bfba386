"""The security headers, on whatever answers."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.access import public
from tests.conftest import make_app

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EXACT = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ANSWERS = {
    "/": 200,
    "/en/": 200,
    "/practices?q=sampah": 200,
    "/practices/surabaya-green-and-clean-kompos": 200,
    "/regions/35.78": 200,
    "/regions/92.71": 301,
    "/pages/about": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/api": 200,
    "/api/v1/practices": 200,
    "/api/v1/practices/none": 404,
    "/static/none.css": 404,
    "/none": 404,
    "/practices?page=x": 400,
    "/?q=%00": 400,
}


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_has_exactly_the_headers(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)

    assert answer.status_code == ANSWERS[address]
    assert {name: answer.headers.getlist(name) for name in EXACT} == {
        name: [value] for name, value in EXACT.items()
    }
    assert "Set-Cookie" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers


def test_static_files_have_the_headers_and_may_be_kept(reader: FlaskClient) -> None:
    page = reader.get("/").get_data(as_text=True)
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    with reader.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.data

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_methods_that_change_are_refused_with_the_headers(reader: FlaskClient, method: str) -> None:
    answer = getattr(reader, method)("/practices")

    assert answer.status_code == 405
    assert answer.headers["Content-Security-Policy"] == CSP


def test_a_foreign_host_is_refused(reader: FlaskClient) -> None:
    answer = reader.get("/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == CSP
    assert b"evil.example" not in answer.data


def test_a_large_body_is_refused(reader: FlaskClient) -> None:
    answer = reader.post("/practices", data=b"x" * 2_000_000)

    assert answer.status_code in {405, 413}
    assert answer.headers["Content-Security-Policy"] == CSP


def test_under_https_browsers_are_told_to_stay_there(seeded: Path) -> None:
    app = make_app(
        seeded,
        PORTAL_BASE_URL="https://sokoguru.example",
        PORTAL_TRUSTED_HOSTS="localhost,sokoguru.example",
    )

    answer = app.test_client().get("/healthz", headers={"Host": "sokoguru.example"})

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_crash_is_a_page_without_internals(seeded: Path) -> None:
    app = make_app(seeded)

    @public
    def crash() -> str:
        raise RuntimeError("secret of the machine")

    app.add_url_rule("/crash", view_func=crash)
    answer = app.test_client().get("/crash")

    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == CSP
    assert b"secret of the machine" not in answer.data
    assert answer.headers["X-Request-ID"].encode() in answer.data


def test_pages_differ_by_what_their_language_says(library: Flask) -> None:
    client = library.test_client()

    assert '<html lang="id"' in client.get("/").get_data(as_text=True)
    english = client.get("/en/regions/35.78").get_data(as_text=True)
    assert '<html lang="en"' in english
    assert 'hreflang="id" href="http://127.0.0.1:8000/regions/35.78"' in " ".join(english.split())
