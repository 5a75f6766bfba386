"""A disk of its own for tests: small enough to be filled, and to be made read-only."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.required import require

CHUNK = 4096


class SmallDisk:
    """A file system in memory, mounted at `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._ballast = directory / "ballast"

    def fill(self) -> None:
        """Leave no room at all."""
        handle = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (1 << 20, CHUNK):
                while _takes(handle, size):
                    pass
        finally:
            os.close(handle)

    def empty(self) -> None:
        """Take away what fills it."""
        self._ballast.unlink(missing_ok=True)

    def remount(self, *, read_only: bool) -> None:
        """Let nobody write, or everybody again."""
        _run("mount", "-o", f"remount,{'ro' if read_only else 'rw'}", str(self.directory))


def _takes(handle: int, size: int) -> bool:
    try:
        return os.write(handle, bytes(size)) == size
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False


def _run(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def small_disk(directory: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk at `directory`; the test is skipped, or fails, where this may not be done."""
    directory.mkdir(parents=True)
    mounted = os.geteuid() == 0 and _run(
        "mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(directory)
    )
    require("disk", present=mounted, reason="Only root may mount a small disk here.")
    try:
        yield SmallDisk(directory)
    finally:
        _run("umount", "--lazy", str(directory))
