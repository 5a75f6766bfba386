"""Where an index lies: a folder for each state, a pointer to the present one, and locks."""

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from portal.core import disk
from portal.core.files import settle, write_atomically
from portal.search.engine import IndexUnavailable, IndexUnwritable
from portal.search.engines.whoosh import states

log = logging.getLogger(__name__)
POINTER = "current.json"
BROKEN = "broken"
LOCK = "lock"
BUILDING = "building"  # the lock of those who build; holds how many documents they have read
BUILT = "built-"  # begins the name of a folder that a rebuild fills
KEPT = 2
Mark = tuple[int, ...]


class Place:
    """A private folder with the states of an index."""

    def __init__(self, directory: Path) -> None:
        """Use `directory`, which need not exist yet."""
        self._directory = directory

    def serial(self) -> str:
        """Return what names the present state.

        Raises:
            IndexUnavailable: if there is no index.
        """
        try:
            stat = (self._directory / POINTER).stat()
        except OSError as error:
            raise IndexUnavailable from error
        return f"{stat.st_mtime_ns}-{stat.st_ino}"

    def number(self) -> int:
        """Return the number of the present state, 0 if there is none."""
        return int(self._told("number"))

    def is_worn(self) -> bool:
        """Tell whether so much of the present state is deleted that a rebuild is worth it."""
        return bool(self._told("worn"))

    def _told(self, name: str) -> int:
        try:
            told: int = self._pointer().get(name, 0)
        except (OSError, ValueError):
            return 0
        return told

    def mark_broken(self) -> None:
        """Ask for a rebuild."""
        try:
            (self._directory / BROKEN).touch()
        except OSError:
            log.warning("the index folder cannot be written")

    def is_broken(self) -> bool:
        """Tell whether a rebuild was asked for."""
        return (self._directory / BROKEN).exists()

    def building(self) -> int | None:
        """Return how many documents a rebuild that is going on has read, None if there is none."""
        if not self._is_building():
            return None
        return int((self._directory / BUILDING).read_text() or 0)

    def _tell(self, count: int) -> None:
        (self._directory / BUILDING).write_text(str(count))

    def _pointer(self) -> dict[str, Any]:
        pointer: dict[str, Any] = json.loads((self._directory / POINTER).read_text())
        return pointer

    @contextmanager
    def _held(self, name: str = LOCK) -> Iterator[None]:
        """Hold a lock: that of writers, or the one of those who build.

        Raises:
            IndexUnwritable: if the place takes nothing.
        """
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._directory / name).open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            if disk.is_unwritable(error):
                raise IndexUnwritable(error.strerror) from error
            raise

    @contextmanager
    def _fresh(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """Give a folder with the files of the present state; it is removed unless swapped in."""
        pointer = self._pointer()
        folder = self._directory / uuid4().hex
        folder.mkdir(mode=0o700)
        try:
            self._link(pointer, pointer["files"], folder)
            yield folder, pointer["files"]
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)  # it may be what fills the disk
            raise
        finally:
            self._clean()

    def _link(self, pointer: Mapping[str, Any], names: Iterable[str], folder: Path) -> None:
        for name in names:
            os.link(self._directory / pointer["folder"] / name, folder / name)

    def _swap(
        self, folder: Path, *, known: Mapping[str, str], number: int, worn: bool = False
    ) -> None:
        """Point to `folder`, all of it on the disk; files that are in `known` keep their digests.

        Else a power cut could bring back the state before, when its jobs have been forgotten.
        """
        files = {}
        for path in folder.iterdir():
            if path.name in known and path.name != states.LIST:
                files[path.name] = known[path.name]
            else:
                files[path.name] = digest(path)
                settle(path)
        settle(folder)
        pointer = {"folder": folder.name, "files": files, "number": number, "worn": worn}
        write_atomically(self._directory / POINTER, json.dumps(pointer).encode())

    def _clean(self) -> None:
        """Remove all folders but the present one and the one before, which may be being opened.

        One that is being built stays; one whose builder was killed goes.
        """
        try:
            present = self._pointer()["folder"]
        except (OSError, ValueError, KeyError):
            present = ""
        folders = [path for path in self._directory.iterdir() if path.is_dir()]
        built = [path for path in folders if path.name.startswith(BUILT)]
        kept = sorted(
            set(folders) - set(built),
            key=lambda path: (path.name == present, path.stat().st_mtime_ns),
            reverse=True,
        )
        for path in (*kept[KEPT:], *(() if self._is_building() else built)):
            shutil.rmtree(path, ignore_errors=True)

    def _is_building(self) -> bool:
        try:
            with (self._directory / BUILDING).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False


def mark(path: Path) -> Mark:
    """Return what is another number when a file was written to, wherever it is linked."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def digest(path: Path) -> str:
    """Return what is another text when a file holds something else."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
