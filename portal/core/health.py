"""Whether the portal lives, and whether it is ready to answer."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify

from portal.core.access import public
from portal.core.db import db
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


def is_migrated() -> bool:
    """Tell whether the database answers and stands at the newest migration."""
    settings: Settings = current_app.extensions["settings"]
    newest = ScriptDirectory(str(settings.migrations_dir)).get_current_head()
    try:
        with db.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
            return MigrationContext.configure(connection).get_current_revision() == newest
    except sa.exc.SQLAlchemyError:
        return False


def _passes(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001  # whatever is broken, the answer is "not ready"
        return False


def init_app(app: Flask) -> None:
    """Add the two addresses."""
    app.register_blueprint(blueprint)
