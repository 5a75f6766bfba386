"""What the web workers do about clients that send slowly, break off, or send what is no HTTP.

Threads are few, and whoever has one keeps it until all is read. So a request gets one when its head
is there; until then its connection waits with all others, and not for long. A body that comes too
slowly is cut off; one that is not whole is refused, since a text that lacks its end must not be
kept as if it were one.
"""

import socket
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEAD_SECONDS = 10.0  # for the whole head of a request
BODY_SECONDS = 20.0  # for each part of a body, of up to 64 kB
LONGEST_HEAD = 65_536  # bytes that are looked at; what is longer is left to the server to refuse
LOOK_SECONDS = 0.2  # after which half a head is looked at again
ENDS_OF_HEAD = (b"\r\n\r\n", b"\n\n")  # the latter is refused, which the server does
_reading: dict[socket.socket, float] = {}  # until when a thread waits for a body


class Heads:
    """Gives a connection a thread when the head of its request is there; mixed into a worker."""

    alive: bool  # of the worker

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._halves: dict[Any, float] = {}

    def enqueue_req(self, conn: Any) -> None:
        """Hand a connection to a thread if a head is there, else let it wait.

        A worker that ends lets nobody wait: who has come is answered.
        """
        if not self.alive or _has_head(conn):
            super().enqueue_req(conn)  # type: ignore[misc]  # of the worker
        else:
            self._halves[conn] = time.monotonic() + HEAD_SECONDS

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for something to happen, but no longer than until heads are looked at again."""
        soon = min(timeout, LOOK_SECONDS) if self._halves else timeout
        super().wait_for_and_dispatch_events(soon)  # type: ignore[misc]  # of the worker
        now = time.monotonic()
        for conn, end in list(self._halves.items()):
            if not self.alive or _has_head(conn):
                del self._halves[conn]
                super().enqueue_req(conn)  # type: ignore[misc]  # of the worker
            elif end < now:
                del self._halves[conn]
                self.nr_conns: int = self.nr_conns - 1
                conn.close()
        for sock, end in list(_reading.items()):
            if end < now:
                _cut_off(sock)


def _has_head(conn: Any) -> bool:
    """Tell whether a thread need not wait: for the rest of a head, or since none will come."""
    read = conn.parser.unreader.buf.getvalue() if conn.parser else b""
    conn.sock.settimeout(0)
    try:
        waiting: bytes | None = conn.sock.recv(LONGEST_HEAD, socket.MSG_PEEK)
    except BlockingIOError:
        waiting = None
    except OSError:
        return True
    head = read + (waiting or b"")
    is_over = waiting == b"" or len(head) >= LONGEST_HEAD
    return is_over or any(end in head for end in ENDS_OF_HEAD)


def _cut_off(sock: socket.socket) -> None:
    """Let nothing more be read of what a client sends; it can still be answered."""
    try:
        sock.shutdown(socket.SHUT_RD)
    except OSError:
        _reading.pop(sock, None)  # it has gone by itself


class WholeBodies:
    """Lets an application read no body but a whole one, that comes in time."""

    def __init__(self, app: "WSGIApplication") -> None:
        """Wrap `app`."""
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve the request."""
        environ["wsgi.input"] = _Body(environ)
        return self._app(environ, start_response)


class _Body:
    """What a client sends, as an application reads it."""

    def __init__(self, environ: "WSGIEnvironment") -> None:
        self._stream: Any = environ["wsgi.input"]
        self._sock: socket.socket = environ["gunicorn.socket"]
        self._left = int(environ.get("CONTENT_LENGTH") or 0)

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end.

        Raises:
            OSError: if the client has gone, is too slow, or sends no chunks where it said so.
        """
        _reading[self._sock] = time.monotonic() + BODY_SECONDS
        try:
            data: bytes = self._stream.read(size)
        except OSError:
            raise
        except Exception as error:  # whatever the server finds wrong with it
            raise OSError(str(error)) from error
        finally:
            _reading.pop(self._sock, None)
        self._left -= len(data)
        if size and len(data) < size and self._left > 0:
            raise OSError("the client has gone before the end")
        return data
