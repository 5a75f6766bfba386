"""Asking a server over kept connections, so cheaply that it takes little of what it measures."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

GOOD = frozenset({200, 201, 303, 304})


class Request(Protocol):
    """Something to ask, of a kind."""

    kind: str

    def wire(self) -> bytes:
        """Return what is sent."""

    def answered(self, body: bytes) -> None:
        """Take note of what came back; nothing, if the answer was not good."""


class Asked(Protocol):
    """Gives what is to be asked."""

    def next(self) -> Request:
        """Return the next request, to whichever thread asks."""


@dataclass
class Tally:
    """What came of asking: how often each kind was answered how, and how long it took."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)  # 0: no answer came
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return sum(n for (_kind, status), n in self.answers.items() if status in GOOD) / self.took

    @property
    def errors(self) -> dict[tuple[str, int], int]:
        """What was not answered well."""
        return {key: n for key, n in self.answers.items() if key[1] not in GOOD}


def drive(
    port: int, mix: Asked, *, connections: int, seconds: float, rate: float | None = None
) -> Tally:
    """Ask for so long over so many connections, as fast as it goes or `rate` times a second."""
    tally, begun = Tally(), time.monotonic()
    due = count()
    end = begun + seconds

    def ask() -> None:
        line = _Line(port)
        while (now := time.monotonic()) < end:
            if rate is not None:
                wait = begun + next(due) / rate - now
                if now + wait >= end:
                    break
                time.sleep(max(0.0, wait))
            request = mix.next()
            sent = time.monotonic()
            status, body = line.ask(request.wire())
            tally.seconds.append(time.monotonic() - sent)
            tally.answers[request.kind, status] += 1  # under the lock of the interpreter
            request.answered(body if status in GOOD else b"")
        line.close()

    threads = [threading.Thread(target=ask) for _connection in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.took = time.monotonic() - begun
    return tally


class _Line:
    """A connection that is kept, and made anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def close(self) -> None:
        """Close it."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def ask(self, wire: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body; (0, b"") if no whole answer came."""
        fresh = self._socket is None
        try:
            return self._asked(wire)
        except OSError:
            self.close()
            if fresh:
                return 0, b""
        try:
            return self._asked(wire)  # the server had closed what was kept
        except OSError:
            self.close()
            return 0, b""

    def _asked(self, wire: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(wire)
        parts = self._parts()
        found = b""
        while b"\r\n\r\n" not in found:
            found += next(parts)
        head, _, body = found.partition(b"\r\n\r\n")
        lines = head.lower()
        status = int(head[9:12])
        length = lines.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if length:
            while len(body) < int(length):
                body += next(parts)
        elif b"transfer-encoding: chunked" in lines:
            while not body.endswith(b"0\r\n\r\n"):
                body += next(parts)
        if b"connection: close" in lines:
            self.close()
        return status, body

    def _parts(self) -> Iterator[bytes]:
        """Yield what comes.

        Raises:
            ConnectionError: if the server has closed.
        """
        assert self._socket is not None
        while part := self._socket.recv(65536):
            yield part
        raise ConnectionError
