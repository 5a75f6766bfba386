"""The production server: gunicorn's web workers with a job worker beside them."""

import logging
import subprocess
import sys
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from portal.core.db import db
from portal.core.settings import Settings

THREADS = 4
PAUSE = 1.0  # seconds before a worker that died is started again
GRACE = 10  # seconds that an open request or job has to end
log = logging.getLogger(__name__)


class JsonLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Leaves the server's own messages to the handlers of `core.log`."""

    def setup(self, cfg: Any) -> None:
        """Take away gunicorn's own handlers."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn over an application that is already there."""

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        """Prepare to serve `app`."""
        self._app = app
        self._address = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options."""
        settings: Settings = self._app.extensions["settings"]
        beside = _WorkerBeside()
        options: dict[str, Any] = {
            "bind": self._address,
            "workers": settings.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": GRACE,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": JsonLogger,
            "when_ready": lambda _arbiter: self._begin(beside),
            "on_exit": lambda _arbiter: beside.stop(),
            "post_fork": lambda _arbiter, _worker: self._forget_connections(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app

    def _begin(self, beside: "_WorkerBeside") -> None:
        log.info("serving", extra={"fields": {"address": self._address}})
        beside.start()

    def _forget_connections(self) -> None:
        with self._app.app_context():
            db.engine.dispose(close=False)


class _WorkerBeside:
    """Keeps one `flask worker` process running, and starts it again if it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        while (process := self._started()) is not None:
            log.info("worker", extra={"fields": {"pid": process.pid}})
            process.wait()
            self._stopping.wait(PAUSE)

    def _started(self) -> subprocess.Popen[bytes] | None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        with self._starting:
            if self._stopping.is_set():
                return None
            self._process = subprocess.Popen(command)  # noqa: S603  # fixed words
            return self._process

    def stop(self) -> None:
        """End the worker, by force after `GRACE` seconds."""
        with self._starting:
            self._stopping.set()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
