"""From approval to found: `uv run python -m tests.benchmarks.findable 20 [30000] [--data DIR]`.

In a library of a nation's size, on a server with two web workers and the job worker, an editor
approves drafts one after another over HTTP. Prints the seconds from the answer until a search for
a word of the text first finds it, and until both web workers find it; and how long other readers'
requests take meanwhile, beside those of as many seconds of quiet. With `--rebuild` the index is
built anew all the while. With DIR the library is built once and kept there. All texts are invented.
"""

import argparse
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask

from portal.core.db import db, reading
from portal.core.jobs import Job
from portal.practices.queries import KIND
from portal.search.registry import index_job
from tests.benchmarks.client import Client, browser_of
from tests.benchmarks.nation import NATION, library
from tests.conftest import SECRET, make_app
from tests.factories.drafts import EDITOR, PUBLISHER, somebody, submitted, written
from tests.factories.practices import COMMON, SYLLABLES
from tests.servers import environ_of, flask_running, free_port

IN_A_ROW = 12  # answers that find it, after which no worker is left that does not
PAUSE = 0.02  # seconds between two searches for a text
READING = 0.1  # seconds between two requests of another reader
QUIET = 10.0  # seconds before the first approval
LONGEST = 60.0  # seconds until a text counts as lost
SPIKE = 100.0  # milliseconds


@dataclass
class Waited:
    """Seconds from each approval until the text was found, and milliseconds of other requests."""

    first: list[float] = field(default_factory=list)
    everywhere: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        spikes = sum(taken > statistics.median(self.quiet) + SPIKE for taken in self.meanwhile)
        return "\n".join(
            (
                f"found first: {_figures(self.first, 's')}",
                f"found everywhere: {_figures(self.everywhere, 's')}",
                f"others in quiet: {_figures(self.quiet, 'ms')}",
                f"others meanwhile: {_figures(self.meanwhile, 'ms')}",
                f"others more than {SPIKE:.0f} ms above the quiet median: {spikes}",
            )
        )


def _figures(taken: Sequence[float], unit: str) -> str:
    p95 = statistics.quantiles(taken, n=20)[-1]
    shown = f"median {statistics.median(taken):.2f}, p95 {p95:.2f}, max {max(taken):.2f} {unit}"
    return f"{shown}, n={len(taken)}"


def campaign(directory: Path, approvals: int, *, seed: int = 0, rebuilding: bool = False) -> Waited:
    """Approve so many drafts in the library of a folder and return how long finding them took."""
    rng, app, port, waited = random.Random(seed), make_app(directory), free_port(), Waited()
    with app.app_context():
        waiting = _submitted(rng, approvals)
        editor = browser_of(app, port, "rina@pusat.go.id", EDITOR)
        slugs = _slugs(app)
    environ = environ_of(directory, PORTAL_SECRET_KEY=SECRET)  # so that who signed in here is there
    with flask_running(["serve", "--port", str(port)], environ=environ) as server:
        server.wait_until_serving()
        server.wait_for_worker()
        reader = Client(port, {})
        _settle(app, reader)
        with _others(reader, rng, slugs, waited.quiet):
            time.sleep(QUIET)
        beside = (
            flask_running(["index", "rebuild"], environ=environ) if rebuilding else nullcontext()
        )
        with beside, _others(reader, rng, slugs, waited.meanwhile):
            for slug, word in waiting.items():
                assert editor.submit(f"/practices/{slug}/review/approve", round="1") == 303
                first, everywhere = _found(reader, slug, word)
                waited.first.append(first)
                waited.everywhere.append(everywhere)
    return waited


def _submitted(rng: random.Random, count: int) -> dict[str, str]:
    """Return {slug: word of its own} of new practices that wait for an editor."""
    author = somebody("sari@kota.go.id", PUBLISHER)
    words = ["".join(rng.choices(SYLLABLES, k=7)) for _ in range(count)]
    made = {written(author, title=f"Antrean {word} satu pintu"): word for word in words}
    for slug in made:
        submitted(author, slug)
    return made


def _slugs(app: Flask) -> list[str]:
    """Return the addresses of some practices that readers open."""
    answer = app.test_client().get("/api/v1/practices?per_page=50").get_json()
    return [item["slug"] for item in answer["items"]]


def _settle(app: Flask, reader: Client) -> None:
    """Wait until the index lacks nothing and both web workers have answered often."""
    until = time.monotonic() + LONGEST
    with app.app_context():
        while _jobs():
            assert time.monotonic() < until, "the worker does not come to rest"
            time.sleep(0.2)
    for word in COMMON:
        _get(reader, f"/practices?q={word}")


def _jobs() -> int:
    with reading():
        asked = sa.select(sa.func.count(Job.id)).where(Job.kind == index_job(KIND))
        return db.session.scalar(asked) or 0


def _found(reader: Client, slug: str, word: str) -> tuple[float, float]:
    """Return the seconds until a search first finds a text, and until every worker's does."""
    begun, first = time.monotonic(), 0.0
    row: list[float] = []
    while len(row) < IN_A_ROW:
        hit = f'/practices/{slug}"' in _get(reader, f"/practices?q={quote(word)}")
        seconds = time.monotonic() - begun
        row = [*row, seconds] if hit else []
        first = first or sum(row[:1])
        assert seconds < LONGEST, f"{slug} is not found"
        time.sleep(PAUSE)
    return first, row[0]


@contextmanager
def _others(
    reader: Client, rng: random.Random, slugs: Sequence[str], taken: list[float]
) -> Iterator[None]:
    """Let another reader search and read meanwhile, and keep the milliseconds of each request."""
    stopped = threading.Event()

    def read() -> None:
        while not stopped.wait(READING):
            pages = (f"/practices/{rng.choice(slugs)}", f"/practices?q={rng.choice(COMMON)}")
            begun = time.perf_counter()
            _get(reader, rng.choice(pages))
            taken.append((time.perf_counter() - begun) * 1000)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _get(reader: Client, path: str) -> str:
    answer = reader.send("GET", path)
    assert answer is not None
    assert answer[0] == 200, (path, answer[0])
    return answer[1].decode()


def main() -> None:
    """Build or copy the library, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("approvals", type=int, nargs="?", default=20)
    parser.add_argument("practices", type=int, nargs="?", default=NATION)
    parser.add_argument("--data", type=Path, help="where libraries are kept")
    parser.add_argument("--rebuild", action="store_true", help="build the index anew meanwhile")
    asked = parser.parse_args()
    with library(asked.practices, asked.data) as directory:
        print(campaign(directory, asked.approvals, rebuilding=asked.rebuild))


if __name__ == "__main__":
    main()
