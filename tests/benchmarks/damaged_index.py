"""Damages the index under a served portal: `uv run python -m tests.benchmarks.damaged_index 200`.

Each round deletes, truncates, overwrites or flips bits in one file of the index, or takes all of
it away, puts an older state in its place, or lets another process hold its lock, while people
search. Every page must answer 200 at every moment and never show what is not published, and
within 30 seconds results must be what they were, from the index again. Ends with code 1 if not.
"""

import fcntl
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from flask_migrate import upgrade

from portal.core import jobs
from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.search import outbox
from tests.benchmarks.client import Client
from tests.conftest import make_app
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.servers import environ_of, flask_running, free_port

PRACTICES = 60
HIDDEN = 7  # every which practice is not published any more
PATIENCE = 30.0  # seconds until the index must be right again
PAUSE = 0.3
PLAIN = "mode sederhana"
WORDS = ("layanan", "warga", "puskesmas sekolah", '"data aplikasi"', "")


def campaign(
    directory: Path, rounds: int, *, practices: int = PRACTICES, seed: int = 0
) -> dict[str, object]:
    """Damage the index so many times and return what happened.

    Raises:
        AssertionError: if a page broke, showed what is not published, or results stayed wrong.
    """
    rng, port = random.Random(seed), free_port()
    app, index, older = make_app(directory), directory / "index", directory / "older"
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        hidden = _fill(index, older, practices)
        db.session.remove()
        db.engine.dispose()
    with flask_running(["serve", "--port", str(port)], environ=environ_of(directory)) as server:
        server.wait_until_serving()
        server.wait_for_worker()
        reader = _Reader(Client(port, {}), hidden)
        right = reader.answers()
        took, how = [], Counter[str]()
        with reader.reading():
            for _round in range(rounds):
                name = rng.choice(list(DAMAGES))
                DAMAGES[name](rng, index, older)
                how[name] += 1
                took.append(reader.wait_for(right))
        assert reader.faults == [], reader.faults[:5]
    with app.app_context():
        assert outbox.drift() == []
    return {**how, "right again at the latest after s": round(max(took), 1), "pages": reader.pages}


def _fill(index: Path, older: Path, practices: int) -> list[str]:
    """Publish practices, keep a copy of the index, take some of them back, and return these."""
    slugs = sorted(publish(practices))
    outbox.rebuild()
    shutil.copytree(index, older)
    hidden = slugs[::HIDDEN]
    with unit_of_work() as session:
        for practice in session.query(Practice).filter(Practice.slug.in_(hidden)):
            practice.state = PracticeState.DRAFT
    jobs.run_once()
    return hidden


class _Reader:
    """Somebody who searches all the time and notes what must not be."""

    def __init__(self, client: Client, hidden: list[str]) -> None:
        self._client, self._hidden = client, hidden
        self.pages, self.faults = 0, list[str]()

    def _page(self, words: str) -> str:
        """Return a page of results as words; what differs from answer to answer is left out."""
        answer = self._client.send("GET", f"/practices?q={words.replace(' ', '+')}")
        self.pages += 1
        status, text = (answer[0], answer[1].decode()) if answer else (0, "")
        if status != 200:
            self.faults.append(f"{words}: {status}")
        self.faults += [f"{words}: {slug}" for slug in self._hidden if f'"{slug}"' in text]
        return text

    def answers(self) -> list[str]:
        """Return what is found for some words, as the index ranks it; empty without an index."""
        pages = [self._page(words) for words in WORDS]
        return [_slugs(page) if PLAIN not in page else "" for page in pages]

    def wait_for(self, right: list[str]) -> float:
        """Wait until results are right, and return the seconds."""
        begun = time.monotonic()
        while self.answers() != right:
            assert time.monotonic() - begun < PATIENCE, "the results stay wrong"
            time.sleep(PAUSE)
        return time.monotonic() - begun

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Search beside all else until the context is left."""
        stopped = threading.Event()

        def read() -> None:
            for words in cycle(WORDS):
                if stopped.wait(PAUSE):
                    return
                self._page(words)

        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()


def _slugs(page: str) -> str:
    return " ".join(part.partition('"')[0] for part in page.split('data-slug="')[1:])


def _victim(rng: random.Random, index: Path) -> Path:
    found = sorted(path for path in index.rglob("*") if path.is_file() and path.name != "lock")
    return rng.choice(found)


def _flip(rng: random.Random, index: Path, _older: Path) -> None:
    victim = _victim(rng, index)
    body = bytearray(victim.read_bytes())
    for _bit in range(8):
        if body:
            body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    _replaced(victim, bytes(body))


def _truncate(rng: random.Random, index: Path, _older: Path) -> None:
    victim = _victim(rng, index)
    body = victim.read_bytes()
    _replaced(victim, body[: rng.randrange(len(body) + 1)])


def _overwrite(rng: random.Random, index: Path, _older: Path) -> None:
    victim = _victim(rng, index)
    _replaced(victim, rng.randbytes(victim.stat().st_size))


def _delete(rng: random.Random, index: Path, _older: Path) -> None:
    _victim(rng, index).unlink()


def _delete_all(_rng: random.Random, index: Path, _older: Path) -> None:
    shutil.rmtree(index, ignore_errors=True)


def _replaced(victim: Path, body: bytes) -> None:
    """Put a damaged file in the place of a sound one, as it is found after a power cut."""
    damaged = victim.with_name(f"{victim.name}.damaged")
    damaged.write_bytes(body)
    damaged.replace(victim)


def _put_back(_rng: random.Random, index: Path, older: Path) -> None:
    shutil.rmtree(index, ignore_errors=True)
    shutil.copytree(older, index)


def _lock(rng: random.Random, index: Path, older: Path) -> None:
    with (index / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _flip(rng, index, older)
        time.sleep(rng.random())


Damage = Callable[[random.Random, Path, Path], None]
DAMAGES: dict[str, Damage] = {
    "flipped": _flip,
    "truncated": _truncate,
    "overwritten": _overwrite,
    "deleted": _delete,
    "all deleted": _delete_all,
    "an older state": _put_back,
    "locked and flipped": _lock,
}


def main() -> None:
    """Damage, and print what happened."""
    (rounds,) = sys.argv[1:] or ["200"]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = campaign(Path(folder), int(rounds))
    print(told, f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
