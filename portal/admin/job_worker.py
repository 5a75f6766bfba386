"""The job worker that goes on beside the web workers, as a process of its own."""

import logging
import os
import subprocess
import sys

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
log = logging.getLogger(__name__)


class JobWorker:
    """One `flask worker` process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def pids(self) -> list[int]:
        """Return the process, if it was started."""
        return [self._process.pid] if self._process else []

    def keep(self) -> None:
        """Start the worker unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        command = [*FLASK, "worker", "--parent", str(os.getpid())]
        self._process = subprocess.Popen(command)  # noqa: S603  # fixed words
        log.info("worker", extra={"fields": {"pid": self._process.pid}})

    def ask_to_end(self) -> None:
        """Let the worker finish what it does."""
        if self._process is not None:
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait for the worker's end, and force it after so many seconds."""
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
