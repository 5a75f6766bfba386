"""A backup is taken while the portal serves: the rows of one moment, then the uploads.

Rows are read in one transaction, which waits for nobody and lets nobody wait. Uploads are copied
after them: one is whole on disk before its row is there, and stays for days after its row has gone,
so what the rows name is among them.
"""

import hashlib
import hmac
import json
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from portal.admin.backup.archive import Manifest, Member, TableMember, Writer, lines_of, writing
from portal.admin.backup.tables import Progress, Tables, Unlike, lines, tables_of
from portal.core import audit
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.health import is_migrated, revision_of, revisions
from portal.core.permissions import ANONYMOUS
from portal.core.settings import Settings, current_settings
from portal.core.uow import unit_of_work
from portal.core.uploads.keeping import store, wanted

BACKUP = "system:backup"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Taken:
    """A backup that was taken."""

    path: Path
    digest: str
    bytes: int
    seconds: float
    manifest: Manifest
    noted: bool  # in the audit chain


@dataclass(frozen=True)
class _Rows:
    """What was read in one moment."""

    revision: str
    database: str
    head: audit.Head
    tables: dict[str, TableMember]
    named: set[str]


def back_up(path: Path, progress: Progress) -> Taken:
    """Write a backup to a new file, or into a folder under a name made of the time.

    Raises:
        Unlike: if the database is none that this portal knows.
        OSError: if the file is there already, or cannot be written.
    """
    begun, made_at = time.monotonic(), utcnow()
    if path.is_dir():
        path /= f"sokoguru-{made_at:%Y%m%dT%H%M%SZ}.zip"
    migrated = is_migrated()
    with writing(path, progress) as writer:
        with reading():
            rows = _write_rows(writer, db.session(), migrated=migrated)
        files = _write_files(writer)
        present = {name.split("/")[2] for name in files}
        settings = current_settings()
        manifest = Manifest(
            made_at=made_at.isoformat(timespec="seconds"),
            revision=rows.revision,
            database=rows.database,
            settings=json.loads(json.dumps(_shown(settings), default=str)),
            key_check=key_check(settings),
            audit_seq=rows.head.seq,
            audit_hash=rows.head.hash,
            tables=rows.tables,
            files=files,
            missing_files=sorted(rows.named - present),
        )
        digest = writer.finish(manifest)
    taken = Taken(
        path, digest, path.stat().st_size, time.monotonic() - begun, manifest, noted=migrated
    )
    if migrated:
        _note(taken)
    return taken


def key_check(settings: Settings) -> str:
    """Return what tells one secret key from another, and nothing else of it."""
    key = settings.secret_key.encode()
    return hmac.new(key, b"backup: is it the key of then?", hashlib.sha256).hexdigest()[:16]


def _shown(settings: Settings) -> dict[str, object]:
    shown = settings.shown()
    shown.pop("secret_key")
    return shown


def _write_rows(writer: Writer, session: Session, *, migrated: bool) -> _Rows:
    connection = session.connection()
    revision = revision_of(connection)
    if revision is None:
        raise Unlike("The database holds no portal: there is nothing to back up.")
    if revision not in revisions():
        raise Unlike(
            f"The database is at migration {revision}, which this version of the portal does not "
            "know: back it up with the version that serves it."
        )
    tables = tables_of(connection)
    has_chain = audit.AuditEvent.__tablename__ in tables.named()
    return _Rows(
        revision,
        connection.dialect.name,
        audit.head_of(session) if has_chain else audit.Head(0, audit.START),
        _write_tables(writer, connection, tables),
        wanted() if migrated else set(),
    )


def _write_tables(writer: Writer, connection: Connection, tables: Tables) -> dict[str, TableMember]:
    written = {}
    for table in tables.all:
        with closing(lines(connection, table)) as rows:
            found = writer.add(lines_of(table.name), rows, packed=True)
        written[table.name] = TableMember(
            size=found.size, sha256=found.sha256, rows=found.rows, columns=table.columns
        )
    return written


def _write_files(writer: Writer) -> dict[str, Member]:
    written = {}
    for name, part, path in store().kept():
        try:
            file = path.open("rb")
        except FileNotFoundError:  # removed meanwhile, so no row has named it for days
            continue
        with file:
            inside = f"files/{name[:2]}/{name}/{part}"
            found = writer.add(inside, iter(lambda: file.read(BLOCK), b""), packed=False)  # noqa: B023  # read before the next turn
        written[inside] = Member(size=found.size, sha256=found.sha256)
    return written


def _note(taken: Taken) -> None:
    """Note in the audit chain that all data went into a file, which is also the last backup."""
    with unit_of_work() as session:
        audit.record(
            session,
            BACKUP,
            actor=ANONYMOUS,
            kind="backup",
            key=taken.digest,
            details={
                "bytes": taken.bytes,
                "files": len(taken.manifest.files),
                "rows": taken.manifest.rows,
                "seconds": round(taken.seconds, 1),
            },
        )
