"""The index on disk: each change makes a new folder beside the old one and swaps a pointer.

A change links what stays, writes a small segment and deletes elsewhere; so it costs the same in any
library. A rebuild holds up no change: those made meanwhile are noted, and made again in the end.
"""

import logging
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from whoosh.codec.whoosh3 import W3Segment
from whoosh.reading import IndexReader

from portal.core import disk
from portal.search.engine import Document, IndexUnavailable
from portal.search.engines.whoosh import states
from portal.search.engines.whoosh.building import Progress, build, written
from portal.search.engines.whoosh.merging import are_worn, worth_merging
from portal.search.engines.whoosh.place import BROKEN, BUILDING, BUILT, Mark, Place, digest, mark
from portal.search.engines.whoosh.schema import uid_of
from portal.search.engines.whoosh.segments import Forms

log = logging.getLogger(__name__)
NOTES = "changed"  # in a folder that is being built: what has changed since it was begun


class IndexFolder(Place):
    """A private folder with the index, opened, changed and built anew."""

    def __init__(self, directory: Path, *, forms: Forms) -> None:
        """Use `directory`; `forms` gives the terms of a word in a language."""
        super().__init__(directory)
        self._forms = forms
        self._sound: frozenset[tuple[Mark, str]] = frozenset()
        self._marks: Mapping[Path, Mark] = {}

    def open(self) -> tuple[str, IndexReader]:
        """Return the serial and a reader of the present state, its files checked by hash.

        Raises:
            IndexUnavailable: if files are missing, damaged or unreadable.
        """
        serial = self.serial()
        try:
            pointer = self._pointer()
            folder = self._directory / pointer["folder"]
            self._check({folder / name: told for name, told in pointer["files"].items()})
            return serial, states.reader_of(folder)
        except Exception as error:
            if self.serial() != serial:
                return self.open()
            self.mark_broken()
            raise IndexUnavailable from error

    def _check(self, files: Mapping[Path, str]) -> None:
        """Compare files with their digests; those of the state before, linked here, are known."""
        marks = {path: mark(path) for path in files}
        self._sound = frozenset(self._verified(files, marks))
        self._marks = marks

    def _verified(
        self, files: Mapping[Path, str], marks: Mapping[Path, Mark]
    ) -> Iterator[tuple[Mark, str]]:
        for path, wanted in files.items():
            if (marks[path], wanted) not in self._sound and digest(path) != wanted:
                raise IndexUnavailable(path.name)
            yield marks[path], wanted

    def is_touched(self, serial: str) -> bool:
        """Tell whether a file of the state that was opened last was written to or is gone.

        What was read of it is right; a state that has replaced it by now is not touched.
        """
        try:
            if all(mark(path) == known for path, known in self._marks.items()):
                return False
        except OSError:
            log.warning("files of the index are gone")
        try:
            return self.serial() == serial
        except IndexUnavailable:
            return True

    def rebuild(self, documents: Iterable[Document], *, progress: Progress, number: int) -> int:
        """Build anew beside the old state and swap; returns the number of documents.

        What was changed before the first of `documents` is read must stand in them; what is changed
        after that is taken over.

        Raises:
            IndexUnwritable: if the place takes nothing.
        """

        def told(count: int) -> None:
            self._tell(count)
            progress(count)

        with self._held(BUILDING), self._filled() as (folder, known, before):
            self._tell(0)
            segments, count = build(folder, documents, forms=self._forms, progress=told)
            with self._held():
                files, taken = self._taken_over(folder, segments, known)
                states.finish(folder, [*segments, *taken])
                ready = folder.rename(self._directory / uuid4().hex)
                since = self.number() - before
                self._swap(ready, known=files, number=max(number, before) + since)
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
            self._swap(folder, known=files, number=number, worn=are_worn(segments))

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
        list(self._verified(read, {path: mark(path) for path in read}))
        with self._fresh() as (folder, files):
            states.merge(folder, {segment.segid for segment in together})
            self._swap(folder, known=files, number=number, worn=self.is_worn())
