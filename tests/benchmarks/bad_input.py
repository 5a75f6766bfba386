"""Malformed requests by the thousand: `uv run python -m tests.benchmarks.bad_input 20000`.

Sends what no honest reader sends to pages and API, in one process over the starter library, and
prints how often each status was answered and how long answers took. Any 5xx is an error.
"""

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from flask_migrate import upgrade

from config import ROOT
from portal.core import content
from portal.practices.schemas.facets import FACETS
from portal.search import outbox
from tests.conftest import make_app

REQUESTS = 20_000
PLACES = (
    "/practices",
    "/en/practices",
    "/practices/{}",
    "/practices/tangsel-redkar/v{}",
    "/regions",
    "/regions/{}",
    "/pages/{}",
    "/api/v1/practices",
    "/api/v1/practices/{}",
    "/api/v1/regions",
    "/api/v1/regions/{}",
    "/{}",
)
NAMES = (*FACETS, "q", "page", "per_page", "sort", "exact", "x")
METHODS = ("GET",) * 8 + ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE")


def value(rng: random.Random) -> str:
    """Return a value as an address carries it: digits, bytes, long, hostile or plain."""
    kinds = (
        lambda: str(rng.randint(-(10**30), 10**30)),
        lambda: "".join(f"%{rng.randrange(256):02x}" for _byte in range(rng.randint(0, 40))),
        lambda: quote("".join(chr(rng.randrange(1, 0xD7FF)) for _letter in range(20))),
        lambda: "a" * rng.choice((1, 200, 201, 10_000)),
        lambda: rng.choice(("%00", "..%2f..%2fetc", "'", "%22", "*", "a*", "-a", "%ff", "[[", "")),
        lambda: rng.choice(("tata-kelola", "kesehatan", "35.10", "1", "newest", "stuntng")),
    )
    return rng.choice(kinds)()


def address(rng: random.Random) -> str:
    """Return a path with up to six parameters."""
    path = rng.choice(PLACES).format(value(rng))
    pairs = [f"{rng.choice(NAMES)}={value(rng)}" for _pair in range(rng.randint(0, 6))]
    return f"{path}?{'&'.join(pairs)}"


def main(count: int) -> None:
    """Send `count` requests and print what came back."""
    rng = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            upgrade()
            content.load(ROOT / "content")
            outbox.rebuild()
        client = app.test_client()
        statuses: Counter[int] = Counter()
        taken = []
        for _request in range(count):
            asked, method = address(rng), rng.choice(METHODS)
            begun = time.perf_counter()
            status = client.open(asked, method=method).status_code
            taken.append((time.perf_counter() - begun) * 1000)
            statuses[status] += 1
            if status >= 500:
                print(f"{status}: {method} {asked[:300]}")
    print(dict(sorted(statuses.items())))
    p99 = statistics.quantiles(taken, n=100)[-1]
    print(
        f"median {statistics.median(taken):.1f} ms, p99 {p99:.1f} ms, longest {max(taken):.1f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS)
