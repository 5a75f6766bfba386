"""Backup and restore at full size: `uv run python -m tests.benchmarks.restore 30000 [DIR]`.

So many invented practices of 400-1,500 words, one in ten with a picture, are backed up by the
command that an operator runs, restored into SQLite and into PostgreSQL, and backed up again there:
the hashes of all tables and uploads must be those of before. Kept in a folder below DIR, the
library is built once. Prints seconds and sizes; the index is made afterwards by the worker.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from portal.core.uploads.store import Store
from tests.admin.test_backup import SHUT, TOLD, manifest_of, rows_of
from tests.benchmarks.nation import NATION, library
from tests.databases import NAMES, Database, Sqlite, of_server, using
from tests.factories.uploads import picture
from tests.postgres import server
from tests.servers import environ_of

MEGABYTE = 1_000_000
ONE_IN = 10  # practices with a picture


def _flask(directory: Path, *arguments: str | Path) -> float:
    """Run a command of the portal in a folder, print what it says, and return its seconds."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "flask", *map(str, arguments)], env=environ_of(directory), check=True
    )
    taken = time.perf_counter() - begun
    print(f"flask {arguments[0]}: {taken:.1f} s", flush=True)
    return taken


def _with_uploads(directory: Path, count: int) -> None:
    """Keep so many files, as uploads are kept; they are big enough to weigh."""
    store = Store(directory / "files")
    noise = os.urandom(200_000)
    for number in range(count):
        store.save({"original.jpg": picture() + noise + str(number).encode()})


def _compared(database: Database, folder: Path, backup: Path) -> None:
    """Restore into a database and compare what is there with what the backup says.

    Raises:
        AssertionError: if anything differs.
    """
    directory, again = folder / database.name, folder / f"{database.name}.zip"
    directory.mkdir()
    with using(database):
        database.url(directory)
        _flask(directory, "restore", backup)
        _flask(directory, "backup", again)
    before, after = manifest_of(backup), manifest_of(again)
    assert rows_of(after, *SHUT, *TOLD) == rows_of(before, *SHUT, *TOLD), "rows differ"
    assert after["files"] == before["files"], "uploads differ"
    print(f"{database.name}: {len(before['tables'])} tables identical", flush=True)


def measure(count: int, kept: Path | None = None) -> None:
    """Print how long a backup of so many practices and its restores take."""
    with library(count, kept) as source, tempfile.TemporaryDirectory(dir=kept) as place:
        folder = Path(place)
        backup = folder / "backup.zip"
        _with_uploads(source, count // ONE_IN)
        _flask(source, "backup", backup)
        lines = sum(table["size"] for table in manifest_of(backup)["tables"].values())
        size = backup.stat().st_size / MEGABYTE
        print(f"rows {lines / MEGABYTE:.0f} MB, archive {size:.0f} MB", flush=True)
        _compared(Sqlite(), folder, backup)
        with server() as running:
            database = of_server(running)
            assert database.name in NAMES
            _compared(database, folder, backup)


if __name__ == "__main__":
    number, *where = sys.argv[1:] or [str(NATION)]
    measure(int(number), Path(where[0]) if where else None)
