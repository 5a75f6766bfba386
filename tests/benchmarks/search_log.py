"""What the log of searches costs its reader: `uv run python -m tests.benchmarks.search_log`.

Asks one process for searches on pages and by the API, of an invented library, each twice in a row:
with the log, whose thread writes meanwhile, and without, by turns which comes first.
`search_log 1000 2000` takes so many practices and so many searches. Prints the milliseconds that a
search takes with and without at the median, the median of what the log adds to the same search,
and how many searches were written; ends with 1 if it adds more than 0.3 ms, or one is missing.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from portal.core.db import db, reading
from portal.needs import search
from portal.needs.models import SearchEvent
from portal.search import outbox
from portal.search.views import listing
from tests.benchmarks.pages import texts
from tests.benchmarks.served import machine
from tests.conftest import make_app
from tests.factories.practices import Words, load_vocabularies_and_regions, publish

PRACTICES, SEARCHES, WARM = 1000, 2000, 100
MOST = 0.3  # milliseconds
PATHS = ("/practices", "/api/v1/practices")


def main(practices: int = PRACTICES, searches: int = SEARCHES) -> int:
    """Measure and print, and return the code to end with."""
    rng = random.Random(1)
    asked = [text for text in texts(rng, Words(rng)) if text]
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            upgrade()
            load_vocabularies_and_regions()
            publish(practices)
            outbox.rebuild()
        client, log = app.test_client(), search.search_log(app)

        def ask(number: int) -> None:
            path = PATHS[number % len(PATHS)]
            client.get(path, query_string={"q": asked[number % len(asked)]})

        for number in range(WARM):
            _without(partial(ask, number))
        log.start()
        taken: dict[bool, list[float]] = {True: [], False: []}
        for number in range(searches):
            for logs in rng.sample([True, False], 2):
                run = partial(ask, number)
                run = run if logs else partial(_without, run)
                taken[logs].append(_milliseconds(run))
        log.stop()
        with app.app_context(), reading():
            written = db.session.scalar(sa.select(sa.func.count()).select_from(SearchEvent))
    return _report(taken, written or 0, searches)


def _without(run: Callable[[], object]) -> None:
    """Ask while nobody listens to searches."""
    heard = dict(listing._listeners)
    listing._listeners.clear()
    try:
        run()
    finally:
        listing._listeners.update(heard)


def _milliseconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def _report(taken: dict[bool, list[float]], written: int, searches: int) -> int:
    added = [on - off for on, off in zip(taken[True], taken[False], strict=True)]
    cost = statistics.median(added)
    print(machine())
    print(f"with the log: median {statistics.median(taken[True]):.2f} ms, n={searches}")
    print(f"without: median {statistics.median(taken[False]):.2f} ms, n={searches}")
    print(f"added to the same search: median {cost:.3f} ms, at most {MOST} asked for")
    print(f"written: {written} of {searches}")
    return int(cost > MOST or written != searches)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
