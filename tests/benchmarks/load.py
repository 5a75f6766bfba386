"""Load over 1 to 64 connections: `uv run python -m tests.benchmarks.load 5`.

Serves the portal of `mixed` with two web workers and asks, for so many seconds each and as fast as
it goes, for searches alone, for pages that are read, for what is written through the API, and for
the whole mix, over 1, 2, 4, ... 64 connections. Prints answers a second, milliseconds until an
answer has come, and milliseconds of processor of the web workers for each. `load 5 1` serves
with one. Ends with code 1 if anything was answered with an error.
"""

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.asking import Tally, drive
from tests.benchmarks.mixed import Mix
from tests.benchmarks.served import machine
from tests.benchmarks.workers import Place, prepared, processor
from tests.servers import descendants, flask_running

SECONDS, WARM = 5.0, 10.0
CONNECTIONS = (1, 2, 4, 8, 16, 32, 64)
READ = ("practice", "thread", "home", "region")
WRITTEN = ("save", "vote")  # of posts each person may write a few an hour
WORKERS = 2


def kinds(mix: Mix) -> dict[str, Mix]:
    """Return what is asked for, by the name of the row."""
    return {
        "search": mix.only("search"),
        "practice": mix.only("practice"),
        "read": mix.only(*READ),
        "post": mix.only(*WRITTEN),
        "mixed": mix,
    }


def told(name: str, connections: int, tally: Tally, web: float) -> str:
    """Return a line of figures."""
    ordered = sorted(second * 1000 for second in tally.seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    return (
        f"{name:10}{connections:4}{tally.rate:10.0f}{statistics.median(ordered):10.1f}"
        f"{p95:10.1f}{web * 1000 / len(ordered):10.1f}"
    )


def campaign(place: Place, workers: int, seconds: float, warm: float = WARM) -> Iterator[str]:
    """Serve, ask, and yield a line for each kind and number of connections.

    Raises:
        AssertionError: if anything was answered with an error.
    """
    environ = {**place.environ, "PORTAL_WORKERS": str(workers)}
    with flask_running(["serve", "--port", str(place.port)], environ=environ) as server:
        server.wait_until_serving()
        beside = server.wait_for_worker()
        drive(place.port, place.mix, connections=8, seconds=warm)
        web = [pid for pid in descendants(server.process.pid) if pid != beside]
        for name, mix in kinds(place.mix).items():
            for connections in CONNECTIONS:
                before = processor(web)
                tally = drive(place.port, mix, connections=connections, seconds=seconds)
                assert tally.errors == {}, (name, connections, tally.errors)
                yield told(name, connections, tally, processor(web) - before)


def main(seconds: float = SECONDS, workers: int = WORKERS) -> None:
    """Measure and print."""
    print(f"{machine()}, {workers} workers")
    print(f"{'':10}{'':>4}{'answers/s':>10}{'ms p50':>10}{'p95':>10}{'CPU ms':>10}")
    with TemporaryDirectory() as folder:
        for line in campaign(prepared(Path(folder)), workers, seconds):
            print(line, flush=True)


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]]
    main(*given[:1], *(int(word) for word in given[1:]))
