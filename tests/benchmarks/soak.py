"""A mixed load for a long time: `uv run python -m tests.benchmarks.soak 30`.

Serves a portal with two web workers, finds by asking as fast as it goes how many answers a second
it gives, and then asks for 70 % of that (see `mixed`) for so many minutes. Meanwhile it looks at
each process of the portal: memory, open files, and at the log of the database. Prints for each
process the medians at the beginning, after the first fifth in which everything warms up, and at
the end, and how memory grows in ten minutes; own memory counts, since files that are mapped, as the
database is, belong to the system and are counted in RSS as far as they were read. With an address
of a PostgreSQL database as second argument the portal keeps its rows there. Ends with code 1 if
anything was answered with an error, memory has grown by more than 5 % or 1 MB in ten minutes, or
the log was over 64 MB.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.asking import Tally, drive
from tests.benchmarks.workers import Place, prepared
from tests.servers import descendants, flask_running

SHARE = 0.7
CONNECTIONS = 8
RAMP = (4, 8, 16)  # connections at which capacity is sought
RAMP_SECONDS = 15.0
WARM = 0.2  # of the time
EVERY = 5.0  # seconds
MOST_GROWN, MOST_SLOPE, MOST_LOG = 0.05, 1.0, 64.0  # a share, MB in ten minutes, MB
MB = 1024 * 1024


@dataclass
class Watched:
    """What was seen of one process: moments, and then MB of memory, own memory, open files."""

    name: str
    moments: list[float] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)

    def look(self, pid: int, now: float) -> None:
        """Look at it once more; nothing happens if it has ended."""
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            files = sum(1 for _file in Path(f"/proc/{pid}/fd").iterdir())
        except (FileNotFoundError, ProcessLookupError):
            return
        fields = dict(line.split(":", 1) for line in status.splitlines())
        self.moments.append(now)
        self.resident.append(int(fields["VmRSS"].split()[0]) / 1024)
        self.own.append(int(fields["RssAnon"].split()[0]) / 1024)
        self.files.append(files)

    def slope(self) -> float:
        """Return by how many MB its own memory grows in ten minutes, by the line nearest to all."""
        if len(set(self.moments)) < 2:  # a line needs two
            return 0.0
        return statistics.linear_regression(self.moments, self.own).slope * 600

    def grown(self) -> float:
        """Return the share by which its own memory has grown from the first fifth to the last."""
        first, last = _ends(self.own)
        return last / first - 1

    def __str__(self) -> str:
        parts = [f"{self.name}: {self.slope():+.2f} MB in ten minutes"]
        for name, values in (("RSS", self.resident), ("own", self.own), ("files", self.files)):
            first, last = _ends(values)
            parts.append(f"{name} {first:.1f} -> {last:.1f}")
        return ", ".join(parts)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Return the medians of the first fifth and of the last."""
    part = max(1, len(values) // 5)
    return statistics.median(values[:part]), statistics.median(values[-part:])


@dataclass(frozen=True)
class Soaked:
    """What came of it: answers a second at most, the long run, the processes, MB of the log."""

    capacity: float
    tally: Tally
    watched: Sequence[Watched]
    log: float

    def faults(self) -> list[str]:
        """Return the promises that were broken."""
        found = [f"{key}: {number}" for key, number in self.tally.errors.items()]
        found += [
            str(one) for one in self.watched if one.grown() > MOST_GROWN or one.slope() > MOST_SLOPE
        ]
        return found + ([f"log of {self.log:.0f} MB"] if self.log > MOST_LOG else [])


def campaign(place: Place, minutes: float, *, ramp: float = RAMP_SECONDS) -> Soaked:
    """Find the capacity and ask for a share of it for so many minutes."""
    log = Path(place.environ["PORTAL_DATA_DIR"]) / "portal.db-wal"
    command = ["serve", "--port", str(place.port)]
    with flask_running(command, environ={**place.environ, "PORTAL_WORKERS": "2"}) as server:
        server.wait_until_serving()
        beside = server.wait_for_worker()
        capacity = _capacity(place, ramp)
        names = {server.process.pid: "arbiter", beside: "jobs"}
        for pid in descendants(server.process.pid):
            names.setdefault(pid, f"{_called(pid, server.process.pid)} {pid}")
        with _looking(names, log, minutes * 60 * WARM) as seen:
            tally = drive(
                place.port,
                place.mix,
                connections=CONNECTIONS,
                seconds=minutes * 60,
                rate=capacity * SHARE,
            )
    watched, logs = seen
    return Soaked(capacity, tally, watched, max(logs, default=0.0))


def _called(pid: int, arbiter: int) -> str:
    """Return what a process is: a web worker, or one that renders texts or pictures for it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return "web" if f"PPid:\t{arbiter}\n" in status else "renderer"


def _capacity(place: Place, seconds: float) -> float:
    """Return how many good answers a second there are at most."""
    return max(
        drive(place.port, place.mix, connections=connections, seconds=seconds).rate
        for connections in RAMP
    )


@contextmanager
def _looking(
    names: Mapping[int, str], log: Path, after: float
) -> Iterator[tuple[list[Watched], list[float]]]:
    """Look at processes, from so many seconds on, and at the log of the database."""
    watched = {pid: Watched(name) for pid, name in names.items()}
    logs: list[float] = []
    stopped, begun = threading.Event(), time.monotonic()

    def look() -> None:
        every = min(EVERY, max(after, 0.1))
        while not stopped.wait(every):
            logs.append(log.stat().st_size / MB if log.exists() else 0.0)
            now = time.monotonic() - begun
            for pid, one in watched.items():
                if now >= after:
                    one.look(pid, now)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield list(watched.values()), logs
    finally:
        stopped.set()
        thread.join()


def main() -> None:
    """Soak, and print what was seen."""
    minutes, *database = sys.argv[1:] or ["30"]
    with tempfile.TemporaryDirectory() as folder:
        told = campaign(prepared(Path(folder), "".join(database)), float(minutes))
    asked = sum(told.tally.answers.values())
    print(f"capacity {told.capacity:.0f} answers/s, then {told.tally.rate:.0f}/s, {asked} in all")
    print(f"95 % within {statistics.quantiles(told.tally.seconds, n=20)[-1] * 1000:.0f} ms")
    print(*told.watched, sep="\n")
    print(f"log of the database at most {told.log:.1f} MB, errors {told.tally.errors}")
    assert told.faults() == [], told.faults()


if __name__ == "__main__":
    main()
