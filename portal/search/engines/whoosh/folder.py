"""The index on disk: each change makes a new folder beside the old one and swaps a pointer.

A change links what stays, writes a small segment and deletes elsewhere; so it costs the same in any
library. A rebuild holds up no change: those made meanwhile are noted, and made again in the end.
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from whoosh.codec.whoosh3 import W3Segment
from whoosh.reading import IndexReader

from portal.core import disk
from portal.core.files import settle, write_atomically
from portal.search.engine import Document, IndexUnavailable, IndexUnwritable
from portal.search.engines.whoosh import states
from portal.search.engines.whoosh.building import Progress, build, written
from portal.search.engines.whoosh.merging import worth_merging
from portal.search.engines.whoosh.schema import uid_of
from portal.search.engines.whoosh.segments import Forms

log = logging.getLogger(__name__)
POINTER = "current.json"
BROKEN = "broken"
LOCK = "lock"
BUILDING = "building"
BUILT = "built-"  # begins the name of a folder that a rebuild fills
NOTES = "changed"  # in such a folder: what has changed since it was begun
KEPT = 2
Mark = tuple[int, ...]


class IndexFolder:
    """A private folder with the index, the pointer to its present state, and a writer's lock."""

    def __init__(self, directory: Path, *, forms: Forms) -> None:
        """Use `directory`; `forms` gives the terms of a word in a language."""
        self._directory = directory
        self._forms = forms
        self._sound: frozenset[tuple[Mark, str]] = frozenset()
        self._marks: Mapping[Path, Mark] = {}

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

    def open(self) -> tuple[str, IndexReader]:
        """Return the serial and a reader of the present state, its files checked by hash.

        Raises:
            IndexUnavailable: if files are missing, damaged or unreadable.
        """
        serial = self.serial()
        try:
            pointer = self._pointer()
            folder = self._directory / pointer["folder"]
            self._check({folder / name: digest for name, digest in pointer["files"].items()})
            return serial, states.reader_of(folder)
        except Exception as error:
            if self.serial() != serial:
                return self.open()
            self.mark_broken()
            raise IndexUnavailable from error

    def _check(self, files: Mapping[Path, str]) -> None:
        """Compare files with their digests; those of the state before, linked here, are known."""
        marks = {path: _mark(path) for path in files}
        self._sound = frozenset(self._verified(files, marks))
        self._marks = marks

    def _verified(
        self, files: Mapping[Path, str], marks: Mapping[Path, Mark]
    ) -> Iterator[tuple[Mark, str]]:
        for path, digest in files.items():
            if (marks[path], digest) not in self._sound and _digest(path) != digest:
                raise IndexUnavailable(path.name)
            yield marks[path], digest

    def is_touched(self, serial: str) -> bool:
        """Tell whether a file of the state that was opened last was written to or is gone.

        What was read of it is right; a state that has replaced it by now is not touched.
        """
        try:
            if all(_mark(path) == mark for path, mark in self._marks.items()):
                return False
        except OSError:
            log.warning("files of the index are gone")
        try:
            return self.serial() == serial
        except IndexUnavailable:
            return True

    def number(self) -> int:
        """Return the number of the present state, 0 if there is none."""
        try:
            number: int = self._pointer().get("number", 0)
        except (OSError, ValueError):
            return 0
        return number

    def mark_broken(self) -> None:
        """Ask for a rebuild."""
        try:
            (self._directory / BROKEN).touch()
        except OSError:
            log.warning("the index folder cannot be written")

    def is_broken(self) -> bool:
        """Tell whether a rebuild was asked for."""
        return (self._directory / BROKEN).exists()

    def rebuild(
        self, documents: Iterable[Document], *, progress: Progress, number: int
    ) -> int:
        """Build anew beside the old state and swap; returns the number of documents.

        Raises:
            IndexUnwritable: if the place takes nothing.
        """
        with self._held(BUILDING), self._filled() as (folder, known, before):
            segments, count = build(folder, documents, forms=self._forms, progress=progress)
            with self._held():
                files, taken = self._taken_over(folder, segments, known)
                states.finish(folder, [*segments, *taken])
                ready = folder.rename(self._directory / uuid4().hex)
                self._swap(ready, known=files, number=number + self.number() - before)
                (self._directory / BROKEN).unlink(missing_ok=True)
                self._clean()
            return count

    @contextmanager
    def _filled(self) -> Iterator[tuple[Path, frozenset[str], int]]:
        """Give a folder to be filled, the files of the present state, and its number."""
        with self._held():
            self._clean()
            folder = self._directory / f"{BUILT}{uuid4().hex}"
            folder.mkdir(mode=0o700)
            try:
                known = frozenset(self._pointer()["files"])
            except (OSError, ValueError, KeyError):
                known = frozenset()
            number = self.number()
        try:
            yield folder, known, number
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # it may be what fills the disk

    def _taken_over(
        self, folder: Path, segments: Iterable[W3Segment], known: frozenset[str]
    ) -> tuple[dict[str, str], list[W3Segment]]:
        """Put what was changed during a rebuild in the place of what it has read before.

        Returns the files that this linked, with their digests, and the segments.
        """
        notes = folder / NOTES
        if not notes.exists():
            return {}, []
        changed = frozenset(notes.read_text().splitlines())
        notes.unlink()
        pointer = self._pointer()
        files = {
            name: digest
            for name, digest in pointer["files"].items()
            if name not in known and name != states.LIST
        }
        self._link(pointer, files, folder)
        taken = [
            segment
            for segment in states.segments_of(self._directory / pointer["folder"])
            if any(name.startswith(segment.make_filename(".")) for name in files)
        ]
        states.delete(folder, segments, changed)
        states.keep(folder, taken, changed)
        return files, taken

    def change(
        self, kind: str, documents: Iterable[Document], *, removed: Collection[str], after: int
    ) -> int:
        """Write a state with the changes, swap, and return its number.

        Raises:
            IndexUnavailable: if there is no sound state to change, or only one older than `after`.
            IndexUnwritable: if the place takes nothing; the present state stays.
        """
        with self._held():
            try:
                if self.is_broken() or (number := self.number()) < after:
                    raise IndexUnavailable(BROKEN)  # noqa: TRY301  # told as the others are
                self._change(kind, list(documents), removed, number + 1)
                self._tidy(number + 1)
            except Exception as error:
                if disk.is_unwritable(error):
                    raise  # nothing is wrong with what is there
                self.mark_broken()
                raise IndexUnavailable from error
            return number + 1

    def _change(
        self, kind: str, documents: list[Document], removed: Collection[str], number: int
    ) -> None:
        uids = [uid_of(kind, key) for key in (*removed, *(each.key for each in documents))]
        for built in self._directory.glob(f"{BUILT}*"):
            with suppress(FileNotFoundError), (built / NOTES).open("a") as notes:
                notes.writelines(f"{uid}\n" for uid in uids)
        with self._fresh() as (folder, files):
            segments = states.segments_of(folder)
            states.delete(folder, segments, uids)
            segments += written(folder, [documents], self._forms)
            states.finish(folder, segments)
            self._swap(folder, known=files, number=number)

    def _tidy(self, number: int) -> None:
        """Merge segments where that is due; what was changed is in use already."""
        pointer = self._pointer()
        folder = self._directory / pointer["folder"]
        together = worth_merging(states.segments_of(folder))
        if not together:
            return
        read = {
            folder / name: digest
            for name, digest in pointer["files"].items()
            if any(name.startswith(segment.make_filename(".")) for segment in together)
        }
        list(self._verified(read, {path: _mark(path) for path in read}))
        with self._fresh() as (folder, files):
            states.merge(folder, {segment.segid for segment in together})
            self._swap(folder, known=files, number=number)

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
            with (self._directory / name).open("w") as lock:
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

    def _swap(self, folder: Path, *, known: Mapping[str, str], number: int) -> None:
        """Point to `folder`, all of it on the disk; files that are in `known` keep their digests.

        Else a power cut could bring back the state before, when its jobs have been forgotten.
        """
        files = {}
        for path in folder.iterdir():
            if path.name in known and path.name != states.LIST:
                files[path.name] = known[path.name]
            else:
                files[path.name] = _digest(path)
                settle(path)
        settle(folder)
        pointer = {"folder": folder.name, "files": files, "number": number}
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
        states_ = sorted(
            set(folders) - set(built),
            key=lambda path: (path.name == present, path.stat().st_mtime_ns),
            reverse=True,
        )
        for path in (*states_[KEPT:], *(() if self._is_building() else built)):
            shutil.rmtree(path, ignore_errors=True)

    def _is_building(self) -> bool:
        with (self._directory / BUILDING).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


def _mark(path: Path) -> Mark:
    """Return what is another number when a file was written to, wherever it is linked."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
