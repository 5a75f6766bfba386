"""The folder of uploads: each under a random name, whole on disk before any row names it."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from portal.core.errors import DomainError
from portal.core.files import settle
from portal.core.i18n import _

UNFINISHED = ".part"
BODY = "body"


class NoRoom(DomainError):
    """The disk does not take the file; nothing of it is kept."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


class Store:
    """A private folder; what is kept under one name are one or more parts of one upload."""

    def __init__(self, directory: Path) -> None:
        """Keep everything below `directory`, which need not exist yet."""
        self._directory = directory

    def save(self, parts: Mapping[str, bytes]) -> str:
        """Keep the parts under a new name, all or none, also when the power is cut.

        Raises:
            NoRoom: if the disk is full or cannot be written.
        """
        name = secrets.token_hex(16)
        unfinished = self._directory / (name + UNFINISHED)
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.mkdir(mode=0o700)
            for part, body in parts.items():
                _write(unfinished / part, body)
            settle(unfinished)
            shelf = self._folder(name).parent
            shelf.mkdir(mode=0o700, exist_ok=True)
            unfinished.rename(self._folder(name))
            for above in (shelf, self._directory, self._directory.parent):
                settle(above)  # whoever made it may have been killed before this
        except OSError as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise NoRoom(
                _("Berkas belum tersimpan karena penyimpanan penuh. Coba lagi nanti.")
            ) from error
        return name

    def path(self, name: str, part: str = BODY) -> Path:
        """Return where a part is."""
        return self._folder(name) / part

    def remove(self, name: str) -> None:
        """Remove what is kept under a name; nothing happens if that is nothing."""
        shutil.rmtree(self._folder(name), ignore_errors=True)

    def names(self, *, before: datetime) -> Iterator[str]:
        """Yield the names of what was kept before a moment, finished or not."""
        for folder in (*self._directory.glob("??/*"), *self._directory.glob(f"*{UNFINISHED}")):
            if datetime.fromtimestamp(folder.stat().st_mtime, UTC) < before:
                yield folder.name

    def kept(self) -> Iterator[tuple[str, str, Path]]:
        """Yield the name, the part and the place of everything that is finished, in order."""
        for path in sorted(self._directory.glob("??/*/*")):
            yield path.parent.name, path.name, path

    def is_empty(self) -> bool:
        """Tell whether nothing is there, finished or not."""
        return not any(path.is_file() for path in self._directory.rglob("*"))

    def put_back(self, name: str, part: str, body: Iterable[bytes]) -> None:
        """Bring back a part under the name it had; `settle` lets it outlast a power cut.

        Raises:
            OSError: if the disk does not take it, or has it already.
        """
        self._folder(name).mkdir(mode=0o700, parents=True, exist_ok=True)
        place = os.open(self.path(name, part), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(place, "wb") as file:
            file.writelines(body)

    def settle(self) -> None:
        """Let everything that was put back outlast a power cut."""
        os.sync()

    def clear(self) -> None:
        """Remove everything."""
        for folder in (*self._directory.glob("??"), *self._directory.glob(f"*{UNFINISHED}")):
            shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, name: str) -> Path:
        if name.endswith(UNFINISHED):
            return self._directory / name
        return self._directory / name[:2] / name


def _write(path: Path, body: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
