"""Who runs the portal takes a backup, loses everything, and restores it; and an old row is forged.

Everything is compared as people and programs see it: pages, API, tree, search, files.
"""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.core.db import db, end_transaction, reading
from portal.practices.models import PracticeVersion
from portal.threads.models import Thread
from tests.conftest import make_app
from tests.databases import ONE_DATABASE, Database, copied, using
from tests.factories.backed import GUARDED, OP, POSTS, fill
from tests.factories.drafts import SLUG
from tests.factories.people import signed_in_with_code

PAGES = (
    "/",
    "/practices",
    f"/practices/{SLUG}",
    f"/practices/{SLUG}/v1",
    f"/practices/{SLUG}/adoptions",
    "/regions/35.78",
    "/threads",
    "/en/practices?dimension=tata-kelola",
    "/feeds/practices.atom",
)
SEARCHES = ("/practices?q=antrean", "/practices?q=membayarnya", "/api/v1/practices?q=puskesmas")
PROGRAMS = ("/api/v1/practices?per_page=100", f"/api/v1/practices/{SLUG}", "/api/v1/adoptions")
Built = Callable[[str, Callable[[], object]], Path]


def _run(app: Flask, *arguments: str | Path) -> Result:
    end_transaction()
    with app.app_context():
        return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def _seen(app: Flask) -> dict[str, Any]:
    """Return what a visitor, the writer and the person who runs the portal see."""
    visitor = app.test_client()
    threads = _rows(sa.select(Thread.public_id))
    pages = [*PAGES, *SEARCHES, *PROGRAMS, *(f"/threads/{key}" for (key,) in threads)]
    sari = signed_in_with_code(app, "sari@uji.go.id")
    files = sorted(set(re.findall(r'"(/files/[^"? ]+)', _text(visitor, f"/practices/{SLUG}"))))
    assert files
    return {
        "people": _rows(sa.select(Person.id, Person.mail, Person.name, Person.state)),
        "versions": _rows(
            sa.select(PracticeVersion.practice_id, PracticeVersion.number)
            .add_columns(PracticeVersion.content_hash)
            .order_by(PracticeVersion.id)
        ),
        "pages": {path: _text(visitor, path) for path in pages},
        "draft": _text(sari, "/practices/draf-yang-belum-selesai/edit"),
        "files": {path: _file(visitor, path) for path in files},
    }


def _rows(query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    with reading():
        return [tuple(row) for row in db.session.execute(query)]


def _text(client: FlaskClient, path: str) -> str:
    """Return a page without what is new in each answer."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))


def _file(client: FlaskClient, path: str) -> str:
    with client.get(path) as answer:
        assert answer.status_code == 200, path
        return hashlib.sha256(answer.data).hexdigest()


def test_all_is_there_again_after_everything_was_lost(
    built: Built, database: Database, tmp_path: Path
) -> None:
    backup, home = tmp_path / "backup.zip", tmp_path / "data"
    with copied(database, built("backed", fill), home) as directory:
        app = make_app(directory)
        with app.app_context():
            before = _seen(app)
            taken = _run(app, "backup", backup)
            end_transaction()
            db.session.remove()
            db.engine.dispose()
        assert taken.exit_code == 0, taken.output
        database.drop(directory)
        shutil.move(directory / "static", tmp_path)  # what the program makes of itself
        shutil.rmtree(directory)
        directory.mkdir()
        shutil.move(tmp_path / "static", directory)
        _restored(backup, directory, database, before)


def _restored(backup: Path, directory: Path, database: Database, before: dict[str, Any]) -> None:
    """Begin with nothing but the backup, the settings and the program."""
    with using(database):
        app = make_app(directory)
    with app.app_context():
        done = _run(app, "restore", backup)
        assert done.exit_code == 0, done.output
        assert re.search(r"in \d+\.\d s \(checked \d+\.\d s, .*rows \d+\.\d s", done.output)
        assert _run(app, "worker", "--once").exit_code == 0
        assert "agree" in _run(app, "index", "verify").output
        assert "is whole" in _run(app, "audit", "verify").output

        after = _seen(app)
        for what, was in before.items():
            assert after[what] == was, what
        assert len(before["people"]) == len(POSTS)
        assert set(POSTS) > GUARDED
        _logged(signed_in_with_code(app, OP))


def _logged(op: FlaskClient) -> None:
    """The page of the audit chain tells who looks after the machine how long it took."""
    page = _text(op, "/admin/audit")
    assert "memulihkan cadangan" in page
    assert "membuat cadangan" not in page  # that came after the moment that the backup holds
    assert "seconds" in page


@ONE_DATABASE
def test_one_byte_of_an_old_row_in_the_file_is_noticed(
    built: Built, database: Database, tmp_path: Path
) -> None:
    """The file is SQLite's; rows of either database are forged in tests/core/test_audit.py."""
    with copied(database, built("backed", fill), tmp_path / "data") as directory:
        app = make_app(directory)
        with app.app_context():
            whole = _run(app, "audit", "verify").output
            ((details,),) = _rows(sa.text("SELECT details FROM audit_event WHERE seq = 3"))
            end_transaction()
            db.session.remove()
            db.engine.dispose()
        _forge(directory / "portal.db", details)

        with app.app_context():
            done = _run(app, "audit", "verify")
    assert "is whole" in whole
    assert done.exit_code == 1
    assert "Event 3 was changed: its hash is not that of what it says." in done.output


def _forge(file: Path, details: str) -> None:
    """Alter one byte of the first place where the file has what an event tells."""
    body = bytearray(file.read_bytes())
    place = body.index(details.encode())
    body[place + len(details) - 2] ^= 1
    file.write_bytes(bytes(body))
