"""How the portal bears growth: `uv run python -m tests.benchmarks.growth 1000 10000 30000`.

For each number of practices: seconds on the clock and of processors that a build of the index
takes, its megabytes, milliseconds until a changed practice is found, and milliseconds of CPU
(median / 95th percentile) of a search in the engine, of the page of results and of that of a
practice; and the anonymous memory of a web worker after 1,000 searches. With `--posts 1000000` so
many posts are stored beside the practices, on a PostgreSQL server, and the pages of discussions
with 10 and with 200 posts are measured too. Libraries are built once if `--data DIR` keeps them.
"""

import argparse
import platform
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa
from flask import Flask

from portal.core import jobs
from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeVersion
from portal.practices.queries import KIND
from portal.practices.services.versions import publish
from portal.search import outbox
from portal.search.finder import engine
from portal.search.query import parse
from tests.benchmarks.client import Client
from tests.benchmarks.nation import build, library
from tests.benchmarks.pages import measure, queries
from tests.benchmarks.talk import LENGTH, LONG, discussed
from tests.conftest import make_app
from tests.databases import of_server, using
from tests.factories.practices import Words
from tests.servers import descendants, environ_of, flask_running, free_port

STEPS = (1_000, 10_000, 30_000)
CHANGES = 5
ASKED = 1000
PAGES = 200
LONGEST = 60.0  # seconds until a change counts as lost
GZIP = {"Accept-Encoding": "gzip"}
MEGABYTE = 1_000_000
Figures = Sequence[float]


@dataclass
class Row:
    """What was measured at one size, by its name."""

    told: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, figures: Figures) -> None:
        """Take median and 95th percentile of figures."""
        p95 = statistics.quantiles(figures, n=20)[-1]
        self.told[name] = f"{statistics.median(figures):.1f} / {p95:.1f}"


@contextmanager
def _library(practices: int, posts: int, kept: Path | None) -> Iterator[Path]:
    """Give a portal with so many practices; one with posts too has its rows on PostgreSQL."""
    if not posts:
        with library(practices, kept) as directory:
            yield directory
        return
    from tests.postgres import server  # noqa: PLC0415  # it needs what only tests have

    with ExitStack() as stack:
        database = of_server(stack.enter_context(server()))
        stack.enter_context(using(database))
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        build(directory, practices)
        yield directory


def measured(directory: Path, posts: int) -> Row:
    """Measure the portal in a folder."""
    row = Row()
    app = make_app(directory)
    with app.app_context():
        if posts:
            threads = discussed(posts)
        _built(app, row)
        _changed(row)
        asked = queries(random.Random(1), Words(random.Random(0)))
        _searched(asked, row)
        chosen = sa.select(Practice.slug).order_by(Practice.id).limit(PAGES)
        slugs = db.session.scalars(chosen).all()
        db.session.remove()
    get = app.test_client().get
    pages = {"results": asked, "practice": [f"/practices/{slug}" for slug in slugs]}
    if posts:
        pages[f"{LONG} posts"] = [f"/threads/{threads[0]}"] * PAGES
        pages[f"{LENGTH} posts"] = [f"/threads/{key}" for key in threads[1 : PAGES + 1]]
    for name, addresses in pages.items():
        assert all(get(address).status_code == 200 for address in addresses[:10])
        row.add(f"{name} ms", measure(lambda address: get(address, headers=GZIP), addresses))
    with app.app_context():
        db.engine.dispose()
    row.told["worker MB"] = f"{_memory(directory, asked):.0f}"
    return row


def _taken() -> float:
    """Return the seconds of processor that this process and those it has buried have taken."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _built(app: Flask, row: Row) -> None:
    begun, taken = time.perf_counter(), _taken()
    outbox.rebuild()
    row.told["build s"] = f"{time.perf_counter() - begun:.0f}"
    row.told["build CPU s"] = f"{_taken() - taken:.0f}"
    files = (path for path in app.extensions["settings"].index_dir.rglob("*") if path.is_file())
    sizes = {stat.st_ino: stat.st_size for stat in (path.stat() for path in files)}
    row.told["index MB"] = f"{sum(sizes.values()) / MEGABYTE:.0f}"


def _changed(row: Row) -> None:
    """Change practices one after another, and wait for each until it is found."""
    engine().search(parse("layanan"), kind=KIND)
    taken = []
    for number in range(CHANGES):
        word = f"zz{number}kabel"
        with unit_of_work() as session:
            query = sa.select(Practice).order_by(Practice.id).offset(number)
            practice = session.scalars(query.limit(1)).one()
            version = session.get_one(PracticeVersion, practice.current_version_id)
            publish(session, practice, {**version.record, "short_name": word}, version.html)
        begun = time.perf_counter()
        jobs.run_once()
        while not engine().search(parse(word), kind=KIND).ranked:
            assert time.perf_counter() < begun + LONGEST, f"{word} is not found"
        taken.append((time.perf_counter() - begun) * 1000)
    row.told["change ms"] = f"{statistics.median(taken):.0f}"


def _searched(asked: Sequence[str], row: Row) -> None:
    texts = ["".join(parse_qs(urlsplit(address).query).get("q", [])) for address in asked]
    search: Callable[[str], object] = lambda text: engine().search(parse(text), kind=KIND)  # noqa: E731  # said once
    texts = [text for text in texts if text]
    row.add("cold search ms", measure(search, texts))
    row.add("search ms", measure(search, texts))


def _memory(directory: Path, asked: Sequence[str]) -> float:
    """Return the megabytes of anonymous memory of a web worker after many searches."""
    port = free_port()
    environ = environ_of(directory, PORTAL_WORKERS="1")
    with flask_running(["serve", "--port", str(port)], environ=environ) as server:
        server.wait_until_serving()
        beside = server.wait_for_worker()
        reader = Client(port, {})
        for number in range(ASKED):
            answer = reader.send("GET", asked[number % len(asked)])
            assert answer is not None
        found = [pid for pid in descendants(server.process.pid) if pid != beside]
        return max(map(_anonymous, found))


def _anonymous(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    (held,) = (int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
    return held * 1024 / MEGABYTE


def main() -> None:
    """Measure size by size, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("practices", type=int, nargs="*", default=STEPS)
    parser.add_argument("--posts", type=int, default=0, help="beside the practices, on PostgreSQL")
    parser.add_argument("--data", type=Path, help="where libraries are kept")
    asked = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    head = False
    for count in asked.practices:
        with _library(count, asked.posts, asked.data) as directory:
            told = {"practices": f"{count:,}", **measured(directory, asked.posts).told}
        if not head:
            print(f"| {' | '.join(told)} |\n|{'---|' * len(told)}", flush=True)
            head = True
        print(f"| {' | '.join(told.values())} |", flush=True)


if __name__ == "__main__":
    main()
