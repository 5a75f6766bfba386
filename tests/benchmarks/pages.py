"""Server CPU of the results page and the practice page: `uv run python -m tests.benchmarks.pages`.

Over 1,000 invented practices (Zipf-distributed words), in one process, without network. Prints
milliseconds of CPU: median and 95th percentile.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flask.testing import FlaskClient
from flask_migrate import upgrade

from portal.search import outbox
from tests.conftest import make_app
from tests.factories.practices import Words, load_vocabularies_and_regions, publish

PRACTICES = 1000
QUERIES = 200
FILTERS = ("", "dimension=kehidupan", "sector=kesehatan&sector=sosial", "kind=kota&evidence=2")


def queries(rng: random.Random, words: Words) -> list[str]:
    """Return addresses of mixed searches: 1-4 words, phrases, prefixes, filters."""
    made = []
    for number in range(QUERIES):
        text = words.text(rng.randint(1, 4)).rstrip(".").lower()
        if number % 10 == 0:
            text = f'"{" ".join(text.split()[:2])}"'
        elif number % 10 == 1:
            text = f"{text.split()[0][:4]}*"
        elif number % 10 == 2:
            text = ""
        made.append(f"/practices?q={text.replace(' ', '+')}&{rng.choice(FILTERS)}")
    return made


def measure(call: Callable[[str], object], addresses: Sequence[str]) -> list[float]:
    """Return the milliseconds of CPU that each address takes."""
    taken = []
    for address in addresses:
        begun = time.process_time()
        call(address)
        taken.append((time.process_time() - begun) * 1000)
    return taken


def report(name: str, taken: Sequence[float]) -> None:
    """Print a line of figures."""
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"{name}: median {statistics.median(taken):.1f} ms, p95 {p95:.1f} ms, n={len(taken)}")


def main(count: int = PRACTICES) -> None:
    """Build the corpus and measure."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            upgrade()
            load_vocabularies_and_regions()
            records = publish(count)
            begun = time.perf_counter()
            outbox.rebuild()
            print(f"index of {count} practices built in {time.perf_counter() - begun:.1f} s")
        client: FlaskClient = app.test_client()
        gzip = {"Accept-Encoding": "gzip"}
        rng = random.Random(1)
        addresses = queries(rng, Words(random.Random(0)))
        assert all(client.get(address).status_code == 200 for address in addresses[:20])
        report("results, first time", measure(lambda a: client.get(a, headers=gzip), addresses))
        report("results, again", measure(lambda a: client.get(a, headers=gzip), addresses))
        pages = [f"/practices/{slug}" for slug in rng.sample(sorted(records), 200)]
        report("practice page", measure(lambda a: client.get(a, headers=gzip), pages))
        report("home", measure(lambda a: client.get(a, headers=gzip), ["/"] * 50))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PRACTICES)
