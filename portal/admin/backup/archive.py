"""The archive: one zip of lines, uploads and a manifest, with a checksum over all its bytes.

Whoever has `unzip` can read it. Its comment ends with the SHA-256 of everything before, so not one
byte of it can differ unnoticed; the manifest has hashes of what is inside. It holds no key, no
password of the mail server or the database, and no search index, which is made anew.
"""

import hashlib
import json
import os
import re
import secrets
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from portal.admin.backup.tables import Digest, Progress

FORMAT = 1
MANIFEST = "manifest.json"
COMMENT = b"sokoguru-backup sha256="
DIGITS = 64
BLOCK = 1 << 20
UPLOAD = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{30})/([A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)*)")
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError),
    *(KeyError, ValueError, TypeError, AttributeError),
)


class Damaged(Exception):
    """The file is no whole backup; the message is a sentence."""


@dataclass(frozen=True)
class Member:
    """What a file inside has to be."""

    size: int
    sha256: str


@dataclass(frozen=True)
class TableMember(Member):
    """What the lines of a table have to be."""

    rows: int
    columns: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself; `key_check` tells whether a key is the one of then."""

    made_at: str
    revision: str
    database: str
    settings: Mapping[str, Any]
    key_check: str
    audit_seq: int
    audit_hash: str
    tables: Mapping[str, TableMember]
    files: Mapping[str, Member]
    missing_files: list[str]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables.values())

    def members(self) -> dict[str, Member]:
        """Return what must be inside, by name."""
        return {**{lines_of(name): table for name, table in self.tables.items()}, **self.files}


def lines_of(table: str) -> str:
    """Return the name of the lines of a table."""
    return f"tables/{table}.jsonl"


class Writer:
    """A backup that is being written."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        """Write into a new file."""
        self._file, self._progress = file, progress
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool) -> Digest:
        """Write one file inside; pictures and documents are small already."""
        digest = Digest()
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in digest.over(chunks):
                member.write(chunk)
                self._progress(name, digest.size)
        return digest

    def close(self) -> None:
        """End what was begun; `finish` has done so where all went well."""
        self._zip.close()

    def finish(self, manifest: Manifest) -> str:
        """Write the manifest and return the hash of the whole."""
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
        self._zip.comment = COMMENT + b"0" * DIGITS
        self._zip.close()
        length = self._file.seek(0, os.SEEK_END) - DIGITS
        digest = _hash_of(self._file, length)
        self._file.seek(length)
        self._file.write(digest.encode("ascii"))
        return digest


@contextmanager
def writing(path: Path, progress: Progress) -> Iterator[Writer]:
    """Write a backup that is whole under its name, for its owner only, or not there at all.

    Raises:
        FileExistsError: if there is a file already.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists already, and a backup overwrites nothing.")
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            with closing(Writer(file, progress)) as writer:
                yield writer
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _settle(path.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _settle(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hash_of(file: IO[bytes], length: int) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while length and (block := file.read(min(BLOCK, length))):
        digest.update(block)
        length -= len(block)
    return digest.hexdigest()


@dataclass(frozen=True)
class Archive:
    """A backup of which every byte was seen to be in its place."""

    digest: str
    manifest: Manifest
    _zip: zipfile.ZipFile

    def chunks(self, name: str, *, whole_lines: bool = False) -> Iterator[bytes]:
        """Yield what a file inside holds, if asked for cut at ends of lines.

        Raises:
            Damaged: if it cannot be read.
        """
        try:
            with self._zip.open(name) as member:
                while block := member.read(BLOCK):
                    yield block + (member.readline() if whole_lines else b"")
        except BROKEN as error:
            raise _damaged(f"{name} cannot be read") from error

    def uploads(self) -> Iterator[tuple[str, str, str]]:
        """Yield the uploads: what each is called inside, and its name and part in the folder."""
        for name in self.manifest.files:
            if found := UPLOAD.fullmatch(name):
                yield name, found[2], found[3]


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[Archive]:
    """Open a backup after looking at everything in it.

    Raises:
        Damaged: if anything is damaged, missing, too much, or of a newer format.
        OSError: if the file cannot be read.
    """
    with path.open("rb") as file:
        digest = _checked(file)
        try:
            packed = zipfile.ZipFile(file)
            manifest = _manifest(json.loads(packed.read(MANIFEST)))
            archive = Archive(digest, manifest, packed)
            _check_names(packed, manifest)
        except BROKEN as error:
            raise _damaged("it cannot be read") from error
        for name, member in manifest.members().items():
            found = Digest()
            for _chunk in found.over(archive.chunks(name)):
                progress(name, found.size)
            if (found.size, found.sha256) != (member.size, member.sha256):
                raise _damaged(f"{name} is not what it was")
        yield archive


def _damaged(reason: str) -> Damaged:
    return Damaged(f"This is no whole backup of this portal: {reason}.")


def _checked(file: IO[bytes]) -> str:
    """Return the hash at the end, if it is that of everything before.

    Raises:
        Damaged: if it is not.
    """
    length = file.seek(0, os.SEEK_END)
    tail = len(COMMENT) + DIGITS
    if length < tail:
        raise _damaged("it is too short")
    file.seek(length - tail)
    comment = file.read(tail)
    if not comment.startswith(COMMENT):
        raise _damaged("it does not end as one, so it was cut off or is something else")
    digest = _hash_of(file, length - DIGITS)
    if comment[len(COMMENT) :] != digest.encode("ascii"):
        raise _damaged("its bytes are not those that were written")
    return digest


def _manifest(told: Mapping[str, Any]) -> Manifest:
    """Return the manifest.

    Raises:
        Damaged: if it is of a newer format.
    """
    if told["format"] != FORMAT:
        raise Damaged(f"This backup has format {told['format']}; this portal reads {FORMAT}.")
    tables = {name: TableMember(**table) for name, table in told["tables"].items()}
    files = {name: Member(**member) for name, member in told["files"].items()}
    return Manifest(**{**told, "tables": tables, "files": files})


def _check_names(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    """Let nothing be inside but plain files that the manifest names.

    Raises:
        Damaged: naming what should not be there, or is not.
    """
    names = Counter(packed.namelist())
    odd = sorted(set(names) ^ {MANIFEST, *manifest.members()})
    odd += [name for name, times in names.items() if times > 1]
    odd += [name for name in manifest.files if not UPLOAD.fullmatch(name)]
    odd += [info.filename for info in packed.infolist() if not _is_plain(info)]
    if odd:
        raise _damaged(f"{odd[0]!r} does not belong there or is missing")


def _is_plain(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind in {0, stat.S_IFREG} and not info.is_dir() and not info.flag_bits & 1
