"""The security headers, on whatever answers."""

from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.security import MAX_BODY
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
HSTS = "max-age=31536000; includeSubDomains"
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
    "/metrics": 200,
    "/api": 200,
    "/api/v1/practices": 200,
    "/api/v1/practices/none": 404,
    "/static/none.css": 404,
    "/none": 404,
    "/practices?page=x": 400,
    "/?q=%00": 400,
}


def _assert_exact(answer: Response, *, https: bool = False) -> None:
    wanted = {name: [value] for name, value in EXACT.items()}
    wanted["Strict-Transport-Security"] = [HSTS] if https else []
    assert {name: answer.headers.getlist(name) for name in wanted} == wanted
    assert "Set-Cookie" not in answer.headers
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_has_exactly_the_headers(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)

    assert answer.status_code == ANSWERS[address]
    _assert_exact(answer)


def test_static_files_have_the_headers_and_may_be_kept(reader: FlaskClient) -> None:
    page = reader.get("/").get_data(as_text=True)
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    with reader.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.data

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    _assert_exact(answer)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("address", ["/practices", "/en/practices", "/api/v1/regions"])
def test_every_method_is_answered_with_the_headers(
    reader: FlaskClient, address: str, method: str
) -> None:
    answer = reader.open(address, method=method)

    assert answer.status_code == (200 if method in {"HEAD", "OPTIONS"} else 405)
    _assert_exact(answer)


@pytest.mark.parametrize("path", ["/", "/api/v1/practices", "/static/app.css"])
def test_a_foreign_host_is_refused(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert b"evil.example" not in answer.data
    _assert_exact(answer)


def _with_routes(app: Flask) -> FlaskClient:
    """Return a visitor of a portal with two more routes: one crashes, one reads a body."""

    @public
    def crash() -> str:
        raise RuntimeError("secret of the machine")

    @public
    def take() -> str:
        return str(len(request.get_data()))

    for prefix in ("", "/api"):
        app.add_url_rule(f"{prefix}/crash", f"crash{prefix}", crash)
        app.add_url_rule(f"{prefix}/take", f"take{prefix}", take, methods=["POST"])
    return app.test_client()


@pytest.mark.parametrize("path", ["/take", "/en/take", "/api/take"])
def test_a_large_body_is_refused(seeded: Path, path: str) -> None:
    client = _with_routes(make_app(seeded))

    answer = client.post(path, data=b"x" * (MAX_BODY + 1))

    assert client.post(path, data=b"x" * MAX_BODY).data == str(MAX_BODY).encode()
    assert answer.status_code == 413
    assert ("json" in answer.content_type) == path.startswith("/api")
    assert ("too large" in answer.get_data(as_text=True)) == path.startswith("/en")
    _assert_exact(answer)


@pytest.mark.parametrize("path", ["/crash", "/en/crash", "/api/crash"])
def test_a_crash_is_an_answer_without_internals(seeded: Path, path: str) -> None:
    answer = _with_routes(make_app(seeded)).get(path)

    assert answer.status_code == 500
    assert b"secret of the machine" not in answer.data
    assert b"Traceback" not in answer.data
    if path == "/api/crash":
        assert answer.content_type == "application/problem+json"
    else:
        assert answer.headers["X-Request-ID"].encode() in answer.data
    _assert_exact(answer)


@pytest.mark.parametrize("path", ["/healthz", "/", "/none", "/regions/92.71", "/static/none.css"])
def test_under_https_browsers_are_told_to_stay_there(seeded: Path, path: str) -> None:
    app = make_app(
        seeded,
        PORTAL_BASE_URL="https://sokoguru.example",
        PORTAL_TRUSTED_HOSTS="localhost,sokoguru.example",
    )

    answer = app.test_client().get(path, headers={"Host": "sokoguru.example"})

    _assert_exact(answer, https=True)


def test_pages_differ_by_what_their_language_says(library: Flask) -> None:
    client = library.test_client()

    assert '<html lang="id"' in client.get("/").get_data(as_text=True)
    english = client.get("/en/regions/35.78").get_data(as_text=True)
    assert '<html lang="en"' in english
    assert 'hreflang="id" href="http://127.0.0.1:8000/regions/35.78"' in " ".join(english.split())
