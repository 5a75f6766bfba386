"""Malformed requests by the thousand: `uv run python -m tests.benchmarks.bad_input 20000`.

Sends what no honest reader sends to pages and API, byte for byte as a server would pass it on, in
one process over the starter library, and prints how often each status was answered and how long
answers took. Any 5xx, and any answer without the security headers, is an error.
"""

import io
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from flask import Flask
from flask_migrate import upgrade

from config import ROOT
from portal.core import content
from portal.core.security import HEADERS, MAX_BODY
from portal.practices.schemas.facets import FACETS
from portal.search import outbox
from tests.conftest import make_app

REQUESTS = 20_000
PLACES = (
    "/",
    "/en",
    "/en/",
    "/practices",
    "/en/practices",
    "/practices/{}",
    "/practices/tangsel-redkar",
    "/practices/tangsel-redkar/v{}",
    "/regions",
    "/regions/{}",
    "/pages/{}",
    "/api",
    "/api/v1/practices",
    "/api/v1/practices/{}",
    "/api/v1/regions",
    "/api/v1/regions/{}",
    "/api/v1/vocabularies",
    "/static/{}",
    "/readyz",
    "/{}",
    "//{}",
)
NAMES = (*FACETS, "q", "page", "per_page", "sort", "exact", "x", "%00", "\xe9")
METHODS = ("GET",) * 8 + ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "BREW", "", "\xff")
ODD_HEADERS = {
    "HTTP_HOST": ("", "evil.example", "[::1", "localhost:x", "localhost@evil.example", "\xff"),
    "HTTP_ACCEPT_LANGUAGE": (";q=", "en;q=x", "*", "en," * 500, "\xff"),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=x", "*", "", "\xff"),
    "HTTP_COOKIE": ("session=.e.a.b", "=;=", "session=" + "a" * 4000, "\xff"),
    "HTTP_RANGE": ("bytes=5-1", "bytes=-", "x=1"),
    "HTTP_IF_MODIFIED_SINCE": ("x", "\xff"),
    "HTTP_AUTHORIZATION": ("Basic", "Basic %%", "Bearer x", "\xff"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "CONTENT_LENGTH": ("x", "-1", "9" * 12),
    "CONTENT_TYPE": ("multipart/form-data", "multipart/form-data; boundary=", "\xff"),
    "SCRIPT_NAME": ("/x", "en"),
}
BODIES = (b"", b"", b"q=1", b'{"a":', b"x" * (MAX_BODY + 1))


def value(rng: random.Random) -> str:
    """Return a value as a server passes it on: digits, bytes raw or escaped, long, hostile."""
    kinds = (
        lambda: str(rng.randint(-(10**30), 10**30)),
        lambda: "".join(f"%{rng.randrange(256):02x}" for _byte in range(rng.randint(0, 40))),
        lambda: bytes(rng.randrange(256) for _byte in range(rng.randint(0, 40))).decode("latin-1"),
        lambda: quote("".join(chr(rng.randrange(1, 0xD7FF)) for _letter in range(20))),
        lambda: "a" * rng.choice((1, 200, 201, 10_000)),
        lambda: rng.choice(("%00", "..%2f..%2fetc", "'", "%22", "*", "a*", "-a", "%ff", "[[", "")),
        lambda: rng.choice(("tata-kelola", "kesehatan", "35.10", "1", "newest", "stuntng")),
    )
    return rng.choice(kinds)()


def query(rng: random.Random) -> str:
    """Return parameters: a few, hundreds of one name, or thousands."""
    count = rng.choice((0, 1, 1, 2, 3, 6, 6, 150, 3000))
    if count > len(NAMES):
        name, same = rng.choice(NAMES), value(rng)[:20]
        return "&".join(f"{name}={same}" for _pair in range(count))
    return "&".join(f"{rng.choice(NAMES)}={value(rng)}" for _pair in range(count))


def environ(rng: random.Random) -> dict[str, Any]:
    """Return a request in the words of WSGI, with up to two odd headers."""
    body = rng.choice(BODIES)
    made: dict[str, Any] = {
        "REQUEST_METHOD": rng.choice(METHODS),
        "PATH_INFO": unquote(rng.choice(PLACES).format(value(rng)), "latin-1"),
        "QUERY_STRING": query(rng),
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name in rng.sample(sorted(ODD_HEADERS), rng.choice((0, 0, 0, 1, 2))):
        made[name] = rng.choice(ODD_HEADERS[name])
    return made


def answered(app: Flask, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer to a request."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        told.append((status, headers))

    body = app.wsgi_app(asked, start)
    whole = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, headers = told[-1]
    return int(status.split()[0]), dict(headers), whole


def fault(status: int, headers: dict[str, str]) -> bool:
    """Tell whether an answer is one that must never be."""
    return status >= 500 or not all(name in headers for name, _value in HEADERS)


def main(count: int) -> None:
    """Send `count` requests and print what came back."""
    rng = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            upgrade()
            content.load(ROOT / "content")
            outbox.rebuild()
        statuses: Counter[int] = Counter()
        taken = []
        for _request in range(count):
            asked = environ(rng)
            told = f"{asked['REQUEST_METHOD']} {asked['PATH_INFO']}?{asked['QUERY_STRING']}"
            begun = time.perf_counter()
            status, headers, _body = answered(app, asked)
            taken.append((time.perf_counter() - begun) * 1000)
            statuses[status] += 1
            if fault(status, headers):
                print(f"{status}: {told[:300]!r}")
    print(dict(sorted(statuses.items())))
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(
        f"median {statistics.median(taken):.1f} ms, p95 {p95:.1f} ms, longest {max(taken):.1f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS)
