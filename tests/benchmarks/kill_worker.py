"""Kills the worker while practices change: `uv run python -m tests.benchmarks.kill_worker 30`.

Each round starts a real worker process, publishes, changes and withdraws practices, and kills the
worker with SIGKILL at a moment of chance. Then the index must answer, hold nothing that is not
public, and agree with the database once a worker has run to its end.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask_migrate import upgrade

from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.services.versions import store_compilations
from portal.search import finder, outbox
from portal.search.engine import IndexUnavailable
from portal.search.query import parse
from tests.conftest import make_app
from tests.factories.practices import Words, load_vocabularies_and_regions, record
from tests.servers import environ_of, run_flask

PRACTICES = 12


def campaign(directory: Path, rounds: int, *, seed: int = 0) -> dict[str, int]:
    """Run `rounds` rounds and return what happened; an index that lies raises AssertionError."""
    rng = random.Random(seed)
    words = Words(rng, 400)
    app = make_app(directory)
    environ = environ_of(directory)
    told = {"kills": 0, "changes": 0, "unavailable": 0}
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        outbox.rebuild()
        for _round in range(rounds):
            with subprocess.Popen(
                [sys.executable, "-m", "flask", "worker"], env=environ, stderr=subprocess.DEVNULL
            ) as worker:
                try:
                    until = time.monotonic() + rng.uniform(0.8, 2.5)
                    while time.monotonic() < until:
                        _change(rng, words)
                        told["changes"] += 1
                finally:
                    worker.kill()
            told["kills"] += 1
            told["unavailable"] += _unavailable()
            done = run_flask("worker", "--once", environ=environ)
            assert done.returncode == 0, done.stderr
            assert outbox.drift() == []
    return told


def _change(rng: random.Random, words: Words) -> None:
    slug = f"uji-{rng.randrange(PRACTICES)}"
    with unit_of_work() as session:
        store_compilations(session, {slug: record(rng, words, status="active")})
        practice = session.query(Practice).filter_by(slug=slug).one()
        hidden = rng.random() < 0.3
        practice.state = PracticeState.DRAFT if hidden else PracticeState.PUBLISHED


def _unavailable() -> int:
    try:
        finder.engine().search(parse("layanan"), kind="practice")
    except IndexUnavailable:
        return 1
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(campaign(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 30))
