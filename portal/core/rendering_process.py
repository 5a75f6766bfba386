"""The portal's end of the process that renders: starting it, talking to it, killing it."""

import json
import math
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

WORKER = "portal.core.rendering_worker"
ROOT = Path(__file__).parents[2]
INHERITED = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH")
START_SECONDS = 10.0
CHUNK = 65536
Job = tuple[str, dict[str, int], str, dict[str, tuple[str, str]]]


class Gone(Exception):
    """The process died or took too long; the message says which."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one call may use: `seconds` on the clock, `memory` as bytes of address space."""

    seconds: float = 2.0
    memory: int = 256 * 2**20


class Process:
    """One process that renders; not to be used by two threads at once."""

    def __init__(self, limits: Limits) -> None:
        """Start the process and wait until it is ready.

        Raises:
            Gone: if it cannot start.
        """
        self.calls = 0
        self._buffer = bytearray()
        seconds = math.ceil(limits.seconds)
        try:
            self._popen = subprocess.Popen(  # noqa: S603  # fixed words
                [sys.executable, "-m", WORKER, str(limits.memory), str(seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=ROOT,
                env={name: os.environ[name] for name in INHERITED if name in os.environ},
            )
        except OSError as error:
            raise Gone("cannot start") from error
        for pipe in self._pipes():
            os.set_blocking(pipe.fileno(), False)
        try:
            self._receive(time.monotonic() + START_SECONDS)
        except BaseException:
            self.end()
            raise

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether the process can still answer."""
        return self._popen.poll() is None

    def answers(self, jobs: Sequence[Job], *, end: float) -> Iterator[dict[str, str]]:
        """Yield the answer to each job, the last before the moment `end` of the monotonic clock.

        Raises:
            Gone: if the process dies or the moment comes first.
        """
        self.calls += 1
        line = json.dumps(jobs, separators=(",", ":")).encode() + b"\n"
        self._send(line, end)
        for _job in jobs:
            answer: dict[str, str] = json.loads(self._receive(end))
            yield answer

    def end(self) -> None:
        """Kill the process, and bury it."""
        self._popen.kill()
        self._popen.wait()
        self._close()

    def disown(self) -> None:
        """Leave the process to another one that this one was forked from."""
        self._popen.poll()  # says that it is no child of ours, or Popen would miss it later
        self._close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        stdin, stdout = self._popen.stdin, self._popen.stdout
        if stdin is None or stdout is None:
            raise Gone("has no pipes")
        return stdin, stdout

    def _close(self) -> None:
        for pipe in self._pipes():
            pipe.close()

    def _send(self, line: bytes, end: float) -> None:
        target = self._pipes()[0].fileno()
        rest = memoryview(line)
        while rest:
            _await(target, select.POLLOUT, end)
            try:
                rest = rest[os.write(target, rest) :]
            except BrokenPipeError as error:
                raise Gone("died") from error

    def _receive(self, end: float) -> bytes:
        source = self._pipes()[1].fileno()
        while b"\n" not in self._buffer:
            _await(source, select.POLLIN, end)
            chunk = os.read(source, CHUNK)
            if not chunk:
                raise Gone("died")
            self._buffer += chunk
        line, _, rest = self._buffer.partition(b"\n")
        self._buffer = rest
        return bytes(line)


def _await(file: int, event: int, end: float) -> None:
    poller = select.poll()
    poller.register(file, event)
    left = end - time.monotonic()
    if left <= 0 or not poller.poll(math.ceil(left * 1000)):
        raise Gone("took too long")
