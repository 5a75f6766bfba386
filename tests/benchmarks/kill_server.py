"""Kills the whole portal while people write: `uv run python -m tests.benchmarks.kill_server 50`.

Three publishers write practices through the API and an editor approves them on the pages, while
the server with all its processes is killed with SIGKILL at a moment of chance, again and again.
What was answered as done must be there after each kill, nothing may be half published, and the
index must agree with the database once a worker has run. With an address of a PostgreSQL database
as second argument the portal keeps its rows there. Everything written is invented.
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post
from portal.core import audit
from portal.core.db import db, reading
from portal.core.permissions import Actor, Role
from portal.practices.models import Practice, PracticeState, PracticeTag, PracticeVersion
from portal.practices.models.drafts import Draft, DraftSave, ReviewRound
from portal.practices.services.versions import hash_of, tags_of
from portal.search import outbox
from tests.benchmarks.client import Client, browser_of
from tests.conftest import SECRET, make_app
from tests.factories.drafts import COMPLETE, EDITOR
from tests.factories.people import active
from tests.factories.practices import load_vocabularies_and_regions
from tests.servers import descendants, environ_of, flask_running, free_port, run_flask

REGIONS = ("35.78", "35.10", "33.14")
SAVES = 3  # of each practice before it is submitted


@dataclass
class Told:
    """What the server has answered as done."""

    saves: dict[tuple[str, int], str] = field(default_factory=dict)  # (slug, token): marker
    submitted: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)


def write(client: Client, region: str, told: Told, stopped: threading.Event) -> None:
    """Write one practice after another, noting what was acknowledged."""
    number = 0
    while not stopped.is_set():
        number += 1
        begun = client.call("POST", "/practices", {"region": region, "title": f"Uji {number}"})
        if begun is None or begun[0] != 201:
            stopped.wait(0.05)
            continue
        slug, token = begun[1]["slug"], begun[1]["token"]
        told.saves[slug, token] = ""
        for step in range(SAVES):
            marker = f"{slug} {step}"
            record = {**COMPLETE, "title": {"id": f"Uji {number}"}, "short_name": marker}
            saved = client.call(
                "PUT", f"/practices/{slug}/draft", {"token": token, "record": record}
            )
            if saved is None or saved[0] != 200:
                break
            token = saved[1]["token"]
            told.saves[slug, token] = marker
        else:
            sent = client.call("POST", f"/practices/{slug}/submit", {"token": token})
            if sent is not None and sent[0] == 200:
                told.submitted.add(slug)


def approve(client: Client, told: Told, stopped: threading.Event) -> None:
    """Approve whatever was submitted, noting what was acknowledged."""
    while not stopped.is_set():
        for slug in sorted(told.submitted - told.approved):
            if client.submit(f"/practices/{slug}/review/approve", round="1") == 303:
                told.approved.add(slug)
        stopped.wait(0.05)


def campaign(directory: Path, kills: int, *, database: str = "", seed: int = 0) -> dict[str, int]:
    """Kill `kills` times and return what happened; a broken promise raises AssertionError."""
    changes = {"PORTAL_SECRET_KEY": SECRET}  # so that a sign-in made here holds there
    if database:
        changes["PORTAL_DATABASE_URL"] = database
    app, rng, told, port = make_app(directory, **changes), random.Random(seed), Told(), free_port()
    with app.app_context():
        upgrade()
        load_vocabularies_and_regions()
        outbox.rebuild()
        acts = writers(app, port, told)
        stopped = threading.Event()
        threads = [threading.Thread(target=act, args=(stopped,)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            for _kill in range(kills):
                _serve_and_kill(directory, port, rng.uniform(0.5, 4.0), changes)
                check(told)
        finally:
            stopped.set()
            for thread in threads:
                thread.join()
        done = run_flask("worker", "--once", environ=environ_of(directory, **changes))
        assert done.returncode == 0, done.stderr
        assert outbox.drift() == []
        audit.verify()
        return {
            "kills": kills,
            "acknowledged saves": len(told.saves),
            "acknowledged submissions": len(told.submitted),
            "acknowledged approvals": len(told.approved),
            "lost": 0,
        }


def writers(app: Flask, port: int, told: Told) -> list[Callable[[threading.Event], None]]:
    """Return what three publishers and an editor do at a server until an event is set."""
    acts: list[Callable[[threading.Event], None]] = []
    for region in REGIONS:
        person = active(f"uji{region}@daerah.go.id", Post(role=Role.PUBLISHER, region=region))
        token = tokens.make(person, "uji", by=Actor(person))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        writer = Client(port, headers)
        acts.append(partial(write, writer, region, told))
    editor = browser_of(app, port, "rina@pusat.go.id", EDITOR)
    acts.append(partial(approve, editor, told))
    return acts


def _serve_and_kill(directory: Path, port: int, seconds: float, changes: Mapping[str, str]) -> None:
    """Serve for so many seconds from the first answer on, and kill every process at once."""
    environ = environ_of(directory, **changes)
    with flask_running(["serve", "--port", str(port)], environ=environ) as server:
        server.wait_until_serving()
        time.sleep(seconds)  # the kill comes at a moment of chance, and waits for nothing
        pid = server.process.pid
        for found in (pid, *descendants(pid)):
            os.kill(found, signal.SIGKILL)
        server.process.wait()


def check(told: Told) -> None:
    """Compare what was acknowledged before now with what is stored.

    Raises:
        AssertionError: naming what is lost or half done.
    """
    saves, submitted, approved = dict(told.saves), set(told.submitted), set(told.approved)
    with reading():
        practices = db.session.scalars(sa.select(Practice)).all()
        slugs = {practice.id: practice.slug for practice in practices}
        kept = {
            (slugs[row.practice_id], row.token): row.record.get("short_name", "")
            for row in db.session.scalars(sa.select(DraftSave))
        }
        rounds = {slugs[row.practice_id] for row in db.session.scalars(sa.select(ReviewRound))}
        public = set(map(_whole, practices)) - {None}
    assert {key: kept.get(key) for key in saves} == saves, "an acknowledged save is lost"
    assert submitted <= rounds, "an acknowledged submission is lost"
    assert approved <= public, "an acknowledged approval is lost"


def _whole(practice: Practice) -> str | None:
    """Return the slug of a practice that is public; nothing of it may be missing."""
    drafts = db.session.scalars(sa.select(Draft).where(Draft.practice_id == practice.id)).all()
    versions = db.session.scalars(
        sa.select(PracticeVersion).where(PracticeVersion.practice_id == practice.id)
    ).all()
    if practice.state is PracticeState.DRAFT:
        assert (len(drafts), versions) == (1, []), practice.slug
        return None
    (version,) = versions
    tags = db.session.scalar(sa.select(sa.func.count()).where(PracticeTag.version_id == version.id))
    assert practice.current_version_id == version.id
    assert practice.draft_state is None
    assert drafts == []
    assert version.content_hash == hash_of(version.record)
    assert tags == len(list(tags_of(version.record)))
    return practice.slug


if __name__ == "__main__":
    number, *address = sys.argv[1:] or ["50"]
    with tempfile.TemporaryDirectory() as folder:
        print(campaign(Path(folder), int(number), database="".join(address)))
