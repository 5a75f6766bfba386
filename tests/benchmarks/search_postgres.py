"""Searching in PostgreSQL: `uv run python -m tests.benchmarks.search_postgres 30000`.

Builds an index of so many invented practices on a server of its own, and asks 200 mixed queries,
the commonest words among them: top ten, total and all facets. Once with nothing read before, then
with other queries of the same kind read before. CPU is that of the portal and of PostgreSQL.
"""

import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from portal.core.db import db
from portal.search.engine import Engine
from portal.search.engines.postgres import engine as postgres
from portal.search.facets import FacetTable
from portal.search.finder import engine
from portal.search.query import parse
from portal.search.tally import best, bits_of
from tests import databases
from tests.benchmarks.corpus import FACETS, KIND, Corpus
from tests.conftest import make_app
from tests.postgres import server

QUERIES = 200
SERVER = {"shared_buffers": "512MB"}
# From which to which place in the order of frequency words are drawn.
COMMONEST, COMMON, MEDIUM, RARE = (0, 12), (12, 200), (200, 3_000), (3_000, 12_000)


@dataclass(frozen=True)
class Asked:
    """A query with what was chosen of facets."""

    text: str
    chosen: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Took:
    """Milliseconds of a query: by the clock, and of both processes."""

    wall: float
    cpu: float


def mixed(words: Sequence[str], seed: int) -> Iterator[Asked]:
    """Yield queries: words of any frequency, phrases, prefixes, slips, with filters and without."""
    rng = random.Random(seed)

    def drawn(*bands: tuple[int, int]) -> list[str]:
        return [str(words[rng.randrange(*band)]) for band in bands]

    makers = (
        lambda: drawn(COMMONEST),
        lambda: drawn(COMMONEST, COMMONEST, COMMONEST),
        lambda: drawn(COMMONEST, COMMON, MEDIUM, RARE),
        lambda: drawn(MEDIUM, RARE),
        lambda: drawn(COMMON, MEDIUM),
        lambda: ['"' + " ".join(drawn(COMMONEST, COMMONEST)) + '"'],
        lambda: ['"' + " ".join(drawn(COMMON, MEDIUM)) + '"'],
        lambda: [drawn(MEDIUM)[0][:3] + "*"],
        lambda: [drawn(MEDIUM)[0] + "x"],
        lambda: [*drawn(COMMON, MEDIUM), "-" + drawn(COMMONEST)[0]],
    )
    for number in range(QUERIES):
        text = " ".join(makers[number % len(makers)]())
        name = rng.choice(list(FACETS))
        chosen = {name: (f"{name}-0",)} if rng.random() < 0.4 else {}
        yield Asked(text, chosen)


class Measured:
    """An engine with the facets of its practices, and the process that answers it."""

    def __init__(self, found: Engine, table: FacetTable) -> None:
        self._engine, self._table = found, table

    def ask(self, asked: Asked) -> Took:
        """Answer as the portal does: what matches, all facets, and the first ten."""
        wall, cpu = time.perf_counter(), self._cpu()
        matches = self._engine.search(parse(asked.text), kind=KIND)
        scores = self._table.spread(matches.keys, matches.scores)
        bits = bits_of(scores != 0)
        facets = list(self._table.facets(FACETS, asked.chosen, defaults={}, within=bits))
        selected = self._table.select(asked.chosen, within=bits)
        assert selected.bit_count() <= bits.bit_count()
        assert len(facets) == len(FACETS)
        best(scores, 10)
        return Took(1000 * (time.perf_counter() - wall), self._cpu() - cpu)

    def _cpu(self) -> float:
        return 1000 * (time.process_time() + sum(map(_seconds, self._backends())))

    def _backends(self) -> list[int]:
        """Return the processes of PostgreSQL that answer this one: those of its connections."""
        pool = db.engine.pool
        held = [record.driver_connection for record in list(pool._pool.queue)]  # type: ignore[attr-defined]  # nothing public tells
        return [made.info.backend_pid for made in held if made is not None]


def _seconds(pid: int) -> float:
    """Return how long a process has computed, to the nanosecond where the system tells."""
    ran = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(ran[0]) / 1e9


def told(took: Sequence[Took]) -> str:
    """Return p50 and p95 in words."""
    parts = []
    for name in ("cpu", "wall"):
        at = quantiles((getattr(one, name) for one in took), n=20)
        parts.append(f"{name} p50 {at[9]:.1f} p95 {at[18]:.1f} ms")
    return ", ".join(parts)


def measure(count: int) -> None:
    """Ask everything of the engine of the present portal, whose index is built."""
    corpus = Corpus(count)
    table = FacetTable.of(corpus.rows())
    words = corpus.words.tolist()
    postgres.MANY = sys.maxsize  # what is read beforehand would be counted here
    measured = Measured(engine(), table)
    measured.ask(Asked("", {}))  # connects, and reads which documents there are
    print(f"cold: {told([measured.ask(asked) for asked in mixed(words, 1)])}", flush=True)
    print(f"warm: {told([measured.ask(asked) for asked in mixed(words, 2)])}", flush=True)


def main(count: int) -> None:
    """Build, measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with server(SERVER) as made, tempfile.TemporaryDirectory() as folder:
        with databases.using(databases.of_server(made)):
            app = make_app(Path(folder))
        with app.app_context():
            begun, used = time.perf_counter(), time.process_time()
            found = engine().rebuild(Corpus(count).documents(), progress=lambda _count: None)
            wall, cpu = time.perf_counter() - begun, time.process_time() - used
            print(f"built {found} practices: {wall:.0f} s, CPU of the portal {cpu:.0f} s")
            measure(count)


if __name__ == "__main__":
    main(int(sys.argv[1]))
