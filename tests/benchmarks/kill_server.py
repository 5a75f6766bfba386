"""Kills the whole portal while people write: `uv run python -m tests.benchmarks.kill_server 200`.

People write all over the portal (see `writers`) while the server with all its processes is killed
with SIGKILL at a moment of chance, again and again. What was answered as done must be there after
each kill, nothing may be half done or twice there, database, audit chain and files must be sound,
the portal ready within 5 seconds, and the index must agree once a worker has run. With the word
`postgresql` the portal keeps its rows in a server that is durable as in production, and every
third time that server is killed too. Ends with code 1 if a promise was broken.
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask_migrate import upgrade

from portal.core.db import db
from portal.search import outbox
from tests.benchmarks.client import Client
from tests.benchmarks.stored import lost, sound, twice, whole
from tests.benchmarks.writers import Act, Entry, Told, acts
from tests.conftest import SECRET, make_app
from tests.factories.practices import load_vocabularies_and_regions
from tests.security.hostile import forget_attempts
from tests.servers import descendants, environ_of, flask_running, free_port, run_flask

if TYPE_CHECKING:
    from tests.postgres import Server

READY_SECONDS = 5.0
READY = "ready at the latest after s"
SHORTEST, LONGEST = 0.3, 3.0  # seconds that a server lives
SERVER_TOO = 3  # every how many kills the server of the database is killed as well
BACKLOG = 1800.0  # seconds for the jobs that no server lived long enough to do


def campaign(
    directory: Path,
    kills: int,
    *,
    database: str = "",
    engine: "Server | None" = None,
    seed: int = 0,
) -> dict[str, object]:
    """Kill `kills` times and return what happened; a broken promise raises AssertionError.

    Rows are kept at the address `database`; `engine` is its server if it is to be killed too.
    """
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    app, rng, told, port = make_app(directory, **changes), random.Random(seed), Told(), free_port()
    environ = environ_of(directory, **changes)
    ready: list[float] = []
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        outbox.rebuild()
        with writing(acts(app, port, told)):
            for number in range(kills):
                before = len(told.entries)
                ready.append(_serve_and_kill(environ, port, rng.uniform(SHORTEST, LONGEST)))
                db.engine.dispose()
                if engine is not None and number % SERVER_TOO == 0:
                    engine.kill()
                    engine.start()
                check(told.entries[max(0, before - 1) :])
                forget_attempts(app)  # else people write no more than the limits let them
        check(told.entries)
        assert twice() == 0
        done = run_flask("worker", "--once", environ=environ, seconds=BACKLOG)
        assert done.returncode == 0, done.stderr
        assert outbox.drift() == []
    return {
        "kills": kills,
        "acknowledged": len(told.entries),
        **Counter(kind for _now, kind, _key in told.entries),
        "sent again": told.again,
        "lost": 0,
        "made twice": 0,
        READY: round(max(ready), 2),
    }


@contextmanager
def writing(people: Sequence[Act]) -> Iterator[None]:
    """Let people write, each in a thread, until the context is left."""
    stopped = threading.Event()
    threads = [threading.Thread(target=act, args=(stopped,)) for act in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _serve_and_kill(environ: Mapping[str, str], port: int, seconds: float) -> float:
    """Serve for so long, kill every process at once, and return when the portal was ready."""
    begun = time.monotonic()
    with flask_running(["serve", "--port", str(port)], environ=environ) as running:
        running.wait_until_serving()
        answer = Client(port, {}).send("GET", "/readyz")
        assert answer is not None
        assert answer[0] == 200, answer
        ready = time.monotonic() - begun
        time.sleep(seconds)  # the kill comes at a moment of chance, and waits for nothing
        pid = running.process.pid
        for found in (pid, *descendants(pid)):
            os.kill(found, signal.SIGKILL)
        running.process.wait()
    return ready


def check(entries: Sequence[Entry]) -> None:
    """Compare what was acknowledged with what is stored, and see whether all of it is sound.

    Raises:
        AssertionError: naming what is lost, half done or damaged.
    """
    missing = lost(entries)
    assert missing == [], missing
    whole([key[0] for _now, kind, key in entries if kind == "save"])
    sound()


def main() -> None:
    """Kill, and print what happened."""
    number, *kept = sys.argv[1:] or ["200"]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if kept == ["postgresql"]:
            from tests.postgres import DURABLE, server  # noqa: PLC0415  # the driver may be missing

            with server(DURABLE) as engine:
                engine.create("portal")
                url = engine.url("portal")
                told = campaign(Path(folder), int(number), database=url, engine=engine)
        else:
            told = campaign(Path(folder), int(number), database="".join(kept))
    print(told, f"{time.monotonic() - begun:.0f} s")
    assert told[READY] <= READY_SECONDS


if __name__ == "__main__":
    main()
