"""The production server: gunicorn's web workers with a job worker beside them.

TERM ends it: nothing new is taken, what runs is finished within `GRACE` seconds, then all is gone.
HUP restarts it with the code and packages that are on disk by then: this process becomes the new
server, under its old id and with its open socket, while the old workers go on; they are asked to
end once the new ones are there. If the new code does not start, the old goes on.
"""

import ctypes
import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http.errors import InvalidResponseHeader, InvalidResponseHeaderName, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from portal.admin.clients import Heads, WholeBodies
from portal.core import metrics, security, timing
from portal.core.db import db
from portal.core.replicas import replicas
from portal.core.settings import Settings

THREADS = 4
GRACE = 10  # seconds that an open request or job has to end
CHECK_SECONDS = 60  # that new code has to load and look at the database
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
# What a server that restarts tells the one that it becomes.
FORMER, MASTER, SOCKETS = "SERVE_FORMER", "GUNICORN_PID", "GUNICORN_FD"
ENDING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})
SO_ATTACH_FILTER, BPF_RETURN = 26, 0x06  # of Linux, see socket(7)
LONGEST_ADDRESS = 8190  # bytes; the most that gunicorn takes where it has a limit at all
UNREADABLE = """\
<!DOCTYPE html>
<html lang="id">
<meta charset="utf-8">
<title>Permintaan tidak dapat dibaca · Sokoguru</title>
<h1>Permintaan tidak dapat dibaca</h1>
<p>Alamatnya terlalu panjang atau rusak. Periksa, lalu coba lagi, atau mulai dari
<a href="/">beranda</a>.</p>
<p lang="en">This request cannot be read: its address is too long or broken. Check it and try again,
or start from the <a href="/en/">home page</a>.</p>
</html>
"""
log = logging.getLogger(__name__)


class JsonLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Leaves the server's own messages to the handlers of `core.log`."""

    def setup(self, cfg: Any) -> None:
        """Take away gunicorn's own handlers."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class WebWorker(Heads, ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Answers also what is no readable request, and to the end whoever has come to the door."""

    place = 0  # which of the shared files of metrics is its

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001  # the signature is gunicorn's
        """Begin or cease to accept; before the end, take in who waits and shut the door."""
        if not self.alive and self._accepting:
            self._take_in_who_waits()
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()

    def _take_in_who_waits(self) -> None:
        for listener in self.sockets:
            known = -1
            while known != self.nr_conns < self.worker_connections:
                known = self.nr_conns
                self.accept(listener)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:  # noqa: ARG002  # the signature is gunicorn's
        """Answer 400 to what gunicorn could not read; leave all else to gunicorn.

        Without the request, since what gunicorn logs would have its address with all that was
        searched for.
        """
        faults_of_ours = (InvalidResponseHeader, InvalidResponseHeaderName)
        if not isinstance(exc, ParseException) or isinstance(exc, faults_of_ours):
            super().handle_error(None, client, addr, exc)
            return
        log.warning("unreadable request", extra={"fields": {"reason": type(exc).__name__}})
        body = UNREADABLE.encode()
        headers = [
            "HTTP/1.1 400 Bad Request",
            "Connection: close",
            "Content-Type: text/html; charset=utf-8",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in security.headers(https=self.app.https)),
        ]
        try:
            write_nonblock(client, "\r\n".join([*headers, "", ""]).encode() + body)
        except OSError:
            log.info("an unreadable request left before its answer")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn over an application that is already there."""

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        """Prepare to serve `app`."""
        self._app = app
        self._address = f"{host}:{port}"
        super().__init__()

    @property
    def https(self) -> bool:
        """Whether readers reach the portal by https."""
        settings: Settings = self._app.extensions["settings"]
        return settings.https

    def load_config(self) -> None:
        """Set gunicorn's options."""
        settings: Settings = self._app.extensions["settings"]
        address = {"fields": {"address": self._address}}
        options: dict[str, Any] = {
            "bind": self._address,
            "workers": settings.workers,
            "threads": THREADS,
            "worker_class": WebWorker,
            "limit_request_line": LONGEST_ADDRESS,
            "graceful_timeout": GRACE,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": JsonLogger,
            "when_ready": lambda _arbiter: log.info("serving", extra=address),
            "pre_fork": _give_place,
            "post_fork": lambda _arbiter, worker: self._start_anew(worker.place),
            "worker_exit": lambda _arbiter, _worker: self._rest(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WholeBodies:
        """Return the application, which reads bodies that are whole."""
        return WholeBodies(self._app)

    def run(self) -> None:
        """Serve until told to stop."""
        timing.switch_off(self._app)
        metrics.share(self._app)
        _Supervisor(self).run()

    def _start_anew(self, place: int) -> None:
        """Let a web worker share nothing with the process that it was forked from."""
        with self._app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)
        metrics.take_place(self._app, place)

    def _rest(self) -> None:
        with self._app.app_context():
            for replica in replicas().values():
                replica.rest()


def takes_over() -> bool:
    """Tell whether this process goes on from a server that restarts, whose socket it has."""
    return SOCKETS in os.environ


def _give_place(arbiter: Any, worker: WebWorker) -> None:
    worker.place = metrics.free_place([other.place for other in arbiter.WORKERS.values()])


class _Supervisor(Arbiter):  # type: ignore[misc]  # gunicorn is untyped
    """Looks after the job worker in the same round, and thread, as after the web workers.

    From a thread of its own a start could meet the fork of a web worker, which would keep the
    pipe open that the start waits for.
    """

    def __init__(self, app: Server) -> None:
        self._former = [int(pid) for pid in os.environ.pop(FORMER, "").split(",") if pid]
        self._beside = _WorkerBeside()
        super().__init__(app)

    def manage_workers(self) -> None:
        """Replace what died; called about once a second."""
        super().manage_workers()
        self._beside.keep()
        while self._former:  # the new ones are there by now
            _ask_to_end(self._former.pop())

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002  # the signature is gunicorn's
        """End all within `GRACE` seconds, the web workers and the job worker at once."""
        end = time.monotonic() + GRACE
        self._beside.ask_to_end()
        for listener in self.LISTENERS:
            _let_nobody_new_in(listener)
        super().stop(graceful)
        self._beside.end(max(end - time.monotonic(), 1))

    def reload(self) -> None:
        """Become a server with the code that is on disk now, unless that does not start."""
        if (reason := _fault_of_new_code()) is not None:
            log.error("the new code does not start, the old goes on: %s", reason)
            return
        if self._is_asked_to_end():
            return
        log.info("restarting")
        for listener in self.LISTENERS:
            os.set_inheritable(listener.fileno(), True)  # noqa: FBT003  # takes no names
        former = [*self.WORKERS, *self._beside.pids()]
        told = {
            FORMER: ",".join(map(str, former)),
            MASTER: str(os.getpid()),
            SOCKETS: ",".join(str(listener.fileno()) for listener in self.LISTENERS),
        }
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the new server knows what it means
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **told})  # noqa: S606  # how it was started

    def _is_asked_to_end(self) -> bool:
        """Tell whether a signal to end waits, which the new server would not hear."""
        waiting = [self.SIG_QUEUE.get() for _each in range(self.SIG_QUEUE.qsize())]
        for found in waiting:
            self.SIG_QUEUE.put(found)
        return not ENDING.isdisjoint(waiting)


def _let_nobody_new_in(listener: Any) -> None:
    """Let the system drop what comes from now on; who stands at the door can still be taken in."""
    if sys.platform != "linux":  # elsewhere, whoever comes after the last look is cut off
        return
    nothing = ctypes.create_string_buffer(struct.pack("@HBBI", BPF_RETURN, 0, 0, 0))
    program = struct.pack("@HP", 1, ctypes.addressof(nothing))  # of one instruction: take 0 bytes
    with suppress(OSError):  # a system that forbids it must not keep the server from ending
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def _fault_of_new_code() -> str | None:
    """Return why the code that is on disk does not start, or None if it does."""
    try:
        done = subprocess.run(  # noqa: S603  # fixed words
            [*FLASK, "serve", "--check"], timeout=CHECK_SECONDS, check=False, capture_output=True
        )
    except subprocess.TimeoutExpired:
        return f"not ready after {CHECK_SECONDS} seconds"
    if done.returncode == 0:
        return None
    return done.stderr.decode(errors="replace").strip().rpartition("\n")[2]


def _ask_to_end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        log.info("%s has ended already", pid)


class _WorkerBeside:
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
