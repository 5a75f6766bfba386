"""Portals that trust a real identity provider, which runs as a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.core.db import db
from tests.conftest import make_app
from tests.databases import Database, copied
from tests.factories.sign_on import MakePortal
from tests.identity_provider import Provider, running


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture
def portal_of(
    unwritten: Path, database: Database, tmp_path: Path, provider: Provider
) -> Iterator[MakePortal]:
    """How to get a portal that trusts an issuer of the provider; one at a time."""
    with copied(database, unwritten, tmp_path / "data") as directory:
        yield lambda name="good", **more: make_app(directory, **provider.environ(name) | more)


@pytest.fixture
def portal(portal_of: MakePortal) -> Iterator[Flask]:
    app = portal_of()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
