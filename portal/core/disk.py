"""Room on disk: whether the portal can write, and how a disk that takes nothing shows itself."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from portal.core.settings import Settings

MEGABYTE = 1_000_000
LEAST = 10 * MEGABYTE  # as much as one upload
LOW = 500 * MEGABYTE
# Faults of the place where something is written, and none of what is written.
UNWRITABLE = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)
)
FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
SQLITE_FULL = sqlite3.SQLITE_FULL
SQLITE_UNWRITABLE = frozenset(
    (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
)
PRIMARY = 0xFF  # the part of SQLite's extended codes that says the kind
POSTGRESQL_FULL = "53100"
POSTGRESQL_READ_ONLY = "25006"


def is_full(error: BaseException | None) -> bool:
    """Tell whether a file or a database could not be written for want of room."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return _sqlite(error) == SQLITE_FULL or getattr(error, "sqlstate", "") == POSTGRESQL_FULL


def is_unwritable(error: BaseException | None) -> bool:
    """Tell whether a file or a database could not be written since its place takes nothing."""
    if isinstance(error, OSError):
        return error.errno in UNWRITABLE
    refused = getattr(error, "sqlstate", "") == POSTGRESQL_READ_ONLY
    return is_full(error) or refused or _sqlite(error) in SQLITE_UNWRITABLE


def free(settings: Settings) -> int:
    """Return how many bytes the fullest of the portal's folders takes."""
    found = [os.statvfs(place) for place in _places(settings)]
    return min((stat.f_bavail * stat.f_frsize for stat in found), default=0)


def fault(settings: Settings, *, least: int = LEAST) -> str | None:
    """Return in one sentence what keeps the portal from writing, or None."""
    for place in _places(settings):
        if not os.access(place, os.W_OK):
            return f"{place} cannot be written"
    if (left := free(settings)) < least:
        return f"the disk is nearly full: {left // MEGABYTE} MB are left"
    return None


def _places(settings: Settings) -> Iterator[Path]:
    """Yield the folders that are there; each may be a disk of its own."""
    database = make_url(settings.database_url)
    own = [Path(database.database).parent] if database.drivername == "sqlite" else []  # type: ignore[arg-type]  # checked with the settings
    for place in (settings.data_dir, settings.files_dir, settings.index_dir, *own):
        if place.is_dir():
            yield place


def _sqlite(error: BaseException | None) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & PRIMARY
