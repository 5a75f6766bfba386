"""A portal of its own in which everybody of the demonstration is and has done something."""

from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from config import ROOT
from portal.core import content
from portal.core.db import end_transaction
from tests.conftest import make_app
from tests.factories.demonstration import let_everything_happen


def demonstrated(directory: Path, database: str | None = None) -> tuple[Flask, dict[str, str]]:
    """Return a portal below `directory` in which everything has happened, and {mail: role}.

    It keeps its rows at the address `database` if one is given. Its index is not built.
    """
    app = make_app(directory, **({"PORTAL_DATABASE_URL": database} if database else {}))
    with app.app_context():
        upgrade()
        content.load(ROOT / "content")
        roles = let_everything_happen()
        end_transaction()
    return app, roles
