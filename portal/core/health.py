"""Whether the portal lives and is ready to answer, and what its operators may know of it."""

import hmac
import ipaddress
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify, request

from portal.core import beats, disk, metrics
from portal.core.access import public
from portal.core.db import MOVED, db, has_moved, reading
from portal.core.errors import Unauthorized
from portal.core.i18n import _
from portal.core.settings import Settings

blueprint = Blueprint("health", __name__)
PATIENCE = 1.5  # seconds that a part has to say how it stands
PROBES = 4
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")
Check = Callable[[], bool]
_optional: dict[str, Check] = {}


def optional(name: str, check: Check) -> None:
    """Add a part whose absence degrades the portal without taking it down."""
    _optional[name] = check


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Answer as long as the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Answer 200 if pages can be served and written, 503 if not; an optional part only degrades.

    Which part it is only operators are told.
    """
    vital = {"database": answers, "migrations": is_migrated, "disk": _has_room}
    parts = _asked({**vital, **_optional})
    ready = all(parts[name] for name in vital)
    status = "down" if not ready else "ok" if all(parts.values()) else "degraded"
    told = {"status": status, **parts} if _is_operator() else {"status": status}
    return jsonify(told), 200 if ready else 503


@blueprint.get("/metrics")
@public
def exposed() -> Response:
    """Give operators the metrics, in Prometheus' text format.

    Raises:
        Unauthorized: for all others.
    """
    if not _is_operator():
        raise Unauthorized(_("Alamat ini hanya untuk pengelola."))
    return Response(metrics.exposed(), content_type="text/plain; version=0.0.4; charset=utf-8")


def answers() -> bool:
    """Tell whether the database answers."""
    return _read(lambda connection: connection.execute(sa.text("SELECT 1")).scalar()) == 1


def is_migrated() -> bool:
    """Tell whether the database answers, stands at the newest migration and is still in use."""
    return _scripts().get_current_head() == _read(revision_of) and not _read(has_moved)


def revision_of(connection: sa.Connection) -> str | None:
    """Return the migration at which a database stands."""
    return MigrationContext.configure(connection).get_current_revision()


def revisions() -> list[str]:
    """Return the migrations that this version of the portal knows, newest first."""
    return [script.revision for script in _scripts().walk_revisions()]


def foreign() -> str | None:
    """Return in a sentence why this version of the portal must leave the database alone, or None.

    A newer version may have given its tables a meaning that this one does not know.
    """
    if _read(has_moved):
        return f"This database is no longer in use: {MOVED}."
    revision = _read(revision_of)
    if isinstance(revision, str) and revision not in revisions():
        return (
            f"The database is at migration {revision}, which this version of the portal does not "
            "know: start the newer version that made it."
        )
    return None


def _scripts() -> ScriptDirectory:
    settings: Settings = current_app.extensions["settings"]
    return _scripts_in(settings.migrations_dir)


@cache
def _scripts_in(migrations: Path) -> ScriptDirectory:
    return ScriptDirectory(str(migrations))


def _has_room() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return disk.fault(settings) is None


def _read(ask: Callable[[sa.Connection], object]) -> object:
    """Return the answer of the database, or None if it gives none."""
    try:
        with reading(), db.engine.connect() as connection:
            return ask(connection)
    except sa.exc.SQLAlchemyError:
        return None


def _asked(checks: Mapping[str, Check]) -> dict[str, bool]:
    """Return what holds; a part that says nothing in time does not."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    if "health_probes" not in app.extensions:  # here and not at the start, which processes share
        app.extensions["health_probes"] = ThreadPoolExecutor(PROBES, "readyz")
    probes: ThreadPoolExecutor = app.extensions["health_probes"]
    asked = {name: probes.submit(_passes, app, check) for name, check in checks.items()}
    done, late = wait(asked.values(), timeout=PATIENCE)
    for future in late:
        future.cancel()
    return {name: future in done and future.result() for name, future in asked.items()}


def _passes(app: Flask, check: Check) -> bool:
    try:
        with app.app_context():
            return check()
    except Exception:  # noqa: BLE001  # whatever is broken, the answer is "not ready"
        return False


def _is_operator() -> bool:
    """Tell whether a request comes with the operators' token, or from this machine itself."""
    settings: Settings = current_app.extensions["settings"]
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    if settings.metrics_token and scheme.lower() == "bearer":
        return hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def init_app(app: Flask) -> None:
    """Add the addresses, and the figures of what stands here."""
    app.register_blueprint(blueprint)
    optional("worker", beats.is_alive)
    metrics.gauge("portal_database_up", "1 if the database answers.", answers)
