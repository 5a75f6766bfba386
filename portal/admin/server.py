"""The production server: gunicorn's web workers with a job worker beside them."""

import subprocess
import sys
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.core.db import db
from portal.core.settings import Settings

THREADS = 4
PAUSE = 1.0
GRACE = 10


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
            "when_ready": lambda _arbiter: beside.start(),
            "on_exit": lambda _arbiter: beside.stop(),
            "post_fork": lambda _arbiter, _worker: self._forget_connections(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app

    def _forget_connections(self) -> None:
        with self._app.app_context():
            db.engine.dispose(close=False)


class _WorkerBeside:
    """Keeps one `flask worker` process running, and starts it again if it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        while not self._stopping.is_set():
            self._process = subprocess.Popen(command)  # noqa: S603  # fixed words
            self._process.wait()
            self._stopping.wait(PAUSE)

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
