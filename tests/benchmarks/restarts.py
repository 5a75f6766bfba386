"""Stops and restarts the portal under load: `uv run python -m tests.benchmarks.restarts 50`.

So often the server is restarted by HUP while visitors ask for pages: each of them must be answered.
Then it is stopped by TERM as often while they ask: what has been sent must be answered, and all
must have ended within 15 seconds. A visitor who finds the door shut was told so before he asked.
"""

import http.client
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from flask_migrate import upgrade

from portal.core.db import db
from portal.search import outbox
from tests.conftest import make_app
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.servers import Running, descendants, environ_of, flask_running, free_port, left_of

PATHS = ("/", "/practices?q=layanan", "/healthz", "/en/regions/35")
VISITORS = 4
LONGEST_STOP = 15.0  # seconds


@dataclass
class Told:
    """What visitors were told: how many answers of each kind, and what was cut off."""

    answers: Counter[int] = field(default_factory=Counter)
    shut: int = 0
    cut: list[str] = field(default_factory=list)


def ask(port: int, path: str, told: Told) -> None:
    """Ask for one page by a connection of its own, and note what came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.connect()
    except OSError:
        told.shut += 1
        time.sleep(0.01)  # whoever finds a door shut does not hammer at it
        return
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.read()
        told.answers[answer.status] += 1
    except (OSError, http.client.HTTPException) as error:
        told.cut.append(f"{path}: {error!r}")
    finally:
        connection.close()


class Visitors:
    """Visitors who ask again and again, until the end of the block."""

    def __init__(self, port: int) -> None:
        self.told = Told()
        self._port = port
        self._gone = threading.Event()
        self._threads = [threading.Thread(target=self._come, args=(n,)) for n in range(VISITORS)]

    def _come(self, number: int) -> None:
        while not self._gone.is_set():
            ask(self._port, PATHS[number % len(PATHS)], self.told)
            number += 1

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._gone.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, number: int) -> None:
        """Wait until so many more answers have come."""
        wanted = self.told.answers.total() + number
        end = time.monotonic() + 60
        while self.told.answers.total() < wanted and time.monotonic() < end:
            time.sleep(0.01)


def restart(server: Running) -> None:
    """Restart by HUP, and wait until none of the old workers is left."""
    former = descendants(server.process.pid)
    server.process.send_signal(signal.SIGHUP)
    server.wait_until_serving()
    server.wait_for_worker()
    assert left_of(former) == [], "an old worker goes on"


def restarts(directory: Path, rounds: int) -> dict[str, object]:
    """Restart so often under load; raises AssertionError if anybody was not answered."""
    port = free_port()
    with flask_running(["serve", "--port", str(port)], environ=environ_of(directory)) as server:
        server.wait_until_serving()
        server.wait_for_worker()
        with Visitors(port) as visitors:
            for _round in range(rounds):
                visitors.wait_for(20)
                restart(server)
            visitors.wait_for(20)
        assert server.stop() == 0
    told = visitors.told
    assert (set(told.answers), told.shut, told.cut) == ({200}, 0, []), told
    return {"restarts": rounds, "answered": told.answers.total(), "not answered": 0}


def stops(directory: Path, rounds: int) -> dict[str, object]:
    """Stop so often under load; raises AssertionError if a request was cut off."""
    longest, answered, port = 0.0, 0, free_port()
    for _round in range(rounds):
        with flask_running(["serve", "--port", str(port)], environ=environ_of(directory)) as server:
            server.wait_until_serving()
            server.wait_for_worker()
            with Visitors(port) as visitors:
                visitors.wait_for(20)
                processes = descendants(server.process.pid)
                begun = time.monotonic()
                assert server.stop() == 0
                longest = max(longest, time.monotonic() - begun)
            assert left_of(processes) == []
        assert (set(visitors.told.answers), visitors.told.cut) == ({200}, []), visitors.told
        answered += visitors.told.answers.total()
    assert longest <= LONGEST_STOP
    return {"stops": rounds, "answered": answered, "cut off": 0, "longest": round(longest, 1)}


if __name__ == "__main__":
    number = int((sys.argv[1:] or ["50"])[0])
    with tempfile.TemporaryDirectory() as folder:
        with make_app(Path(folder)).app_context():
            upgrade()
            load_vocabularies_and_regions()
            publish(30)
            outbox.rebuild()
            db.session.remove()
            db.engine.dispose()
        print(restarts(Path(folder), number))
        print(stops(Path(folder), number))
