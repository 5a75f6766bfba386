"""Whether the portal lives, and whether it is ready to answer."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify

from portal.core.access import public
from portal.core.db import MOVED, db, has_moved, reading
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
    return ScriptDirectory(str(settings.migrations_dir))


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
