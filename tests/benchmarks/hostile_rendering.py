"""Hostile texts as people would send them: `uv run python -m tests.benchmarks.hostile_rendering`.

Renders every kind of hostile text in three sizes and as the largest that is accepted, two at once,
in the processes of the portal, while a bystander has an honest text rendered again and again.
Prints how long each took in seconds, and ends with 1 if one took longer than it may.
"""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from portal.core.rendering import render_safely
from portal.core.text import MAX_BYTES
from tests.benchmarks.hostile_text import GENERATORS, texts

SIZES = (500, 2900, 30_000)
AT_ONCE = 2
MOST_SECONDS = 3.0
MOST_BYSTANDER_SECONDS = 1.0
SHOWN = 8
HONEST = "Warga **memilah** sampah [1] setiap hari, lalu [menimbangnya](/pages/bank).\n\n" * 20


def hostile() -> Iterator[tuple[str, str]]:
    """Yield every text with its name."""
    for name, generate in GENERATORS.items():
        for size in SIZES:
            yield f"{name}, {size}", generate(size)[:MAX_BYTES]
    yield from texts()


def measure(name: str, source: str) -> tuple[float, str, bool]:
    """Return the seconds that a text took, its name, and whether it was shown as typed."""
    begun = time.monotonic()
    found = render_safely(source)
    return time.monotonic() - begun, name, found.degraded


def stand_by(over: threading.Event, taken: list[float]) -> None:
    """Have an honest text rendered until it is over."""
    while not over.is_set():
        seconds, _name, degraded = measure("bystander", HONEST)
        taken.append(MOST_SECONDS if degraded else seconds)


def main() -> int:
    """Render all, and tell."""
    over, waited = threading.Event(), list[float]()
    bystander = threading.Thread(target=stand_by, args=(over, waited))
    all_texts = [pair for pair in hostile() for _ in range(AT_ONCE)]
    render_safely("")
    bystander.start()
    with ThreadPoolExecutor(AT_ONCE) as callers:
        taken = list(callers.map(lambda pair: measure(*pair), all_texts))
    over.set()
    bystander.join()
    typed = sum(degraded for _seconds, _name, degraded in taken)
    p95 = sorted(waited)[len(waited) * 95 // 100]
    print(f"{len(taken)} texts, {typed} shown as typed")
    for seconds, name, degraded in sorted(taken, reverse=True)[:SHOWN]:
        print(f"{seconds:.2f} s  {name}{' (as typed)' if degraded else ''}")
    print(f"bystander: {len(waited)} texts, p95 {p95:.3f} s, longest {max(waited):.3f} s")
    return int(max(taken)[0] > MOST_SECONDS or p95 > MOST_BYSTANDER_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
