"""Metrics for Prometheus: how often and how long each endpoint answers, and how all parts stand.

Endpoints are named, never addresses, so nothing that anybody typed is in them. Under `serve` the
web workers count in files that they share, so that one of them tells the sum of all; each worker
has a place, and whoever takes it over goes on from its figures.
"""

import logging
import os
import platform
import shutil
import time
import tomllib
import uuid
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from portal.core.settings import Settings

log = logging.getLogger(__name__)
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
SHARED_BYTES = 1 << 21  # of a worker's file; each endpoint takes about 2 kB of it
UNKNOWN = "unknown"  # the endpoint of what no route knows
Read = Callable[[], float]
_gauges: dict[str, tuple[str, Read]] = {}
_place = {"number": 0}  # which of the shared files this process counts in


class _Times:
    """The histogram, and the folder of the files if several processes count."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory
        self.histogram = Histogram(
            "portal_request_duration_seconds",
            "Time until an answer was made, by endpoint, method and class of status.",
            ("endpoint", "method", "status"),
            buckets=BUCKETS,
            registry=None,
        )


class _Gauges(Collector):
    """What is looked up when it is asked for; what cannot be said now is left out."""

    def collect(self) -> Iterator[Metric]:
        """Yield all gauges."""
        settings: Settings = current_app.extensions["settings"]
        labels = {"version": version(settings), "python": platform.python_version()}
        build = GaugeMetricFamily("portal_build_info", "What runs.", labels=list(labels))
        build.add_metric(list(labels.values()), 1)
        yield build
        for name, (about, read) in _gauges.items():
            try:
                yield GaugeMetricFamily(name, about, value=read())
            except Exception as error:  # noqa: BLE001  # the others must be told all the same
                log.warning("%s cannot be read: %s", name, type(error).__name__)


def gauge(name: str, about: str, read: Read) -> None:
    """Tell the number that `read` returns, which is asked for at each look."""
    _gauges[name] = (about, read)


def version(settings: Settings) -> str:
    """Return the version of the portal."""
    project = settings.migrations_dir.parent / "pyproject.toml"
    found: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    return found


def exposed() -> bytes:
    """Return everything in Prometheus' text format."""
    times: _Times = current_app.extensions["metrics"]
    registry = CollectorRegistry()
    if times.directory is None:
        registry.register(times.histogram)
    else:
        MultiProcessCollector(registry, str(times.directory))  # type: ignore[no-untyped-call]  # typed in part
    registry.register(_Gauges())
    return generate_latest(registry)


def share(app: Flask) -> None:
    """Let the web workers that are forked from here on count in files of an empty folder.

    Of the folders of servers before, the newest stays: workers may still count in it.
    """
    settings: Settings = app.extensions["settings"]
    directory = settings.metrics_dir / uuid.uuid4().hex
    try:
        settings.metrics_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        former = sorted(settings.metrics_dir.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in former[:-1]:
            shutil.rmtree(path, ignore_errors=True)
        directory.mkdir(mode=0o700)
    except OSError as error:
        log.warning("each web worker counts for itself: %s", error.strerror)
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)
    # The package itself chooses this when it is imported, before there are settings.
    values.ValueClass = values.MultiProcessValue(lambda: _place["number"])  # type: ignore[no-untyped-call]  # typed in part
    app.extensions["metrics"] = _Times(directory)


def free_place(taken: Collection[int]) -> int:
    """Return the lowest number that is not taken."""
    return next(number for number in range(len(taken) + 1) if number not in taken)


def take_place(app: Flask, number: int) -> None:
    """Let this process count in the file `number`.

    The file is allotted its room now: writing to a mapped file that the disk has no room for would
    kill the process. Without room this process counts for itself.
    """
    times: _Times = app.extensions["metrics"]
    if times.directory is None:
        return
    _place["number"] = number
    try:
        with (times.directory / f"histogram_{number}.db").open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, SHARED_BYTES)
    except OSError as error:
        log.warning("this web worker counts for itself: %s", error.strerror)
        values.ValueClass = values.MutexValue
        app.extensions["metrics"] = _Times()


def init_app(app: Flask) -> None:
    """Count each answer."""
    app.extensions["metrics"] = _Times()

    def count(response: Response) -> Response:
        times: _Times = app.extensions["metrics"]
        method = request.method if request.method in METHODS else UNKNOWN
        labels = (request.endpoint or UNKNOWN, method, f"{response.status_code // 100}xx")
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        try:
            times.histogram.labels(*labels).observe(seconds)
        except (OSError, ValueError) as error:  # a figure less, and never an answer
            log.warning("an answer is not counted: %s", type(error).__name__)
        return response

    app.after_request(count)
