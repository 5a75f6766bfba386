"""Stops a replica under readers: `uv run python -m tests.benchmarks.replica_stops 20`.

Two strangers read, and two publishers begin practices through the API and read each at once, at a
portal with a streaming replica of PostgreSQL, while the replica is crashed, ended in order or
frozen, and brought back, at moments of chance. Nobody may be answered an error or miss what they
have written, and strangers must read the replica again each time. Prints how often tables were
read there, and how long the slowest answer took.
"""

import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

from flask_migrate import upgrade

from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post
from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.search import outbox
from tests.benchmarks.client import Client
from tests.benchmarks.writers import REGIONS
from tests.conftest import SECRET, make_app
from tests.factories.people import active
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.postgres import COPIED, Server, server
from tests.servers import environ_of, flask_running, free_port

NAME = "copied"
BACK = 15  # seconds until the replica is read again
PAGES = ("/practices", "/api/v1/practices?q=layanan", "/regions", "/")
SCANS = "SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables"


class Timed(Client):
    """Somebody of whom the longest wait is known."""

    longest = 0.0

    def send(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, bytes] | None:
        """Return status and body of an answer, or None if there was none, or no whole one."""
        at = time.monotonic()
        answer = super().send(method, path, body, **headers)
        self.longest = max(self.longest, time.monotonic() - at)
        return answer


def _read(client: Client, stopped: threading.Event) -> None:
    while not stopped.is_set():
        for page in PAGES:
            client.send("GET", page)


def _write(client: Client, region: str, missed: list[str], stopped: threading.Event) -> None:
    number = 0
    while not stopped.is_set():
        number += 1
        begun = client.call("POST", "/practices", {"region": region, "title": f"Uji {number}"})
        if begun is not None and begun[0] == 201:
            slug = begun[1]["slug"]
            seen = client.call("GET", f"/practices/{slug}/draft")
            if seen is None or seen[0] != 200:
                missed.append(slug)
        stopped.wait(0.05)


def _stop(replica: Server, number: int, rest: threading.Event) -> None:
    """Take the replica away for a moment, each time in another way."""
    way = (signal.SIGQUIT, signal.SIGINT, None)[number % 3]
    if way is None:
        with replica.frozen():
            rest.wait(4)
    else:
        replica.stop(way)
        rest.wait(1)
        replica.start()


def _scans(replica: Server) -> int:
    """Return how often tables were read since the replica's start; looks at it read none."""
    return int(str(replica.ask(NAME, SCANS)))


def _wait_until_read(replica: Server, before: int) -> None:
    until = time.monotonic() + BACK
    while _scans(replica) <= before:
        assert time.monotonic() < until, "the replica is not read again"
        time.sleep(0.1)


def campaign(directory: Path, primary: Server, replica: Server, stops: int) -> dict[str, float]:
    """Stop the replica so many times under a portal in `directory`.

    Raises:
        AssertionError: if somebody noticed.
    """
    changes = {
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_DATABASE_URL": primary.url(NAME),
        "PORTAL_DATABASE_REPLICA_URLS": replica.url(NAME),
    }
    app, rng, port = make_app(directory, **changes), random.Random(0), free_port()
    missed: list[str] = []
    clients, acts = [], []
    with app.app_context():
        for region in REGIONS[:2]:
            person = active(f"uji{region}@daerah.go.id", Post(role=Role.PUBLISHER, region=region))
            token = tokens.make(person, "uji", by=Actor(person))
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            clients.append(Timed(port, headers))
            acts.append(partial(_write, clients[-1], region, missed))
            clients.append(Timed(port, {}))
            acts.append(partial(_read, clients[-1]))
        db.session.remove()
        db.engine.dispose()
    command, stopped, taken = ["serve", "--port", str(port)], threading.Event(), 0
    with flask_running(command, environ=environ_of(directory, **changes)) as run:
        run.wait_until_serving()
        threads = [threading.Thread(target=act, args=(stopped,)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            for number in range(stops):
                before = _scans(replica)
                _wait_until_read(replica, before)
                stopped.wait(rng.uniform(0.5, 2.0))  # it comes at a moment of chance
                taken += _scans(replica) - before
                _stop(replica, number, stopped)
            _wait_until_read(replica, _scans(replica))
        finally:
            stopped.set()
            for thread in threads:
                thread.join()
        assert run.stop() == 0
    counted = Counter(status for client in clients for _at, status in client.answers)
    assert set(counted) <= {200, 201}, counted
    assert missed == [], "somebody did not see what they had written"
    return {
        "stops": stops,
        "answers": counted.total(),
        "errors": 0,
        "own writes read": counted[201],
        "own writes missed": 0,
        "tables read on the replica": taken,
        "slowest answer": round(max(client.longest for client in clients), 2),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, server(COPIED) as started:
        started.create(NAME)
        made = make_app(Path(folder), PORTAL_DATABASE_URL=started.url(NAME))
        with made.app_context():
            upgrade()
            load_vocabularies_and_regions()
            publish(20)
            outbox.rebuild()
            db.session.remove()
            db.engine.dispose()
        with server(COPIED, of=started) as copied:
            print(campaign(Path(folder), started, copied, int((sys.argv[1:] or ["20"])[0])))
