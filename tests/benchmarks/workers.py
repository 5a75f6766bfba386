"""Throughput with 1 and 2 web workers: `uv run python -m tests.benchmarks.workers 3`.

Serves the same portal so many times with one and with two web workers, by turns, and asks for what
`mixed` asks for over 8 connections, as fast as it goes. Prints answers a second, milliseconds of
processor of the web workers for each answer, and how many processors the job worker and asking
took meanwhile, which on two processors are missing for the second worker; then the ratio of the
medians. With an address of a PostgreSQL database as second argument the portal keeps its rows
there. Ends with code 1 if anything was answered with an error or the ratio is below 1.7.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask_migrate import upgrade

from portal.core.db import db
from tests.benchmarks.asking import Tally, drive
from tests.benchmarks.mixed import WHOLE, Mix, Size, filled
from tests.conftest import SECRET, make_app
from tests.servers import descendants, environ_of, flask_running, free_port

RUNS, SECONDS, WARM = 3, 20.0, 15.0  # the job worker is still starting when pages are served
CONNECTIONS = 8
WANTED = 1.7
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Place:
    """A filled portal: where it will be served, how, and what is asked of it."""

    port: int
    environ: Mapping[str, str]
    mix: Mix


@dataclass(frozen=True)
class Run:
    """One run: what came of it, and the seconds of processor that each part took."""

    tally: Tally
    web: float
    jobs: float
    asking: float

    def __str__(self) -> str:
        answers = sum(self.tally.answers.values())
        return (
            f"{self.tally.rate:.0f} answers/s, web {self.web * 1000 / answers:.1f} ms an answer, "
            f"processors: web {self.web / self.tally.took:.2f}, "
            f"jobs {self.jobs / self.tally.took:.2f}, asking {self.asking / self.tally.took:.2f}"
        )


def prepared(directory: Path, database: str = "", size: Size = WHOLE) -> Place:
    """Fill a portal below `directory`, with its rows at an address if one is given."""
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    app, port = make_app(directory, **changes), free_port()
    with app.app_context():
        upgrade()
        mix = filled(app, port, size)
        db.session.remove()
        db.engine.dispose()
    return Place(port, environ_of(directory, **changes), mix)


def measured(place: Place, workers: int, seconds: float, connections: int = CONNECTIONS) -> Run:
    """Serve with so many web workers and ask for so long."""
    environ = {**place.environ, "PORTAL_WORKERS": str(workers)}
    with flask_running(["serve", "--port", str(place.port)], environ=environ) as server:
        server.wait_until_serving()
        beside = server.wait_for_worker()
        drive(place.port, place.mix, connections=connections, seconds=min(WARM, seconds))
        web = [pid for pid in descendants(server.process.pid) if pid != beside]
        before = processor(web), processor([beside]), time.process_time()
        tally = drive(place.port, place.mix, connections=connections, seconds=seconds)
        after = processor(web), processor([beside]), time.process_time()
    parts = [now - then for then, now in zip(before, after, strict=True)]
    return Run(tally, *parts)


def processor(pids: list[int]) -> float:
    """Return the seconds of processor that processes have taken, those they have buried too."""
    taken = 0
    for pid in pids:
        if (stat := Path(f"/proc/{pid}/stat")).exists():
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            taken += sum(map(int, fields[11:15]))
    return taken / TICKS


def campaign(
    directory: Path, runs: int, seconds: float = SECONDS, *, database: str = ""
) -> dict[int, list[Run]]:
    """Run so many times with one and with two workers, by turns, and return all runs.

    Raises:
        AssertionError: if anything was answered with an error.
    """
    place = prepared(directory, database)
    told: dict[int, list[Run]] = {1: [], 2: []}
    for _run in range(runs):
        for workers, kept in told.items():
            kept.append(measured(place, workers, seconds))
            assert kept[-1].tally.errors == {}, kept[-1].tally.errors
    return told


def main() -> None:
    """Measure and print."""
    runs, *database = sys.argv[1:] or [str(RUNS)]
    with tempfile.TemporaryDirectory() as folder:
        told = campaign(Path(folder), int(runs), database="".join(database))
    medians = {}
    for workers, kept in told.items():
        medians[workers] = statistics.median(run.tally.rate for run in kept)
        for run in kept:
            print(f"{workers} workers: {run}")
    ratio = medians[2] / medians[1]
    print(f"medians {medians[1]:.0f} and {medians[2]:.0f} answers/s, ratio {ratio:.2f}")
    assert ratio >= WANTED


if __name__ == "__main__":
    main()
