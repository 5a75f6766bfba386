"""Backups while people write: `uv run python -m tests.benchmarks.backups 50 [DATABASE_URL]`.

People write all over (see `writers`) to a server of the portal without a pause. Each round a backup
is taken by the command, at a moment of chance a restore of it is killed, and then it is restored
for good: everything that was acknowledged before the backup began must be there and whole, the
audit chain must hold, and what the killed restore has left must be empty or refuse the next one.
Places are SQLite; with an address of a PostgreSQL database the portal itself keeps its rows there.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask_migrate import upgrade

from portal.core import audit
from portal.core.db import db
from portal.search import outbox
from tests.benchmarks.kill_server import check, writing
from tests.benchmarks.writers import Entry, Told, acts
from tests.conftest import SECRET, make_app
from tests.factories.practices import load_vocabularies_and_regions
from tests.servers import environ_of, flask_running, free_port, run_flask

LONGEST = 4.0  # seconds after its first word when a restore is killed at the latest
SECONDS = 600.0  # for a restore: what was written until then grows from round to round


def campaign(directory: Path, rounds: int, *, database: str = "", seed: int = 0) -> dict[str, int]:
    """Take so many backups and return what happened; a broken promise raises AssertionError."""
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    home = directory / "home"
    home.mkdir()
    app, rng, told, port = make_app(home, **changes), random.Random(seed), Told(), free_port()
    refused = 0
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        outbox.rebuild()
        people = acts(app, port, told)
        db.session.remove()
        environ = environ_of(home, **changes)
        with flask_running(["serve", "--port", str(port)], environ=environ) as serving:
            serving.wait_until_serving()
            with writing(people):
                for number in range(rounds):
                    refused += _round(directory / str(number), environ, told, rng)
    return {
        "backups": rounds,
        "good restores": rounds,
        "places that a killed restore had filled": refused,
        "acknowledged": len(told.entries),
        "lost": 0,
    }


def _round(folder: Path, environ: dict[str, str], told: Told, rng: random.Random) -> bool:
    """Back up, kill a restore, restore, compare; tell whether the killed one had filled a place."""
    folder.mkdir()
    acknowledged = list(told.entries)
    backup = folder / "backup.zip"
    done = run_flask("backup", str(backup), environ=environ)
    assert done.returncode == 0, done.stderr
    _kill(folder / "killed", backup, rng.uniform(0, LONGEST))
    again = _restored(backup, folder / "killed")
    refused = "already" in again.stderr
    assert refused or again.returncode == 0, again.stderr
    _compare(folder / "whole", backup, acknowledged)
    shutil.rmtree(folder)
    return refused


def _restored(backup: Path, place: Path) -> subprocess.CompletedProcess[str]:
    return run_flask("restore", str(backup), environ=environ_of(place), seconds=SECONDS)


def _kill(place: Path, backup: Path, seconds: float) -> None:
    """Begin to restore and kill it, unless it was faster."""
    place.mkdir()
    command = [sys.executable, "-m", "flask", "restore", str(backup)]
    with subprocess.Popen(
        command, env=environ_of(place), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()  # it has begun
        time.sleep(seconds)  # the kill comes at a moment of chance, and waits for nothing
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)


def _compare(place: Path, backup: Path, acknowledged: list[Entry]) -> None:
    place.mkdir()
    done = _restored(backup, place)
    assert done.returncode == 0, done.stderr
    restored = make_app(place)
    with restored.app_context():
        check(acknowledged)
        audit.verify()
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    wanted, *address = sys.argv[1:] or ["50"]
    with tempfile.TemporaryDirectory() as made:
        print(campaign(Path(made), int(wanted), database="".join(address)))
