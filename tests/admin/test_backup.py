"""Backup, restore and move: nothing is lost between databases, and nothing damaged comes in."""

import hashlib
import json
import queue
import resource
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask_migrate import downgrade

from portal.accounts.models import ApiToken, Person, SignIn
from portal.admin.backup import moving, restoring
from portal.core import audit
from portal.core.db import db, end_transaction, reading
from portal.core.health import is_migrated
from portal.core.settings import Settings, current_settings
from portal.core.tracking import OWN
from portal.core.uow import unit_of_work
from portal.core.uploads.keeping import store
from portal.practices.models import Practice
from tests.api.programs import PRACTICES, Program
from tests.conftest import SECRET, _copy
from tests.databases import NAMES, ONE_DATABASE, Database, another_process
from tests.factories.backed import ODD, fill
from tests.factories.clock import at
from tests.factories.drafts import REGION
from tests.factories.people import PASSWORD, active, signed_in

SHUT = {"sign_in", "api_token"}  # what a restore ends
TOLD = {"audit_event", "job"}  # what tells of backup and restore
MOVING = {OWN}  # numbers that any statement moves
COMMENT = b"sokoguru-backup sha256="
Elsewhere = Callable[[str], Flask]


@pytest.fixture
def app(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Flask]:
    """Give a portal of its own with something of everything."""
    with _copy(database, built("backed", fill), tmp_path) as made:
        yield made


def run(app: Flask, *arguments: str | Path) -> Result:
    """Run a command of a portal."""
    end_transaction()  # one of the test would keep the command from writing
    with app.app_context():
        return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def backed_up(app: Flask, path: Path) -> Mapping[str, Any]:
    """Return the manifest of a new backup."""
    done = run(app, "backup", path)
    assert done.exit_code == 0, done.output
    return manifest_of(path)


def manifest_of(path: Path) -> Mapping[str, Any]:
    with zipfile.ZipFile(path) as packed:
        found: Mapping[str, Any] = json.loads(packed.read("manifest.json"))
        return found


def rows_of(manifest: Mapping[str, Any], *without: str) -> dict[str, tuple[int, str]]:
    """Return the number and the hash of the rows of each table."""
    return {
        name: (table["rows"], table["sha256"])
        for name, table in manifest["tables"].items()
        if name not in MOVING.union(without)
    }


def test_a_backup_comes_back_whole_on_either_database(
    app: Flask, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    head = audit.verify()
    before = backed_up(app, tmp_path / "a.zip")

    for name in NAMES:
        place = elsewhere(name)
        done = run(place, "restore", tmp_path / "a.zip")
        assert done.exit_code == 0, done.output
        assert "Everybody signs in anew" in done.output
        assert "PORTAL_SECRET_KEY" not in done.output
        with place.app_context():
            after = backed_up(place, tmp_path / f"{name}.zip")
            assert rows_of(after, *SHUT, *TOLD) == rows_of(before, *SHUT, *TOLD)
            assert after["files"] == before["files"]
            assert [name for name, _part, _path in store().kept()]
            _nobody_gets_in()
            _goes_on(place, head)
    assert before["missing_files"] == []
    assert len(before["files"]) >= 4
    assert all(before["tables"][name]["rows"] for name in ("person", "adoption", "post", *SHUT))


def _nobody_gets_in() -> None:
    with reading():
        for model in (SignIn, ApiToken):
            rows = db.session.scalars(sa.select(model.revoked_at)).all()
            assert rows
            assert None not in rows


def _goes_on(place: Flask, head: audit.Head) -> None:
    """The chain and the numbers go on where they were, and people sign in."""
    assert audit.verify(expect=head.hash).seq == head.seq + 2  # restored, and backed up again
    with reading():
        last = db.session.scalar(sa.select(sa.func.max(Person.id)))
    assert active("baru@uji.go.id") > (last or 0)
    assert signed_in(place, "bayu@uji.go.id").get("/account").status_code == 200


def test_what_was_acknowledged_before_a_backup_is_in_it(
    app: Flask, elsewhere: Elsewhere, database: Database, tmp_path: Path
) -> None:
    """Four write without a pause; tests/benchmarks/backups.py does it at a real server."""
    acknowledged: queue.SimpleQueue[str] = queue.SimpleQueue()
    stopped = threading.Event()
    programs = [Program(app, "sari@uji.go.id") for _number in range(4)]
    end_transaction()

    def write(program: Program) -> None:
        while not stopped.is_set():
            begun = {"region": REGION, "title": "Ditulis sementara itu"}
            acknowledged.put(program.told("POST", PRACTICES, begun, 201)["slug"])

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, program) for program in programs]
        before = {acknowledged.get(timeout=30) for _number in range(8)}
        taken = run(app, "backup", tmp_path / "a.zip")
        during = acknowledged.get(timeout=30)  # nobody had to wait for the end of the backup
        stopped.set()
        for writer in writers:
            writer.result()

    assert (taken.exit_code, during in before) == (0, False), taken.output
    place = elsewhere(database.name)
    assert run(place, "restore", tmp_path / "a.zip").exit_code == 0
    with place.app_context(), reading():
        assert before <= set(db.session.scalars(sa.select(Practice.slug)))
    with place.app_context():
        assert audit.verify().seq > len(before)


def test_a_backup_keeps_no_secret_and_is_for_its_owner(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "kept"
    path.mkdir()

    first = run(app, "backup", path)
    (written,) = path.iterdir()
    again = run(app, "backup", written)

    assert first.exit_code == 0
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert [*path.iterdir()] == [written]
    with zipfile.ZipFile(written) as packed:
        held = b"".join(packed.read(name) for name in packed.namelist())
    assert SECRET.encode() not in held
    assert json.dumps(ODD, ensure_ascii=False)[1:-1].split(" ")[0].encode() in held
    settings = manifest_of(written)["settings"]
    assert "secret_key" not in settings
    assert settings["base_url"] == "http://127.0.0.1:8000"


def test_a_disk_that_is_full_leaves_no_half_backup(app: Flask, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    place.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    end_transaction()
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))  # bytes that a file may have
    try:
        done = run(app, "backup", place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in done.output
    assert [*place.iterdir()] == []


def test_passwords_of_mail_and_database_are_masked(empty_app: Flask, tmp_path: Path) -> None:
    settings = current_settings()
    mail = "smtp+starttls://pengirim:rahasia-surel@surel.example:587"
    empty_app.extensions["settings"] = replace(settings, mail_url=mail)

    backed_up(empty_app, tmp_path / "a.zip")

    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert b"rahasia-surel" not in b"".join(map(packed.read, packed.namelist()))


def resealed(path: Path, entries: Mapping[str | zipfile.ZipInfo, bytes]) -> Path:
    """Write an archive of our own making that ends as a backup does."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, body in entries.items():
            packed.writestr(name, body)
        packed.comment = COMMENT + b"0" * 64
    sealed = path.read_bytes()[:-64]
    path.write_bytes(sealed + hashlib.sha256(sealed).hexdigest().encode())
    return path


def told(manifest: Mapping[str, Any], **changes: Any) -> bytes:
    return json.dumps({**manifest, **changes}).encode()


def forged(path: Path, entries: Mapping[str, bytes]) -> dict[str, tuple[dict[Any, bytes], str]]:
    """Return archives that somebody has made to do harm, and what is said of each."""
    manifest = json.loads(entries["manifest.json"])
    table = manifest["tables"]["person"]
    link = zipfile.ZipInfo("files/aa/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    slip = "files/../../escaped"
    slipped = {**manifest["files"], slip: {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}}
    lines = b'["x"]\n'
    cut = {**table, "rows": 1, "size": len(lines), "sha256": hashlib.sha256(lines).hexdigest()}
    short = {**manifest["tables"], "person": cut}
    fewer = {name: columns for name, columns in manifest["tables"].items() if name != "person"}
    without = {name: body for name, body in entries.items() if name != "tables/person.jsonl"}
    return {
        "slip": ({**entries, "manifest.json": told(manifest, files=slipped), slip: b"x"}, slip),
        "more": ({**entries, "index/MAIN_1.toc": b"x"}, "index/MAIN_1.toc"),
        "link": ({**entries, link: b"/etc/passwd"}, "files/aa/link"),
        "less": (without, "tables/person.jsonl"),
        "other rows": ({**entries, "tables/person.jsonl": b""}, "is not what it was"),
        "no rows": (
            {
                **entries,
                "manifest.json": told(manifest, tables=short),
                "tables/person.jsonl": lines,
            },
            "A line of person is no row",
        ),
        "no table": ({**without, "manifest.json": told(manifest, tables=fewer)}, "are not those"),
        "newer": ({**entries, "manifest.json": told(manifest, format=2)}, "has format 2"),
        "of later": ({**entries, "manifest.json": told(manifest, revision="9999")}, "9999"),
        "no JSON": ({**entries, "manifest.json": b"[]"}, "cannot be read"),
        "nothing": ({}, "cannot be read"),
    }


def spoilt(body: bytes, packed: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield an archive with one byte changed in each file inside, cut off, and not an archive."""
    places = [info.header_offset for info in packed.infolist()]
    ends = [*places[1:], packed.start_dir]
    spots = {(start + end) // 2 for start, end in zip(places, ends, strict=True)}
    spots |= {0, packed.start_dir + 1, len(body) - 100, len(body) - 70, len(body) - 1}
    for spot in sorted(spots):
        yield body[:spot] + bytes([body[spot] ^ 1]) + body[spot + 1 :]
    for length in (0, 10, len(body) // 2, len(body) - 1):
        yield body[:length]
    yield b"x" * 1000
    yield body + b"x"


def test_what_is_damaged_or_forged_is_refused_and_nothing_is_written(
    app: Flask, elsewhere: Elsewhere, database: Database, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    backed_up(app, good)
    place = elsewhere(database.name)
    with zipfile.ZipFile(good) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
        for body in spoilt(good.read_bytes(), packed):
            bad.write_bytes(body)
            _refused(place, bad, "This is no whole backup of this portal")
    for made, sentence in forged(bad, entries).values():
        _refused(place, resealed(bad, made), sentence)
    _refused(place, tmp_path / "none.zip", "No such file")

    with place.app_context():
        assert store().is_empty()
        assert not restoring.refuse_filled()
    assert run(place, "restore", "--check", bad).exit_code == 1
    assert run(place, "restore", "--check", good).stdout.startswith("Whole: the backup of ")


def _refused(place: Flask, path: Path, sentence: str) -> None:
    done = run(place, "restore", path)
    assert done.exit_code == 1, (sentence, done.output, done.exception)
    assert sentence in done.output
    assert done.stderr.splitlines()[-1].startswith("Error: ")


def test_only_an_empty_place_is_filled(
    app: Flask, elsewhere: Elsewhere, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    backed_up(app, path)
    place = elsewhere(database.name)

    filled = run(app, "restore", path)
    with place.app_context():
        _cut_off(path)
        store().put_back("ab" * 16, "body", [b"x"])
        held = run(place, "restore", path)
        store().clear()
        again = run(place, "restore", path)

    assert (filled.exit_code, held.exit_code, again.exit_code) == (1, 1, 0), again.output
    assert "holds rows already" in filled.output
    assert "holds uploads already" in held.output


def _cut_off(path: Path) -> None:
    """Restore up to when the last rows are read back, and end there."""

    def progress(name: str, _done: int) -> None:
        if name == "term, read back":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restoring.restore(path, progress)
    restoring.refuse_filled()
    assert store().is_empty()


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    app: Flask, elsewhere: Elsewhere, database: Database, tmp_path: Path
) -> None:
    """Told are also a key that is another, and a chain that was broken already."""
    path = tmp_path / "old.zip"
    with db.engine.begin() as connection:
        _unlock(connection, database)
        connection.exec_driver_sql("UPDATE audit_event SET kind = 'x' WHERE seq = 2")
    now = backed_up(app, tmp_path / "now.zip")
    downgrade(revision="-1")
    place = elsewhere(database.name)
    settings: Settings = place.extensions["settings"]
    place.extensions["settings"] = replace(settings, secret_key="another" * 6)

    done = run(app, "backup", path)
    restored = run(place, "restore", path)

    assert "not at the newest migration" in done.output
    assert "PORTAL_SECRET_KEY is not the one of then" in restored.output
    assert "was broken in it already: Event 2 was changed" in restored.output
    with place.app_context():
        assert is_migrated()
        after = backed_up(place, tmp_path / "after.zip")
    assert int(manifest_of(path)["revision"]) == int(now["revision"]) - 1
    assert rows_of(after, *SHUT, *TOLD) == rows_of(now, *SHUT, *TOLD)


def _unlock(connection: sa.Connection, database: Database) -> None:
    if database.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
    else:
        connection.exec_driver_sql("ALTER TABLE audit_event DISABLE TRIGGER ALL")


def test_the_doctor_asks_for_a_backup_once_a_week(app: Flask, tmp_path: Path) -> None:
    with at("2027-03-01"):
        none = run(app, "doctor")
        backed_up(app, tmp_path / "a.zip")
        fresh = run(app, "doctor")
    with at("2027-03-09"):
        old = run(app, "doctor")

    assert "there is no backup: run `flask backup`" in none.output
    assert "backup" not in fresh.stderr
    assert "the last backup is 8 days old: run `flask backup`" in old.output


def test_an_older_portal_refuses_a_newer_database(empty_app: Flask, tmp_path: Path) -> None:
    with unit_of_work() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    commands = (
        ["serve", "--port", "1"],
        ["worker", "--once"],
        ["doctor"],
        ["backup", tmp_path / "a"],
    )
    for command in commands:
        done = run(empty_app, *command)
        assert done.exit_code == 1, command
        assert "is at migration 9999, which this version of the portal does not know" in done.output
    assert empty_app.test_client().get("/readyz").status_code == 503
    assert not (tmp_path / "a").exists()


def test_a_portal_moves_to_postgresql(
    app: Flask, elsewhere: Elsewhere, database: Database, tmp_path: Path
) -> None:
    place = elsewhere("postgresql")
    url = place.config["SQLALCHEMY_DATABASE_URI"]
    if database.name != "sqlite":
        assert "on PostgreSQL already" in run(app, "move", url).output
        assert "Only an SQLite database" in run(app, "move", "--undo").output
        return
    client = signed_in(app, "bayu@uji.go.id")
    before = backed_up(app, tmp_path / "before.zip")
    _nobody_writes_meanwhile(app, url)

    with place.app_context():
        after = backed_up(place, tmp_path / "after.zip")
        assert audit.verify().seq == before["tables"]["audit_event"]["rows"] + 3
    assert rows_of(after, "audit_event") == rows_of(before, "audit_event")
    assert place.test_client().get("/practices").status_code == 200
    _left(app)
    assert "holds rows already" in _moved_again(app, url)
    assert client.get("/account").status_code == 200


def _nobody_writes_meanwhile(app: Flask, url: str) -> None:
    seen = []
    with another_process(current_settings().data_dir) as other:

        def progress(name: str, _done: int) -> None:
            seen.append((name, other.may_write()))

        assert other.may_write()
        moved = moving.move(url, progress)
    assert moved.rows == sum(table.rows for table in moved.tables.values())
    assert {allowed for _name, allowed in seen} == {False}
    assert {name.partition(",")[0] for name, _allowed in seen} == set(moved.tables)


def _left(app: Flask) -> None:
    """The old database is read, and nobody writes to it any more."""
    client = app.test_client()
    assert client.get("/practices").status_code == 200
    form = {"mail": "bayu@uji.go.id", "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 503
    assert client.get("/readyz").status_code == 503
    for command in (["serve", "--port", "1"], ["worker", "--once"], ["doctor"]):
        done = run(app, *command)
        assert done.exit_code == 1
        assert "its rows were moved to PostgreSQL" in done.output


def _moved_again(app: Flask, url: str) -> str:
    undone = run(app, "move", "--undo")
    assert "is in use again" in undone.output
    assert app.test_client().get("/readyz").status_code == 200
    active("kembali@uji.go.id")
    return run(app, "move", url).output


@ONE_DATABASE
def test_move_wants_an_address_of_postgresql(empty_app: Flask, tmp_path: Path) -> None:
    for url in ("", f"sqlite:///{tmp_path}/x.db", "postgresql://u:rahasia@h/x?password=rahasia"):
        done = run(empty_app, "move", url)
        assert done.exit_code == 1
        assert "DATABASE_URL must" in done.output
        assert "rahasia" not in done.output


def test_uploads_that_are_gone_are_told(app: Flask, tmp_path: Path) -> None:
    name, _part, path = next(store().kept())
    shutil.rmtree(path.parent)

    done = run(app, "backup", tmp_path / "a.zip")

    assert f"Warning: 1 uploads that rows name are not in the folder, the first is {name}" in (
        done.output
    )
    assert manifest_of(tmp_path / "a.zip")["missing_files"] == [name]
