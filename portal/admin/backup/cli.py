"""`flask backup`, `restore` and `move`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask

from portal.admin.backup import moving, restoring, taking
from portal.admin.backup.archive import Damaged, opened
from portal.admin.backup.restoring import NotEmpty, Timed
from portal.admin.backup.tables import Unlike
from portal.core.db import checked_url

MEGABYTE = 1_000_000
CLEARED = "\r\x1b[K"
File = click.Path(path_type=Path)
OTHER_KEY = (
    "PORTAL_SECRET_KEY is not the one of then: people set their second factor up anew, with a "
    "recovery code, and links in mails that were sent before do not hold."
)
AFTER = (
    "Everybody signs in anew, and all tokens of the API have ended. Passwords and roles are those "
    "of the backup. The search index is built by the worker of `flask serve`."
)


class _Showing:
    """Shows once a second how far a command is, in one line where somebody looks on."""

    def __init__(self) -> None:
        self._looked_at = sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, name: str, done: int) -> None:
        """Say how much of what is done."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + 1
        told = f"{name}: {done}"
        click.echo(
            f"{CLEARED}{told}" if self._looked_at else told, nl=not self._looked_at, err=True
        )

    def end(self) -> None:
        """Leave the line."""
        if self._looked_at:
            click.echo(CLEARED, nl=False, err=True)


@contextmanager
def _showing() -> Iterator[_Showing]:
    """Show progress, and end in one sentence where something is wrong."""
    shown = _Showing()
    try:
        yield shown
    except (Damaged, NotEmpty, Unlike, FileExistsError) as error:
        reason = str(error)
    except sa.exc.OperationalError:
        raise  # told for all commands in one place
    except OSError as error:
        reason = f"{error.filename or 'A file'}: {error.strerror}."
    except (sa.exc.StatementError, sa.exc.ArgumentError) as error:
        told = " ".join(str(getattr(error, "orig", None) or error).split())
        reason = f"The database refuses these rows: {told}"
    else:
        return
    finally:
        shown.end()
    raise click.ClickException(reason)


@click.command("backup")
@click.argument("file", type=File)
def backup(file: Path) -> None:
    """Write database, uploads and a summary of the settings into FILE, or into a folder.

    The portal goes on serving. Nothing is overwritten.
    """
    with _showing() as progress:
        taken = taking.back_up(file, progress)
    told = taken.manifest
    click.echo(
        f"{told.rows} rows of {len(told.tables)} tables and {len(told.files)} files of uploads are "
        f"in {taken.path}: {taken.bytes / MEGABYTE:.1f} MB in {taken.seconds:.1f} s, "
        f"SHA-256 {taken.digest}."
    )
    if told.missing_files:
        click.echo(
            f"Warning: {len(told.missing_files)} uploads that rows name are not in the folder, "
            f"the first is {told.missing_files[0]}.",
            err=True,
        )
    if not taken.noted:
        click.echo(
            "Warning: the database is not at the newest migration, so the audit chain does not "
            "know of this backup.",
            err=True,
        )


@click.command("restore")
@click.argument("file", type=File)
@click.option("--check", is_flag=True, help="Only look whether the backup is whole.")
def restore(file: Path, *, check: bool) -> None:
    """Bring the backup in FILE into an empty database and an empty folder of uploads."""
    if check:
        _check(file)
        return
    with _showing() as progress:
        done = restoring.restore(file, progress)
    told = done.manifest
    click.echo(
        f"Restored the backup of {told.made_at}: {told.rows} rows of {len(told.tables)} tables "
        f"and {len(told.files)} files of uploads, in {_told(done.timed)}."
    )
    click.echo(AFTER)
    if not done.same_key:
        click.echo(OTHER_KEY)
    if done.broken:
        raise click.ClickException(
            f"All is as in the backup, but the audit chain was broken in it already: {done.broken}"
        )


def _check(file: Path) -> None:
    with _showing() as progress, opened(file, progress) as archive:
        restoring.refuse_newer(archive.manifest)
    told = archive.manifest
    click.echo(
        f"Whole: the backup of {told.made_at}, migration {told.revision}, {told.rows} rows of "
        f"{len(told.tables)} tables, {len(told.files)} files of uploads."
    )


def _told(timed: Timed) -> str:
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in timed.seconds.items())
    return f"{timed.total:.1f} s ({parts})"


@click.command("move")
@click.argument("database_url", required=False)
@click.option("--undo", is_flag=True, help="Let the SQLite database be written to again.")
def move(database_url: str | None, *, undo: bool) -> None:
    """Move all rows from SQLite into the empty PostgreSQL at DATABASE_URL, and verify them there.

    While it runs, and for good after it, nothing can be written to the SQLite database.
    """
    if undo:
        with _showing():
            moving.undo()
        click.echo("This database is in use again, without what was written elsewhere since.")
        return
    with _showing() as progress:
        done = moving.move(_address(database_url), progress)
    for name, table in done.tables.items():
        click.echo(f"{name}: {table.rows} rows, SHA-256 {table.sha256}")
    click.echo(
        f"Moved and verified {done.rows} rows of {len(done.tables)} tables in {_told(done.timed)}. "
        "Now set PORTAL_DATABASE_URL to the new address and start the portal again; uploads and "
        "index stay where they are. The SQLite database takes no writes any more."
    )


def _address(given: str | None) -> str:
    try:
        url = checked_url(given or "")
    except ValueError as error:
        raise click.ClickException(f"DATABASE_URL {error}.") from error
    if url.startswith("sqlite:"):
        raise click.ClickException(
            "DATABASE_URL must be postgresql://user:password@host:port/name."
        )
    return url


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (backup, restore, move):
        app.cli.add_command(command)
