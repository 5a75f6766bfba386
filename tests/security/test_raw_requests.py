"""Bytes that are no request, or not a whole one, at a server as it serves for real."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.core.security import HEADERS
from tests.databases import ONE_DATABASE
from tests.servers import environ_of, flask_running, free_port

pytestmark = ONE_DATABASE
HOST = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
GET, POST = b"GET /healthz HTTP/1.1\r\n" + HOST, b"POST /sign-in HTTP/1.1\r\n" + HOST + FORM
LAST = b"Connection: close\r\n\r\n"
UNREADABLE = {
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "a length that is a list": POST + b"Content-Length: 5, 5\r\n\r\nabcde",
    "a length with a sign": POST + b"Content-Length: +5\r\n\r\nabcde",
    "length and chunks": POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + GET + LAST,
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "two codings": POST + CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": GET + b"X-A: b\r\n c\r\n\r\n",
    "two hosts": GET + b"Host: evil.example\r\n\r\n",
    "lines without CR": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "a control character": GET + b"X-A: a\0b\r\n\r\n",
    "a long header": GET + b"X-A: " + b"a" * 9000 + b"\r\n\r\n",
    "many headers": GET + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n",
    "a script name": GET + b"SCRIPT_NAME: /x\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a proxy's line": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + GET + b"\r\n",
    "chunks of less than nothing": POST + CHUNKED + b"\r\n-1\r\na\r\n0\r\n\r\n",
    "chunks that are longer": POST + CHUNKED + b"\r\n2\r\nabcd\r\n0\r\n\r\n",
    "a body that breaks off": POST + b"Content-Length: 500\r\n\r\nmail=a%40b.go.id&password=x",
}
READABLE = {
    "three in a row": (GET + b"\r\n") * 2 + GET + LAST,
    "a false upgrade": GET.replace(b"\r\n", b"\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n", 1)
    + LAST,
    "another's name": GET + b"X_Forwarded_For: 1.2.3.4\r\n" + LAST,
}
SLOW = 24  # three for each thread


class Line:
    """What is sent to the server, and what it says."""

    def __init__(self, port: int) -> None:
        self._port = port

    def open(self, sent: bytes) -> socket.socket:
        """Return a connection on which something was sent."""
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=20)
        connection.sendall(sent)
        return connection

    def told(self, sent: bytes) -> str:
        """Return all that the server says to something after which nothing more comes."""
        with self.open(sent) as connection:
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@pytest.fixture
def line(data: Path) -> Iterator[Line]:
    port = free_port()
    with flask_running(["serve", "--port", str(port)], environ=environ_of(data)) as server:
        server.wait_until_serving()
        yield Line(port)


def test_what_is_no_request_is_refused_and_slow_ones_hold_up_nobody(line: Line) -> None:
    refused = {name: line.told(sent) for name, sent in UNREADABLE.items()}
    read = {name: line.told(sent) for name, sent in READABLE.items()}

    statuses = {
        name: re.findall(r"^HTTP/1\.1 (\d+)", told, re.MULTILINE) for name, told in refused.items()
    }
    assert statuses == {name: ["400"] for name in UNREADABLE}
    assert {name: told.count("HTTP/1.1 200 OK\r\n") for name, told in read.items()} == {
        name: sent.count(b"GET") for name, sent in READABLE.items()
    }
    for told in (*refused.values(), *read.values()):
        assert all(f"\r\n{name}: {value}\r\n" in told for name, value in HEADERS), told
        assert "Traceback" not in told
    with ExitStack() as slow:
        for number in range(SLOW):
            head = b"GET / HTTP/1.1\r\n" + HOST + b"X-A: "
            slow.enter_context(line.open(head if number % 2 else b""))
        assert line.told(GET + LAST).startswith("HTTP/1.1 200 ")
