"""Cuts the power while people write: `uv run python -m tests.benchmarks.power_cuts 100 [60]`.

A portal is written to for so many seconds (see `writers`) while all that its processes do to its
folder is written down. Then, so many times, the folder is made as a disk would have it after a
power cut at a moment of chance: what was not synced is there or not, sector by sector and name by
name (see `disk`). What was answered as done before that moment must be there, the database, the
audit chain and all files must be sound, pages must answer, and one run of the worker must make the
index agree with the database, whatever was left of it. Nobody repairs anything by hand. Needs gcc.
Ends with code 1 if a promise was broken.
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from flask_migrate import upgrade

from portal.core.db import db
from portal.search import outbox
from portal.search.finder import engine
from tests.benchmarks.disk import Disk, built, emptied, entries
from tests.benchmarks.kill_server import check, writing
from tests.benchmarks.stored import stale, twice
from tests.benchmarks.writers import Told, acts
from tests.conftest import SECRET, make_app
from tests.factories.practices import load_vocabularies_and_regions
from tests.servers import descendants, environ_of, flask_running, free_port, run_flask

SECONDS = 60.0
SEARCH = "/practices?q=antrean"
Entries = Sequence[tuple[int, str, tuple[object, ...]]]


def campaign(
    folder: Path, cuts: int, seconds: float = SECONDS, *, seed: int = 0
) -> dict[str, object]:
    """Cut so many times and return what happened; a broken promise raises AssertionError."""
    rng, log, data = random.Random(seed), folder / "log", folder / "data"
    data.mkdir(mode=0o700)
    told = Told(now=lambda: log.stat().st_size)
    disk, began = _written(data, log, built(folder), seconds, told)
    moments = sorted(rng.randint(began, log.stat().st_size) for _cut in range(cuts))
    healed, acknowledged = Counter[str](), []
    for end, entry in entries(log):
        while moments and moments[0] < end:
            before = [found for found in told.entries if found[0] <= moments[0]]
            target = folder / f"cut-{len(moments)}"
            disk.cut(target, rng)
            healed[_back(target, before)] += 1
            acknowledged.append(len(before))
            emptied(target)
            moments.pop(0)
        disk.play(*entry)
    return {
        "cuts": cuts - len(moments),
        "acknowledged before": acknowledged[-1:],
        "lost": 0,
        **{f"index was {name}": number for name, number in healed.items()},
    }


def _written(data: Path, log: Path, library: Path, seconds: float, told: Told) -> tuple[Disk, int]:
    """Let a portal be written to; return the disk as it was before, and where the writing began."""
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    app, port = make_app(data, **changes), free_port()
    environ = environ_of(data, **changes)
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        outbox.rebuild()
        people = acts(app, port, told)
        db.session.remove()
        db.engine.dispose()
    disk = Disk(data)
    watched = {"LD_PRELOAD": str(library), "DISK_FOLDER": str(data), "DISK_LOG": str(log)}
    with flask_running(["serve", "--port", str(port)], environ=environ | watched) as running:
        running.wait_until_serving()
        began = log.stat().st_size
        with writing(people):
            threading.Event().wait(seconds)
            pid = running.process.pid
            for found in (pid, *descendants(pid)):
                os.kill(found, signal.SIGKILL)
    return disk, began


def _back(data: Path, before: Entries) -> str:
    """Check what is left when the power is back, and return how the index was found."""
    changes = {"PORTAL_SECRET_KEY": SECRET}
    app = make_app(data, **changes)
    with app.app_context():
        assert app.test_client().get(SEARCH).status_code == 200
        found = "sound" if engine().status().healthy else "broken"
        check(before)
        assert twice() == 0
        db.session.remove()
        db.engine.dispose()
        done = run_flask("worker", "--once", environ=environ_of(data, **changes))
        assert done.returncode == 0, done.stderr
        agreed = run_flask("index", "verify", environ=environ_of(data, **changes))
        assert agreed.returncode == 0, agreed.stderr
        assert stale() == []
        check(before)
        db.session.remove()
        db.engine.dispose()
    return found


def main() -> None:
    """Cut, and print what happened."""
    cuts, *seconds = sys.argv[1:] or ["100"]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = campaign(Path(folder), int(cuts), *map(float, seconds))
    print(told, f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
