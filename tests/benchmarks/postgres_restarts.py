"""Restarts PostgreSQL while people write: `uv run python -m tests.benchmarks.postgres_restarts 20`.

Three publishers write practices through the API, an editor approves them on the pages, and two
readers read, while the database's server is ended at once, as a crash would end it, and started
again, at moments of chance. The portal is not restarted. What was answered as done must be there,
nothing may be half published, no answer may be an error but 503 with Retry-After, and the worker
must have brought everything to the index at the end. Prints how long it took at most until
everybody's next request went well again.
"""

import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from portal.core import audit
from portal.core.db import db
from portal.core.permissions import Role
from portal.search import outbox
from tests.benchmarks.client import Client, browser_of
from tests.benchmarks.kill_server import check, writing
from tests.benchmarks.writers import REGIONS, Act, Told, approve, program, publish
from tests.conftest import SECRET, make_app
from tests.factories.drafts import EDITOR
from tests.factories.practices import load_vocabularies_and_regions
from tests.postgres import DURABLE, Server, server
from tests.servers import descendants, environ_of, flask_running, free_port

NAME = "restarted"
BACK = 10  # seconds until all is well again
INDEXED = 60  # seconds until the worker has brought everything to the index
WENT_WELL = range(200, 400)
BUSY = 503


def _read(client: Client, path: str, stopped: threading.Event) -> None:
    while not stopped.is_set():
        client.send("GET", path)
        stopped.wait(0.05)


def _people(app: Flask, port: int, told: Told) -> tuple[list[Client], list[Act]]:
    """Return who asks without a pause, and what they do."""
    clients: list[Client] = []
    acts: list[Act] = []
    for region in REGIONS:
        clients.append(program(port, f"uji{region}@daerah.go.id", Role.PUBLISHER, region))
        acts.append(partial(publish, clients[-1], region, told))
    editor, stranger = browser_of(app, port, "rina@pusat.go.id", EDITOR), Client(port, {})
    acts.append(partial(_read, editor, "/desk"))
    acts.append(partial(_read, stranger, "/practices?q=layanan"))
    acts.append(partial(approve, editor, told))
    return [*clients, editor, stranger], acts


def campaign(directory: Path, postgres: Server, name: str, restarts: int) -> dict[str, float]:
    """Restart so many times under a portal whose rows are in the database `name`.

    Raises:
        AssertionError: if a promise is broken.
    """
    changes = {"PORTAL_SECRET_KEY": SECRET, "PORTAL_DATABASE_URL": postgres.url(name)}
    app, rng, told, port = make_app(directory, **changes), random.Random(0), Told(), free_port()
    command = ["serve", "--port", str(port)]
    longest = 0.0
    with app.app_context(), flask_running(command, environ=environ_of(directory, **changes)) as run:
        run.wait_until_serving()
        run.wait_for_worker()
        run.wait_for(lambda line: '"working"' in line)
        processes = {*descendants(run.process.pid)}
        clients, acts = _people(app, port, told)
        with writing(acts):
            for _restart in range(restarts):
                time.sleep(rng.uniform(0.5, 2.5))  # it comes at a moment of chance
                at = time.monotonic()
                postgres.stop(signal.SIGQUIT)
                postgres.start()
                longest = max(longest, _back(clients, time.monotonic()) - at)
                check(told.entries)
        _wait_for_the_index()
        audit.verify()
        assert processes <= {*descendants(run.process.pid)}, "a process was replaced"
        assert run.stop() == 0
        db.session.remove()
        db.engine.dispose()
    counted = Counter(status for client in clients for _at, status in client.answers)
    assert all(status < 500 or status == BUSY for status in counted), counted
    assert 0 not in counted, "a request was not answered"
    return {
        "restarts": restarts,
        "acknowledged": len(told.entries),
        "lost": 0,
        "answers": counted.total(),
        "answers of 503": counted[BUSY],
        "answers of another 5xx": 0,
        "longest until back": round(longest, 2),
    }


def _back(clients: Sequence[Client], since: float) -> float:
    """Wait until a request of everybody went well after the moment `since`, and return when."""
    while True:
        firsts = [
            next((at for at, status in mine if at > since and status in WENT_WELL), None)
            for mine in [list(client.answers) for client in clients]
        ]
        found = [at for at in firsts if at is not None]
        if len(found) == len(firsts):
            return max(found)
        assert time.monotonic() < since + BACK, "somebody waits for too long"
        time.sleep(0.01)


def _wait_for_the_index() -> None:
    until = time.monotonic() + INDEXED
    while outbox.drift():
        assert time.monotonic() < until, "the worker has not come back"
        time.sleep(0.2)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, server(DURABLE) as started:
        started.create(NAME)
        made = make_app(Path(folder), PORTAL_DATABASE_URL=started.url(NAME))
        with made.app_context():
            upgrade()
            load_vocabularies_and_regions()
            outbox.rebuild()
            db.session.remove()
            db.engine.dispose()
        print(campaign(Path(folder), started, NAME, int((sys.argv[1:] or ["20"])[0])))
