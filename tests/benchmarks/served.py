"""A server under the eyes of a benchmark: one connection, and the processor that each answer took.

The processor's time is that of all threads of the server's processes, which Linux counts in
nanoseconds (`/proc/<pid>/task/<tid>/schedstat`).
"""

import http.client
import platform
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GOOD = frozenset({200, 304})


@dataclass
class Taken:
    """What answers of a kind took: milliseconds of processor and of waiting, and bytes."""

    name: str
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the processor's milliseconds."""
        return statistics.median(self.cpu)

    def __str__(self) -> str:
        figures = (
            f"{statistics.median(taken):8.2f}{statistics.quantiles(taken, n=20)[-1]:8.2f}"
            for taken in (self.cpu, self.wall)
        )
        size = statistics.median(self.sizes) / 1000
        return f"{self.name:36}{''.join(figures)}{size:8.1f}{len(self.cpu):6}"


HEAD = f"{'':36}{'CPU p50':>8}{'p95':>8}{'wall p50':>8}{'p95':>8}{'KB':>8}{'n':>6}"


def machine() -> str:
    """Return what machine this is, in a line."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    load = Path("/proc/loadavg").read_text(encoding="utf-8").split()[0]
    named = f"{models[0]} x {len(models)}" if models else platform.processor()
    return f"{named}, Python {platform.python_version()}, load {load} at the start"


def spent(pids: Sequence[int]) -> float:
    """Return the milliseconds of processor that processes have taken so far."""
    taken = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            taken += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
    return taken / 1e6


class Asker:
    """Asks a server over one kept connection, as a browser would."""

    def __init__(self, port: int, pids: Sequence[int]) -> None:
        """Ask at a port; `pids` are the processes that answer."""
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._pids = pids

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, str]:
        """Return status, body as it was sent, and tag of an answer."""
        self._line.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
        answer = self._line.getresponse()
        return answer.status, answer.read(), answer.headers.get("ETag", "")

    def measured(self, name: str, paths: Sequence[str], *, again: bool = False) -> Taken:
        """Ask for each address, if `again` by its tag, and return what that took."""
        taken = Taken(name)
        for path in paths:
            headers = {"If-None-Match": self.get(path)[2]} if again else {}
            cpu, wall = spent(self._pids), time.perf_counter()
            status, body, _tag = self.get(path, headers)
            taken.wall.append((time.perf_counter() - wall) * 1000)
            taken.cpu.append(spent(self._pids) - cpu)
            taken.sizes.append(len(body))
            assert status == (304 if again else 200), (path, status)
        print(taken, flush=True)
        return taken
