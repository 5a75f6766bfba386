"""Files on disk: written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, body: bytes) -> None:
    """Write `body` to `path` so that a reader, or a power cut, sees the old file or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        settle(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def settle(path: Path) -> None:
    """Let what a file holds, or the names in a folder, outlast a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
