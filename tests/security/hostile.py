"""What no honest reader sends, for every field that there is, and what no answer may be."""

import random
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.db import end_transaction
from portal.core.limits import Attempts
from portal.core.security import HEADERS
from portal.core.uow import unit_of_work
from tests.security.crawler import TOKEN, Sending

MARK = b"<svg onload=hostile"
VALUES: Mapping[str, bytes] = {
    "nothing": b"",
    "a control character": b"a\0b",
    "a control character alone": b"\0",
    "half a character": b"\xed\xa0\x80",
    "no characters": b"\xff\xfe",
    "many digits": b"9" * 400,
    "beyond 32 bits": b"2147483648",
    "beyond 64 bits": b"9223372036854775808",
    "less than nothing": b"-1",
    "beyond a float": b"1e999",
    "no number": b"NaN",
    "digits of others": "٣²".encode(),
    "brackets": b"[" * 3000,
    "long": b"a" * 30_000,
    "SQL": b"' OR 1=1 --",
    "places": b"%s%n{0}{x!r}%(x)s{{7*7}}",
    "a path": b"../../etc/passwd",
    "a header": b"a\r\nBcc: x@y.example\r\n\r\n",
    "a script": b"\"'>" + MARK + b"()>",
    "turned round": "\u202e\u2028\u0085a".encode(),
    "a formula": b"=cmd|' /C calc'!A0",
    "the first day": b"0001-01-01",
    "the last day": b"9999-12-31",
    "no day": b"2026-02-30",
    "no hour": b"24:61",
    "an id": b"a" * 12,
    "a region": b"99.99",
    "an address": b"//evil.example/\\",
    "JSON": b'{"a":[1]}',
    "mail": b"a@b.go.id\r\nx",
}
# Where nobody may be led by the address of a page to go on to.
AWAY = (
    "",
    "practices",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:\\\\evil.example",
    "HTTPS://evil.example",
    "ftp://evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "/\x00/evil.example",
    "/\x0b/evil.example",
    "//evil.example/practices",
    "//evil%2eexample",
    "//localhost@evil.example",
    "//[::1]/practices",
    "//evil.example\\@localhost",
    "@evil.example",
    ".evil.example",
    "/ok\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "?q=a",
    "#x",
    "/\u2044evil",
    "/\uff0fevil.example",
    "/\u200b/evil.example",
)
FORM = "application/x-www-form-urlencoded"
EVERY = 15  # requests after which limits forget, since they are not what is tried here
Attack = tuple[str, Sequence[tuple[str, bytes]]]


def some(sending: Sending, most: int, rng: random.Random) -> Iterator[Attack]:
    """Yield at most so many things to send, with what they are: a value in all fields, or in one.

    Where a value stands in one field alone, the others are as the page shows them.
    """
    alone = sending.names if len(sending.names) > 1 else ()
    tries = [(what, one) for what in VALUES for one in ("", *alone)]
    for what, one in rng.sample(tries, min(most, len(tries))):
        value = VALUES[what]
        if one:
            shown = [(name, text.encode()) for name, text in sending.fields if name != TOKEN]
            yield f"{what} in {one}", [(x, value if x == one else text) for x, text in shown]
        else:
            yield f"{what} everywhere", [(name, value) for name in sending.names]


def send(
    client: FlaskClient, sending: Sending, fields: Sequence[tuple[str, bytes]], token: str
) -> TestResponse:
    """Send hostile values as a browser would send others."""
    if sending.method == "GET":
        return client.get(f"{sending.path}?{urlencode(fields)}", buffered=True)
    body = urlencode([(TOKEN, token.encode()), *fields])
    return client.open(
        sending.path, method=sending.method, data=body, content_type=FORM, buffered=True
    )


def faults(answer: TestResponse) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"is {answer.status_code}"
    if not all(name in answer.headers for name, _value in HEADERS):
        yield "lacks headers"
    body = answer.get_data()
    if b"Traceback (most recent" in body or b"sqlalchemy" in body:
        yield "tells internals"
    if answer.mimetype == "text/html" and MARK in body:
        yield "shows what was typed as a page"
    if "Bcc" in answer.headers:
        yield "has a header that was typed"
    to = answer.headers.get("Location", "/").partition("?")[0]
    if to[:2] in {"//", "/\\"} or ("evil" in to and not to.startswith("/")):
        yield "leads away"


def forget_attempts(app: Flask) -> None:
    """Let everybody try again."""
    with app.app_context():
        with unit_of_work() as session:
            session.execute(sa.delete(Attempts))
        end_transaction()
