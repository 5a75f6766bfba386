"""Files of an index as they lie in memory: shared by all processes, and open in no time."""

import mmap
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class MappedFile(StructFile):  # type: ignore[misc]  # Whoosh is untyped
    """A file that is read where the system keeps it, not copied."""

    def get(self, position: int, length: int) -> bytes:
        """Return so many bytes from a position on."""
        found: bytes = self.file[position : position + length]
        return found


class MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh is untyped
    """A folder whose files are mapped when they are opened; nobody may write to them after that."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for reading."""
        with Path(self.folder, name).open("rb") as file:
            if not file.seek(0, 2):  # nothing can be mapped of an empty one
                return StructFile(BytesIO(), name, **options)
            return MappedFile(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), name, **options)
