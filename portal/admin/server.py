"""The production server: gunicorn's web workers with a job worker beside them."""

import logging
import os
import subprocess
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http.errors import InvalidResponseHeader, InvalidResponseHeaderName, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from portal.admin.clients import Heads, WholeBodies
from portal.core import security
from portal.core.db import db
from portal.core.replicas import replicas
from portal.core.settings import Settings

THREADS = 4
GRACE = 10  # seconds that an open request or job has to end
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
    """Answers also what is no readable request in the portal's words, with its headers."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer 400 to what gunicorn could not read; leave all else to gunicorn."""
        faults_of_ours = (InvalidResponseHeader, InvalidResponseHeaderName)
        if not isinstance(exc, ParseException) or isinstance(exc, faults_of_ours):
            super().handle_error(req, client, addr, exc)
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
            "on_exit": lambda arbiter: arbiter.beside.stop(),
            "post_fork": lambda _arbiter, _worker: self._forget_connections(),
            "worker_exit": lambda _arbiter, _worker: self._rest(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WholeBodies:
        """Return the application, which reads bodies that are whole."""
        return WholeBodies(self._app)

    def run(self) -> None:
        """Serve until told to stop."""
        _Supervisor(self).run()

    def _forget_connections(self) -> None:
        with self._app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)

    def _rest(self) -> None:
        with self._app.app_context():
            for replica in replicas().values():
                replica.rest()


class _Supervisor(Arbiter):  # type: ignore[misc]  # gunicorn is untyped
    """Looks after the job worker in the same round, and thread, as after the web workers.

    From a thread of its own a start could meet the fork of a web worker, which would keep the
    pipe open that the start waits for.
    """

    def __init__(self, app: Server) -> None:
        self.beside = _WorkerBeside()
        super().__init__(app)

    def manage_workers(self) -> None:
        """Replace what died; called about once a second."""
        super().manage_workers()
        self.beside.keep()


class _WorkerBeside:
    """One `flask worker` process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Start the worker unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        command = [*flask, "worker", "--parent", str(os.getpid())]
        self._process = subprocess.Popen(command)  # noqa: S603  # fixed words
        log.info("worker", extra={"fields": {"pid": self._process.pid}})

    def stop(self) -> None:
        """End the worker, by force after `GRACE` seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
