"""Many write while somebody else holds the database: `uv run python -m tests.benchmarks.busy 20`.

32 people write posts while another program holds the lock for which all writers take turns, for so
many seconds. Whoever would wait too long is to be answered 503 with Retry-After, nothing else may
fail, and what is there afterwards must be exactly what was acknowledged. With an address of a
PostgreSQL database as second argument the portal keeps its rows there. Ends with code 1 if not.
"""

import http.client
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post as Membership
from portal.core.db import db, reading
from portal.core.permissions import Actor, Role
from portal.threads.models import Post
from tests.benchmarks.kill_server import writing
from tests.conftest import SECRET, make_app
from tests.factories.drafts import actor_of
from tests.factories.people import active
from tests.factories.practices import load_vocabularies_and_regions
from tests.factories.threads import asked
from tests.servers import environ_of, flask_running, free_port

WRITERS, SECONDS = 32, 20.0
AROUND = 3.0  # seconds of writing before the lock and after it
PAUSE = 0.2
WRITTEN, REFUSED = 201, 503


@dataclass
class _Told:
    """What was answered: how often each status, the texts that were kept, the waits."""

    statuses: Counter[int] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    unexplained: int = 0  # refusals that did not say when to come again


def _write(port: int, path: str, token: str, told: _Told, stopped: threading.Event) -> None:
    """Write one post after another."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for number in count():
        if stopped.wait(PAUSE):
            return
        text, begun = f"Tulisan {token[-8:]} {number}", time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        body = json.dumps({"kind": "comment", "text": text})
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        told.waits.append(time.monotonic() - begun)
        told.statuses[answer.status] += 1
        told.unexplained += answer.status == REFUSED and answer.headers["Retry-After"] is None
        if answer.status == WRITTEN:
            told.kept.append(text)


def campaign(
    directory: Path,
    seconds: float,
    *,
    around: float = AROUND,
    writers: int = WRITERS,
    database: str = "",
) -> dict[str, object]:
    """Hold the lock for so long and return what was answered.

    Raises:
        AssertionError: if anything failed in another way, or other posts are there than were kept.
    """
    changes = {"PORTAL_SECRET_KEY": SECRET}
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    app, port, told = make_app(directory, **changes), free_port(), _Told()
    command = ["serve", "--port", str(port)]
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        post = Membership(role=Role.OFFICER, region="35.10")
        people = [active(f"petugas{number}@daerah.go.id", post) for number in range(writers)]
        path = f"/api/v1/threads/{asked(actor_of(people[0]))}/posts"
        keys = [tokens.make(person, "uji", by=Actor(person)) for person in people]
        db.session.remove()
        with flask_running(command, environ=environ_of(directory, **changes)) as server:
            server.wait_until_serving()
            with writing([partial(_write, port, path, key, told) for key in keys]):
                time.sleep(around)
                with db.engine.begin() as other:  # takes the lock, as every writer does
                    other.execute(sa.select(1))
                    time.sleep(seconds)
                time.sleep(around)
        with reading():
            stored = Counter(db.session.scalars(sa.select(Post.source).where(Post.number > 1)))
    assert set(told.statuses) <= {WRITTEN, REFUSED}, told.statuses
    assert told.unexplained == 0
    assert stored == Counter(told.kept), (stored.total(), len(told.kept))
    return {**told.statuses, "lost": 0, "longest wait in s": round(max(told.waits), 1)}


def main() -> None:
    """Hold the lock, and print what was answered."""
    seconds, *database = sys.argv[1:] or [str(SECONDS)]
    with tempfile.TemporaryDirectory() as folder:
        print(campaign(Path(folder), float(seconds), database="".join(database)))


if __name__ == "__main__":
    main()
