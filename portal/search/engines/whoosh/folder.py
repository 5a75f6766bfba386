"""The index on disk: each change makes a new folder beside the old one and swaps a pointer."""

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from whoosh.analysis import Token, Tokenizer
from whoosh.codec.base import Segment
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import FileIndex
from whoosh.reading import IndexReader
from whoosh.writing import IndexWriter

from portal.core import disk
from portal.core.files import settle, write_atomically
from portal.search.analysis import words
from portal.search.engine import FIELDS, Document, IndexUnavailable, IndexUnwritable
from portal.search.engines.whoosh.mapped import MappedStorage

log = logging.getLogger(__name__)
POINTER = "current.json"
BROKEN = "broken"
PROGRESS_EVERY = 50
KEPT = 2
MEMORY_MB = 128
HOLLOW = 0.25  # share of deleted documents from which on all segments are written anew
Mark = tuple[int, ...]
Forms = Callable[[str, str], tuple[str, ...]]


class FormsTokenizer(Tokenizer):  # type: ignore[misc]  # Whoosh is untyped
    """Reads text whose words are parted by blanks and whose forms of a word by tabs."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Token]:
        """Yield every form with the position of its word."""
        token = Token(positions=True, removestops=True)
        token.boost, token.stopped = 1.0, False
        for position, word in enumerate(value.split(" ")):
            for form in word.split("\t"):
                token.text, token.pos = form, position
                yield token


def _schema() -> Schema:
    texts = {name: TEXT(analyzer=FormsTokenizer(), phrase=True) for name in FIELDS}
    return Schema(uid=ID(unique=True), kind=STORED, key=STORED, prior=STORED, **texts)


def _open(folder: Path) -> FileIndex:
    return MappedStorage(str(folder)).open_index(schema=_schema())


def _writer(opened: FileIndex) -> IndexWriter:
    # Each file by itself, for one that holds them all is copied into memory when it is opened.
    return opened.writer(limitmb=MEMORY_MB, compound=False)


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
            return serial, _open(folder).reader()
        except Exception as error:
            if self.serial() != serial:
                return self.open()
            self.mark_broken()
            raise IndexUnavailable from error

    def _check(self, files: Mapping[Path, str]) -> None:
        """Compare files with their digests; those of the state before, linked here, are known."""
        marks = {path: _mark(path) for path in files}
        found = frozenset((marks[path], digest) for path, digest in files.items())
        for path, digest in files.items():
            if (marks[path], digest) not in self._sound and _digest(path) != digest:
                raise IndexUnavailable(path.name)
        self._sound, self._marks = found, marks

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
        self, documents: Iterable[Document], *, progress: Callable[[int], None], number: int
    ) -> int:
        """Build anew beside the old state and swap; returns the number of documents.

        Raises:
            IndexUnwritable: if the place takes nothing.
        """
        with self._writing() as folder:
            writer = _writer(MappedStorage(str(folder)).create_index(_schema()))
            count = 0
            for count, document in enumerate(documents, start=1):
                writer.add_document(**self._row(document))
                if count % PROGRESS_EVERY == 0:
                    progress(count)
            writer.commit()
            self._swap(folder, known={}, number=number)
            (self._directory / BROKEN).unlink(missing_ok=True)
            return count

    def change(
        self, kind: str, documents: Iterable[Document], *, removed: Collection[str], after: int
    ) -> int:
        """Write a state with the changes, swap, and return its number.

        Raises:
            IndexUnavailable: if there is no sound state to change, or only one older than `after`.
            IndexUnwritable: if the place takes nothing; the present state stays.
        """
        with self._writing() as folder:
            try:
                if self.is_broken() or (number := self.number()) < after:
                    raise IndexUnavailable(BROKEN)  # noqa: TRY301  # told as the others are
                pointer = self._pointer()
                for name in pointer["files"]:
                    os.link(self._directory / pointer["folder"] / name, folder / name)
                writer = _writer(_open(folder))
                self._write(writer, kind, documents, removed)
            except Exception as error:
                if disk.is_unwritable(error):
                    raise  # nothing is wrong with what is there
                self.mark_broken()
                raise IndexUnavailable from error
            self._swap(folder, known=pointer["files"], number=number + 1)
            return number + 1

    def _write(
        self, writer: IndexWriter, kind: str, documents: Iterable[Document], removed: Iterable[str]
    ) -> None:
        for key in removed:
            writer.delete_by_term("uid", f"{kind}:{key}")
        for document in documents:
            writer.update_document(**self._row(document))
        writer.commit(optimize=_is_hollow(writer.segments))

    def _row(self, document: Document) -> dict[str, object]:
        row: dict[str, object] = {
            "uid": f"{document.kind}:{document.key}",
            "kind": document.kind,
            "key": document.key,
            "prior": document.prior,
        }
        for name, language in FIELDS.items():
            forms = (
                "\t".join(dict.fromkeys(self._forms(word.text, language)))
                for word in words(document.fields.get(name, ""))
            )
            if text := " ".join(forms):
                row[name] = text
        return row

    def _pointer(self) -> dict[str, Any]:
        pointer: dict[str, Any] = json.loads((self._directory / POINTER).read_text())
        return pointer

    @contextmanager
    def _writing(self) -> Iterator[Path]:
        """Hold the writer's lock and give a fresh folder; it is removed unless swapped in.

        Raises:
            IndexUnwritable: if the place takes nothing.
        """
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._directory / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                with self._fresh() as folder:
                    yield folder
        except OSError as error:
            if disk.is_unwritable(error):
                raise IndexUnwritable(error.strerror) from error
            raise

    @contextmanager
    def _fresh(self) -> Iterator[Path]:
        folder = self._directory / uuid4().hex
        folder.mkdir(mode=0o700)
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)  # it may be what fills the disk
            raise
        finally:
            self._clean()

    def _swap(self, folder: Path, *, known: dict[str, str], number: int) -> None:
        """Point to `folder`, all of it on the disk; files that are in `known` keep their digests.

        Else a power cut could bring back the state before, when its jobs have been forgotten.
        """
        files = {}
        for path in folder.iterdir():
            if path.name in known:
                files[path.name] = known[path.name]
            elif not path.name.endswith("LOCK"):
                files[path.name] = _digest(path)
                settle(path)
        settle(folder)
        pointer = {"folder": folder.name, "files": files, "number": number}
        write_atomically(self._directory / POINTER, json.dumps(pointer).encode())

    def _clean(self) -> None:
        """Remove all folders but the present one and the one before, which may be being opened."""
        try:
            present = self._pointer()["folder"]
        except (OSError, ValueError, KeyError):
            present = ""
        folders = [path for path in self._directory.iterdir() if path.is_dir()]
        folders.sort(key=lambda path: (path.name == present, path.stat().st_mtime_ns), reverse=True)
        for path in folders[KEPT:]:
            shutil.rmtree(path, ignore_errors=True)


def _is_hollow(segments: Sequence[Segment]) -> bool:
    """Tell whether it is worth the minutes of a whole library to be rid of what is deleted."""
    documents: int = sum(segment.doc_count_all() for segment in segments)
    deleted: int = sum(segment.deleted_count() for segment in segments)
    return deleted > HOLLOW * documents


def _mark(path: Path) -> Mark:
    """Return what is another number when a file was written to, wherever it is linked."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
