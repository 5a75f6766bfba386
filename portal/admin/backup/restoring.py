"""An archive is brought into an empty place, whole or not at all.

Uploads come first and rows last, in one transaction that ends only when what stands in the
database is what the archive says: a restore that was cut off leaves no row behind. What would let
somebody in who was shut out after the backup ends in the same transaction: sign-ins and tokens.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade
from sqlalchemy.engine import Connection

from portal.admin.backup.archive import Archive, Damaged, Manifest, lines_of, opened
from portal.admin.backup.filling import fill
from portal.admin.backup.tables import (
    Digest,
    Progress,
    Table,
    Tables,
    Unlike,
    is_empty,
    tables_of,
)
from portal.admin.backup.taking import key_check
from portal.core import audit
from portal.core.clock import utcnow
from portal.core.db import POSTGRESQL, UtcDateTime, db, reading
from portal.core.health import revision_of, revisions
from portal.core.permissions import ANONYMOUS
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work
from portal.core.uploads.keeping import store
from portal.search.registry import enqueue_rebuild

RESTORE = "system:restore"
ENTRANCES = ("sign_in", "api_token")  # rows that let somebody in until `revoked_at`
log = logging.getLogger(__name__)


class NotEmpty(Exception):
    """There is something where only an empty place will do; the message is a sentence."""


@dataclass
class Timed:
    """How many seconds each part took."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - begun, 2)

    @property
    def total(self) -> float:
        """All parts together."""
        return round(sum(self.seconds.values()), 2)


@dataclass(frozen=True)
class Restored:
    """A backup that was restored; `broken` says where its audit chain is, if it is."""

    manifest: Manifest
    timed: Timed
    same_key: bool
    broken: str | None


def restore(path: Path, progress: Progress) -> Restored:
    """Bring a backup into this portal's database and folder of uploads, both empty.

    Raises:
        Damaged: if the archive is not whole.
        NotEmpty: if there is something already.
        Unlike: if the archive's rows do not fit, or it is of a newer version.
        OSError: if a file cannot be read or written.
    """
    timed = Timed()
    begun = time.monotonic()
    with opened(path, progress) as archive:
        timed.seconds["checked"] = round(time.monotonic() - begun, 2)
        refuse_newer(archive.manifest)
        refuse_filled()
        _refuse_uploads()
        with timed.part("emptied and migrated"):
            prepare(archive.manifest.revision)
        try:
            with timed.part("uploads"):
                _bring_uploads(archive, progress)
            with timed.part("rows"):
                _bring_rows(archive, progress)
        except BaseException:
            store().clear()
            raise
    with timed.part("brought up to date"):
        upgrade()
        analyze()
    with timed.part("audit chain"):
        broken = _broken(archive.manifest, progress)
    _note(archive, timed)
    same_key = archive.manifest.key_check == key_check(current_settings())
    return Restored(archive.manifest, timed, same_key, broken)


def refuse_newer(manifest: Manifest) -> None:
    """Let no archive in that only a newer version of the portal can read.

    Raises:
        Unlike: if it is one.
    """
    if manifest.revision not in revisions():
        raise Unlike(
            f"This backup is of migration {manifest.revision}, which this version of the portal "
            "does not know: restore it with the version that made it, or a newer one."
        )


def refuse_filled() -> None:
    """Let only an empty database be filled, migrated or not.

    Raises:
        NotEmpty: if it has rows.
    """
    with reading():
        connection = db.session.connection()
        if not is_empty(connection, tables_of(connection)):
            raise _filled()


def _filled() -> NotEmpty:
    return NotEmpty(
        "The database holds rows already, and nothing is written over: begin anew with an empty "
        "one (for SQLite, another file), where `flask db upgrade` may have been run."
    )


def _refuse_uploads() -> None:
    if not store().is_empty():
        raise NotEmpty(
            f"The folder {current_settings().files_dir} holds uploads already, perhaps of a "
            "restore that was cut off: move it away and begin anew."
        )


def prepare(revision: str) -> None:
    """Give an empty database the tables of a migration, older or newer than its own."""
    known = revisions()
    with reading():
        stands_at = revision_of(db.session.connection())
    if stands_at in known[: known.index(revision)]:
        downgrade(revision=revision)
    elif stands_at != revision:
        upgrade(revision=revision)


def bring(
    connection: Connection,
    columns: Mapping[str, Mapping[str, str]],
    read: Callable[[Table], Iterable[bytes]],
    progress: Progress,
) -> dict[str, Digest]:
    """Fill the empty database behind `connection` with the rows of the tables so named.

    Raises:
        NotEmpty: if somebody was faster.
        Unlike: if its tables are others, or the rows do not fit.
    """
    tables: Tables = tables_of(connection)
    if tables.named() != {name: dict(known) for name, known in columns.items()}:
        raise Unlike("The tables of the rows are not those of their migration.")
    if not is_empty(connection, tables):
        raise _filled()
    return fill(connection, tables, read, progress)


def analyze() -> None:
    """Let PostgreSQL know at once what its tables hold."""
    if db.engine.dialect.name == POSTGRESQL:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _bring_uploads(archive: Archive, progress: Progress) -> None:
    for number, (inside, name, part) in enumerate(archive.uploads(), start=1):
        store().put_back(name, part, archive.chunks(inside))
        progress("uploads", number)
    store().settle()


def _bring_rows(archive: Archive, progress: Progress) -> None:
    told = archive.manifest.tables
    columns = {name: table.columns for name, table in told.items()}
    with db.engine.begin() as connection:
        came = bring(
            connection,
            columns,
            lambda table: archive.chunks(lines_of(table.name), whole_lines=True),
            progress,
        )
        for name, found in came.items():
            if (found.rows, found.sha256) != (told[name].rows, told[name].sha256):
                raise Damaged(f"The rows of {name} are not those of the backup.")
        _shut(connection, columns)


def _shut(connection: Connection, columns: Mapping[str, Mapping[str, str]]) -> None:
    """Let nobody in by what was ended after the backup was taken."""
    for name in ENTRANCES:
        if name in columns:
            revoked = sa.column("revoked_at", UtcDateTime())
            table = sa.table(name, revoked)
            connection.execute(
                sa.update(table).where(revoked.is_(None)).values(revoked_at=utcnow())
            )


def _broken(manifest: Manifest, progress: Progress) -> str | None:
    try:
        audit.verify(
            expect=manifest.audit_hash, progress=lambda seq, _last: progress("audit chain", seq)
        )
    except audit.ChainBroken as error:
        return str(error)
    return None


def _note(archive: Archive, timed: Timed) -> None:
    """Note the restore, with its time, and ask for the index."""
    details = {
        "files": len(archive.manifest.files),
        "made_at": archive.manifest.made_at,
        "rows": archive.manifest.rows,
        "seconds": timed.total,
    }
    with unit_of_work() as session:
        enqueue_rebuild(session)
        audit.record(
            session,
            RESTORE,
            actor=ANONYMOUS,
            kind="backup",
            key=archive.digest,
            details=details,
        )
    log.info("restored", extra={"fields": {**details, "parts": timed.seconds}})
