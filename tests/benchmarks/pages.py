"""Whole requests beside Datasette: `uv run --group benchmarks python -m tests.benchmarks.pages`.

Serves an invented library with the production server, and the same texts with Datasette, and asks
both over one connection, by turns of kinds. `pages 30000 DIR` takes so many practices, from a
folder below DIR that is kept. Prints for each kind the milliseconds of processor that the server's
processes took for an answer, those until it had come, and its size by gzip; then how long it took
from the start of `serve` to the first page, and what the two take in proportion. "First" is an
answer that was never given before, "again" one that was, and "unchanged" one that its reader has.
"""

import random
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_plus

from tests.benchmarks import nation, peer
from tests.benchmarks.served import HEAD, Asker, Taken, machine
from tests.factories.practices import Words
from tests.servers import descendants, environ_of, flask_running, free_port

PRACTICES = 1000
QUERIES = 200
WARM = 20
FILTERS = ("", "dimension=kehidupan", "sector=kesehatan&sector=sosial", "kind=kota&evidence=2")
SEARCHED, DOCUMENT = "search with facets", "practice"


def texts(rng: random.Random, words: Words) -> list[str]:
    """Return what is typed: 1-4 words, phrases, prefixes, and now and then nothing."""
    made = []
    for number in range(QUERIES):
        text = words.text(rng.randint(1, 4)).rstrip(".").lower()
        if number % 10 == 0:
            text = f'"{" ".join(text.split()[:2])}"'
        elif number % 10 == 1:
            text = f"{text.split()[0][:4]}*"
        elif number % 10 == 2:
            text = ""
        made.append(text)
    return made


def queries(rng: random.Random, words: Words) -> list[str]:
    """Return addresses of mixed searches, with filters or without."""
    return [f"/practices?q={quote_plus(text)}&{rng.choice(FILTERS)}" for text in texts(rng, words)]


def measure(call: Callable[[str], object], addresses: Sequence[str]) -> list[float]:
    """Return the milliseconds of this process's CPU that each address takes."""
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


def ours(directory: Path, slugs: Sequence[str]) -> dict[str, Taken]:
    """Serve a folder and return what its answers took."""
    port, began = free_port(), time.monotonic()
    environ = environ_of(directory, PORTAL_WORKERS="1")
    with flask_running(["serve", "--port", str(port)], environ=environ) as server:
        server.wait_until_serving()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            answer.read()
        print(f"from the start of serve to the first page: {time.monotonic() - began:.2f} s")
        beside = server.wait_for_worker()
        pids = [pid for pid in descendants(server.process.pid) if pid != beside]
        return _asked(Asker(port, pids), slugs)


def _asked(asker: Asker, slugs: Sequence[str]) -> dict[str, Taken]:
    rng = random.Random(1)
    found = queries(rng, Words(random.Random(0)))
    drawn = rng.sample(list(slugs), min(QUERIES + WARM, len(slugs)))
    practices = [f"/practices/{slug}" for slug in drawn]
    for path in (*practices[:WARM], *found[:WARM]):
        asker.get(f"{path}{'&' if '?' in path else '?'}warm=1")
    practices = practices[WARM:]
    # So few that all of them are kept.
    again, searched = practices[:50] * 4, found[:50] * 4
    return {
        "home": asker.measured("home, again", ["/"] * QUERIES),
        DOCUMENT: asker.measured("practice, first", practices),
        "again": asker.measured("practice, again", again),
        "unchanged": asker.measured("practice, unchanged", again, again=True),
        SEARCHED: asker.measured("results, first", found),
        "searched": asker.measured("results, again", searched),
        "known": asker.measured("results, unchanged", searched[:100], again=True),
    }


def theirs(file: Path, slugs: Sequence[str]) -> dict[str, Taken]:
    """Serve the same with Datasette and return what its answers took."""
    asked = [peer.search_address(text.strip('"*')) for text in _typed()]
    with peer.serving(file) as (port, pid):
        asker = Asker(port, [pid])
        shown = peer.documents(slugs, min(QUERIES, len(slugs)))
        for path in (*shown[:WARM], *asked[:WARM]):
            asker.get(path)
        return {
            DOCUMENT: asker.measured("Datasette, row", shown),
            SEARCHED: asker.measured("Datasette, search and 5 facets", asked),
        }


def _typed() -> list[str]:
    return texts(random.Random(1), Words(random.Random(0)))


def main(count: int, kept: Path | None) -> None:
    """Fill, serve, ask and print."""
    with nation.library(count, kept) as directory, TemporaryDirectory() as folder:
        file = Path(folder) / "nation.db"
        slugs = peer.copied(directory / "portal.db", file)
        print(f"{machine()}; {len(slugs)} practices\n{HEAD}", flush=True)
        own = ours(directory, slugs)
        other = theirs(file, slugs)
    less = other[SEARCHED].median / own[SEARCHED].median
    share = own[DOCUMENT].median / other[DOCUMENT].median
    print(f"a search with facets takes Datasette {less:.1f} times the processor of ours")
    print(f"a practice takes {share:.2f} of the processor of Datasette's row")


if __name__ == "__main__":
    size, *folder = sys.argv[1:] or [str(PRACTICES)]
    main(int(size), Path(folder[0]) if folder else None)
