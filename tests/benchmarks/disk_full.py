"""Fills the portal's disk and frees it: `uv run python -m tests.benchmarks.disk_full 50`.

So often the disk with database, uploads and index is filled while somebody writes. What was
answered as done must be there, what was refused must be gone entirely, pages must be read
throughout, and when there is room again everything must go on by itself. Needs root, to mount.
"""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from portal.accounts.services import tokens
from portal.accounts.services.memberships import Post
from portal.core import jobs, mail, standing
from portal.core.db import db, end_transaction, reading
from portal.core.jobs import Job
from portal.core.permissions import Actor, Role
from portal.core.uploads.keeping import store
from portal.core.uploads.store import NoRoom
from portal.practices.models import Practice
from portal.search import outbox
from tests.conftest import make_app
from tests.factories.people import active, signed_in, token_on
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.small_disk import SmallDisk, small_disk

MEGABYTES = 64
MOST_WRITES = 500
PAGES = ("/", "/practices?q=layanan", "/regions/35", "/healthz", "/api/v1/practices")
MAIL = "sari@kota.go.id"


@dataclass
class Told:
    """What was answered: names of practices that were begun, and how many writes were refused."""

    kept: set[str] = field(default_factory=set)
    refused: int = 0


def campaign(directory: Path, rounds: int) -> dict[str, int]:
    """Fill and free the disk so often; a broken promise raises AssertionError."""
    told = Told()
    with small_disk(directory, MEGABYTES) as disk:
        app = make_app(directory)
        with app.app_context():
            _prepare()
            writer = signed_in(app, MAIL)
            headers = {"Authorization": f"Bearer {_token()}"}
            for number in range(rounds):
                _round(app, disk, writer, headers, told, number)
            db.session.remove()
            db.engine.dispose()
    return {"rounds": rounds, "kept": len(told.kept), "refused": told.refused, "lost": 0}


def _prepare() -> None:
    upgrade()
    load_vocabularies_and_regions()
    publish(5)
    outbox.rebuild()
    jobs.run_once()
    active(MAIL, Post(role=Role.PUBLISHER, region="35.78"))
    end_transaction()


def _token() -> str:
    with reading():
        person = db.session.scalar(sa.text("SELECT id FROM person LIMIT 1"))
    made = tokens.make(person, "uji", by=Actor(person))
    end_transaction()
    return made


def _round(  # noqa: PLR0913, PLR0917  # what a round is about
    app: Flask,
    disk: SmallDisk,
    writer: FlaskClient,
    headers: dict[str, str],
    told: Told,
    number: int,
) -> None:
    csrf = token_on(writer)
    reader = app.test_client()
    disk.fill()
    try:
        refused = _write_until_refused(reader, headers, told, f"Uji {number}")
        assert refused["status"] == 507, refused
        name, page = _change_until_refused(writer, csrf, f"Nama {number}")
        assert "Penyimpanan penuh" in page
        assert f'value="{name}"' in page
        assert [reader.get(page).status_code for page in PAGES] == [200] * len(PAGES)
        assert reader.get("/readyz").status_code == 503
        _refuses_upload()
        _let_the_worker_run()
        assert [reader.get(page).status_code for page in PAGES] == [200] * len(PAGES)
    finally:
        disk.empty()
    _check(reader, headers, told, number)


def _write_until_refused(
    reader: FlaskClient, headers: dict[str, str], told: Told, title: str
) -> dict[str, object]:
    """Begin practices until one is refused: the log of the database has some room of its own."""
    for step in range(MOST_WRITES):
        name = f"{title} {step} " + "x" * 60
        answer = reader.post(
            "/api/v1/practices", json={"region": "35.78", "title": name}, headers=headers
        )
        end_transaction()
        if answer.status_code != 201:
            told.refused += 1
            found: dict[str, object] = answer.get_json()
            return found
        told.kept.add(answer.get_json()["slug"])
    raise AssertionError("nothing was refused")


def _change_until_refused(writer: FlaskClient, csrf: str, begins: str) -> tuple[str, str]:
    """Change a name until that is refused, and return the name and the page that refuses it."""
    for step in range(MOST_WRITES):
        typed = {"name": f"{begins} yang diketik {step}", "locale": "id", "zone": "WIB"}
        answer = writer.post("/account", data={"csrf_token": csrf, **typed})
        if answer.status_code != 303:
            assert answer.status_code == 507, answer.status_code
            return typed["name"], answer.get_data(as_text=True)
    raise AssertionError("no name was refused")


def _refuses_upload() -> None:
    before = sum(1 for _path in store()._directory.rglob("*"))
    try:
        store().save({"body": bytes(100_000)})
    except NoRoom:
        assert sum(1 for _path in store()._directory.rglob("*")) <= before + 1
    else:
        raise AssertionError("an upload was kept without room")


def _let_the_worker_run() -> None:
    try:
        jobs.run_once()
    except sa.exc.OperationalError:
        end_transaction()
        db.session.remove()


def _check(reader: FlaskClient, headers: dict[str, str], told: Told, number: int) -> None:
    with reading():
        kept = set(db.session.scalars(sa.select(Practice.slug)))
        assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    assert told.kept <= kept, "an acknowledged write is lost"
    again = {"region": "35.78", "title": f"Sesudah {number}"}
    answer = reader.post("/api/v1/practices", json=again, headers=headers)
    assert answer.status_code == 201, answer.get_json()
    told.kept.add(answer.get_json()["slug"])
    assert reader.get("/readyz").status_code == 200
    standing.hurry_all()
    db.session.execute(sa.update(Job).values(leased_until=None))
    db.session.commit()
    jobs.run_once()
    assert [job for job in standing.failing(10) if job.kind != mail.JOB] == []  # there is no server
    assert outbox.drift() == []
    end_transaction()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(campaign(Path(folder) / "disk", int((sys.argv[1:] or ["50"])[0])))
