"""Whether the portal lives, and whether it is ready to answer."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify

from portal.core.access import public
from portal.core.db import db, reading
from portal.core.settings import Settings

blueprint = Blueprint("health", __name__)
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
    """Answer 200 if pages can be served, 503 if not; a missing index only degrades."""
    ready = is_migrated()
    parts = {name: _passes(check) for name, check in _optional.items()}
    status = "down" if not ready else "ok" if all(parts.values()) else "degraded"
    return jsonify(status=status, database=ready, **parts), 200 if ready else 503


def answers() -> bool:
    """Tell whether the database answers."""
    return _read(lambda connection: connection.execute(sa.text("SELECT 1")).scalar()) == 1


def is_migrated() -> bool:
    """Tell whether the database answers and stands at the newest migration."""
    settings: Settings = current_app.extensions["settings"]
    newest = ScriptDirectory(str(settings.migrations_dir)).get_current_head()
    return newest == _read(
        lambda connection: MigrationContext.configure(connection).get_current_revision()
    )


def is_newer() -> bool:
    """Tell whether the database stands at a migration that this release does not know."""
    settings: Settings = current_app.extensions["settings"]
    script = ScriptDirectory(str(settings.migrations_dir))
    known = {revision.revision for revision in script.walk_revisions()}
    found = _read(lambda connection: MigrationContext.configure(connection).get_current_revision())
    return found is not None and found not in known


def _read(ask: Callable[[sa.Connection], object]) -> object:
    """Return the answer of the database, or None if it gives none."""
    try:
        with reading(), db.engine.connect() as connection:
            return ask(connection)
    except sa.exc.SQLAlchemyError:
        return None


def _passes(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001  # whatever is broken, the answer is "not ready"
        return False


def init_app(app: Flask) -> None:
    """Add the two addresses."""
    app.register_blueprint(blueprint)
