"""The portal under test: real database, real index, real content, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from config import ROOT, load
from portal.app import create_app
from portal.core import content
from portal.core.db import db
from portal.search import outbox
from tests.factories.practices import load_vocabularies_and_regions, publish

SECRET = "only-for-tests-" + "x" * 32


def make_app(directory: Path, **environ: str) -> Flask:
    """Return a portal that keeps everything below `directory`."""
    return create_app(
        load(
            {
                "PORTAL_SECRET_KEY": SECRET,
                "PORTAL_DATABASE_URL": f"sqlite:///{directory / 'portal.db'}",
                "PORTAL_DATA_DIR": str(directory),
                "PORTAL_BASE_URL": "http://127.0.0.1:8000",
                **environ,
            }
        )
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated, empty database."""
    directory = tmp_path_factory.mktemp("migrated")
    app = make_app(directory)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return directory


@pytest.fixture(scope="session")
def seeded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the starter library loaded and indexed; never written to afterwards."""
    directory = tmp_path_factory.mktemp("seeded") / "data"
    shutil.copytree(migrated, directory)
    app = make_app(directory)
    with app.app_context():
        content.load(ROOT / "content")
        outbox.rebuild()
        db.engine.dispose()
    return directory


@pytest.fixture(scope="session")
def library(seeded: Path) -> Iterator[Flask]:
    """The portal with the starter library, for tests that only read."""
    app = make_app(seeded)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def reader(library: Flask) -> FlaskClient:
    """A visitor of the starter library."""
    return library.test_client()


def _copy(source: Path, tmp_path: Path) -> Iterator[Flask]:
    directory = tmp_path / "data"
    shutil.copytree(source, directory)
    app = make_app(directory)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(seeded: Path, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own with the starter library, inside its application context."""
    yield from _copy(seeded, tmp_path)


@pytest.fixture
def empty_app(migrated: Path, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own with nothing in it, inside its application context."""
    yield from _copy(migrated, tmp_path)


@pytest.fixture
def empty_library(empty_app: Flask) -> Flask:
    """A portal of its own with vocabularies and regions, and no practice."""
    load_vocabularies_and_regions()
    return empty_app


@pytest.fixture(scope="session")
def crowded_app(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with 80 invented practices, for tests that only read."""
    directory = tmp_path_factory.mktemp("crowded") / "data"
    shutil.copytree(migrated, directory)
    app = make_app(directory)
    with app.app_context():
        load_vocabularies_and_regions()
        publish(80, seed=7)
        outbox.rebuild()
    yield app
    with app.app_context():
        db.engine.dispose()
