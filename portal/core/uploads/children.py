"""Processes for what may be hostile: few rights, little memory, little time, and killable."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("child_launcher.py")
PATIENCE = 3  # times the computing time: how long the clock on the wall may go on
_turn = threading.BoundedSemaphore(1)  # one at a time in each of our processes


class ChildFailed(Exception):
    """The process ended in another way than it should; `code` is what it left, None if killed.

    `output` is what it had said until then.
    """

    def __init__(self, code: int | None, output: bytes) -> None:
        """Say how it ended."""
        super().__init__(code)
        self.code = code
        self.output = output


@dataclass(frozen=True)
class Limits:
    """What a process may use: seconds of computing, megabytes of memory."""

    seconds: int
    megabytes: int


def run(script: Path, *args: str, limits: Limits) -> bytes:
    """Run a script that knows nothing of the portal, and return what it says.

    Raises:
        ChildFailed: if it failed, or was killed at a limit.
    """
    bounds = (str(limits.seconds), str(limits.megabytes))
    command = [sys.executable, "-I", str(LAUNCHER), *bounds, str(script), *args]
    with _turn:
        try:
            done = subprocess.run(  # noqa: S603  # fixed words and paths of ours
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE * limits.seconds,
                check=False,
                env={},
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as error:
            raise ChildFailed(None, error.stdout or b"") from error
    if done.returncode != 0:
        raise ChildFailed(done.returncode if done.returncode > 0 else None, done.stdout)
    return done.stdout
