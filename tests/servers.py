"""Real processes of the portal for tests: started, waited for, and always ended."""

import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from config import ROOT
from tests.databases import engine_of, url_of

START_SECONDS = 90
STOP_SECONDS = 25


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def environ_of(directory: Path, **changes: str) -> dict[str, str]:
    """Return an environment with this one's tools and a portal that lives in `directory`."""
    inherited = {name: value for name, value in os.environ.items() if name[:7] != "PORTAL_"}
    return inherited | {
        "PORTAL_SECRET_KEY": "only-for-tests-" + "y" * 32,
        "PORTAL_DATABASE_URL": url_of(directory),
        "PORTAL_DATA_DIR": str(directory),
        "PORTAL_BASE_URL": "http://127.0.0.1:8000",
        "PORTAL_SEARCH_ENGINE": engine_of(directory),
        **changes,
    }


def run_flask(
    *arguments: str, environ: Mapping[str, str], cwd: Path = ROOT, seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run a `flask` command to its end, which must come within so many seconds."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=cwd,
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    children: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        for thread in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (thread / "children").read_text(encoding="ascii").split())
    return [found for child in children for found in (child, *descendants(child))]


def is_alive(pid: int) -> bool:
    """Tell whether a process is still there; one that only waits to be buried is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def left_of(pids: Sequence[int], *, seconds: float = 25) -> list[int]:
    """Return which of the processes are still there after waiting `seconds` for their end."""
    for pid in pids:
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            try:
                select.select([handle], [], [], seconds)
            finally:
                os.close(handle)
    return [pid for pid in pids if is_alive(pid)]


def listening(port: int) -> set[str]:
    """Return the addresses of this machine on which something listens at `port`."""
    found = set()
    for name, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]:
            local, _remote, state = line.split()[1:4]
            address, _, number = local.partition(":")
            if state == "0A" and int(number, 16) == port:
                words = bytes.fromhex(address)
                swapped = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
                found.add(socket.inet_ntop(family, swapped))
    return found


class Running:
    """A `flask` command that goes on; what it says is kept line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, wanted: Callable[[str], Any], *, seconds: float = START_SECONDS) -> Any:
        """Return what `wanted` makes of the first line it likes."""
        end = time.monotonic() + seconds
        while (line := self._next(end)) is not None:
            if found := wanted(line):
                return found
        raise AssertionError("ended too early:\n" + "".join(self.said))

    def _next(self, end: float) -> str | None:
        """Return the next line before the moment `end`, or None when there will be none."""
        try:
            line = self._lines.get(timeout=max(end - time.monotonic(), 0.01))
        except queue.Empty as error:
            raise AssertionError("took too long:\n" + "".join(self.said)) from error
        if line is not None:
            self.said.append(line)
        return line

    def wait_until_serving(self) -> None:
        """Wait until the server answers."""
        self.wait_for(lambda line: _event(line) == "serving")

    def wait_for_worker(self) -> int:
        """Wait until a job worker beside the web workers is at work, and return its process id."""
        pid: int = self.wait_for(lambda line: _event(line) == "worker" and json.loads(line)["pid"])
        return pid

    def wait_for_end(self, *, seconds: float = STOP_SECONDS) -> None:
        """Wait until nothing that the command started can say anything any more."""
        end = time.monotonic() + seconds
        while self._next(end) is not None:
            pass

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End the command and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        try:
            code = self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self._reader.join(timeout=STOP_SECONDS)
            assert self.process.stdout is not None
            self.process.stdout.close()
        return code


def _event(line: str) -> str | None:
    if not line.startswith("{"):
        return None
    message: str = json.loads(line)["message"]
    return message


@contextmanager
def flask_running(
    arguments: Sequence[str], *, environ: Mapping[str, str], cwd: Path = ROOT
) -> Iterator[Running]:
    """Start a `flask` command and end it, with its children, afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", *arguments],
        cwd=cwd,
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(process)
    try:
        yield running
    finally:
        running.stop()
