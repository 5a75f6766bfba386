"""The portal under test: real databases, real index, real content, copied for each test.

Every fixture of a portal runs its tests twice: on SQLite with Whoosh, and on PostgreSQL alone.
"""

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import coverage
import pytest
from flask import Flask, current_app, g
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings

from config import ROOT, load
from portal.accounts.queries import person_by_mail
from portal.accounts.services import passwords
from portal.app import create_app
from portal.core import content
from portal.core.db import db, reading
from portal.core.permissions import Actor
from portal.regions import queries as regions
from portal.search import outbox
from portal.vocabularies import queries as vocabularies
from tests import databases
from tests.databases import Database, Kept, Sqlite, copied, url_of
from tests.factories.demonstration import let_everything_happen
from tests.factories.drafts import actor_of
from tests.factories.people import signed_in_with_code
from tests.factories.practices import load_vocabularies_and_regions, publish
from tests.required import require_postgres
from tests.thrift import (
    collect_garbage_seldom,
    compile_routes_once,
    compile_statements_once,
    keep_what_is_there,
    live_in_memory,
    parse_content_once,
    share_statements,
    share_templates,
)

SECRET = "only-for-tests-" + "x" * 32
WALKS = {"architecture", "browser", "journeys", "security"}  # the folders of what walks it all


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage where a feature is tested for itself, and on the first database only.

    Being watched takes as long as the tests, and what walks through everything proves no part.
    """
    watching = coverage.Coverage.current()
    if watching is None or _proves_a_part(item):
        return (yield)
    watching.stop()
    try:
        return (yield)
    finally:
        watching.start()


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of each look for garbage."""
    keep_what_is_there()


def _proves_a_part(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    database = callspec.params.get("database") if callspec else None
    return database in {None, databases.NAMES[0]} and not WALKS & set(item.path.parts)


settings.register_profile("unhurried", deadline=None)  # no test depends on what else runs
settings.load_profile("unhurried")
passwords.set_cost(memory_kib=8, passes=1)  # hashes that cost what they should are tested too
live_in_memory()
collect_garbage_seldom()
compile_routes_once()
compile_statements_once()
parse_content_once()
_made: list[Flask] = []
_kept_by: dict[Path, dict[Any, Any]] = {}


def make_app(directory: Path, **environ: str) -> Flask:
    """Return a portal that keeps everything below `directory`, see `tests.databases`."""
    app = create_app(
        load(
            {
                "PORTAL_SECRET_KEY": SECRET,
                "PORTAL_DATABASE_URL": url_of(directory),
                "PORTAL_DATA_DIR": str(directory),
                "PORTAL_BASE_URL": "http://127.0.0.1:8000",
                "PORTAL_SEARCH_ENGINE": databases.engine_of(directory),
                **environ,
            }
        )
    )
    share_templates(app)
    with app.app_context():
        share_statements(db.engine)
    app.teardown_request(_forget_the_request)
    _made.append(app)
    return app


def _forget_the_request(_error: BaseException | None) -> None:
    """Forget what a server forgets with each request; here the context of the test goes on."""
    for name in list(g):
        g.pop(name)


@pytest.fixture(scope="session")
def kept() -> Iterator[Kept]:
    """What this worker builds once for each database."""
    found = Kept()
    with found.at_the_end:
        yield found


@pytest.fixture(scope="session", params=databases.NAMES)
def database(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """The kind of database that a test runs on."""
    return of_kind(request.param, kept)


def of_kind(name: str, kept: Kept) -> Database:
    """Return a kind of database; its server is started at the first time."""
    if name == Sqlite.name:
        return Sqlite()
    require_postgres()
    return kept.get(name, "server", lambda: _postgresql(kept))


def _postgresql(kept: Kept) -> Database:
    from tests.postgres import server  # noqa: PLC0415  # the driver may be missing

    return databases.of_server(kept.at_the_end.enter_context(server()))


@pytest.fixture(autouse=True)
def _new_folders(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give folders that a test makes the kind of database that it runs on."""
    named = "database" in request.fixturenames
    with databases.using(request.getfixturevalue("database") if named else Sqlite()):
        yield
    while _made:
        disconnect(_made.pop())


def _build(database: Database, directory: Path, fill: Callable[[], object]) -> Path:
    """Fill a portal in `directory`, which can be copied afterwards."""
    with databases.using(database), make_app(directory).app_context():
        fill()
        _kept_by[directory] = _known()
        db.session.remove()
        db.engine.dispose()
    database.freeze(directory)
    return directory


def _known() -> dict[Any, Any]:
    """Return what a portal keeps in memory, regions and vocabularies at least, for its copies."""
    with reading():
        regions.directory()
        vocabularies.catalogue()
    return dict(current_app.extensions["kept"][None])


def _build_on(
    source: Path, database: Database, directory: Path, fill: Callable[[], object]
) -> Path:
    """Fill a copy of the portal in `source`."""
    shutil.copytree(source, directory)
    database.copy(source, directory)
    return _build(database, directory, fill)


@pytest.fixture(scope="session")
def migrated(database: Database, kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated, empty database."""
    return _migrated(database, kept, tmp_path_factory)


def _migrated(database: Database, kept: Kept, folders: pytest.TempPathFactory) -> Path:
    return kept.get(
        database.name,
        "migrated",
        lambda: _build(database, folders.mktemp("migrated"), upgrade),
    )


@pytest.fixture(scope="session")
def seeded(
    migrated: Path, database: Database, kept: Kept, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the starter library loaded and indexed; never written to afterwards."""

    def fill() -> None:
        content.load(ROOT / "content")
        outbox.rebuild()

    def build() -> Path:
        directory = tmp_path_factory.mktemp("seeded") / "data"
        return _build_on(migrated, database, directory, fill)

    return kept.get(database.name, "seeded", build)


def kept_app(kept: Kept, database: Database, name: str, directory: Path) -> Flask:
    """Return the portal in a folder, which is kept to the end, made at the first time."""

    def make() -> Flask:
        app = make_app(directory)
        _made.remove(app)
        kept.at_the_end.callback(disconnect, app)
        return app

    return kept.get(database.name, f"app of {name}", make)


def disconnect(app: Flask) -> None:
    """Close the connections of a portal to its databases."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def library(seeded: Path, database: Database, kept: Kept) -> Flask:
    """The portal with the starter library, for tests that only read."""
    return kept_app(kept, database, "library", seeded)


@pytest.fixture
def reader(library: Flask) -> FlaskClient:
    """A visitor of the starter library."""
    return library.test_client()


@pytest.fixture(scope="session")
def demonstrated(
    seeded: Path, database: Database, kept: Kept, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the starter library and all that people of the demonstration have done."""

    def build() -> Path:
        directory = tmp_path_factory.mktemp("demonstrated") / "data"
        return _build_on(seeded, database, directory, let_everything_happen)

    return kept.get(database.name, "demonstrated", build)


@contextmanager
def _copy(database: Database, source: Path, tmp_path: Path) -> Iterator[Flask]:
    with copied(database, source, tmp_path / "data") as directory:
        app = make_app(directory)
        app.extensions["kept"] = {None: dict(_kept_by[source])}
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(seeded: Path, database: Database, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own with the starter library, inside its application context."""
    with _copy(database, seeded, tmp_path) as made:
        yield made


@pytest.fixture
def demonstration(demonstrated: Path, database: Database, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own with the demonstration, inside its application context."""
    with _copy(database, demonstrated, tmp_path) as made:
        yield made


@pytest.fixture
def empty_app(migrated: Path, database: Database, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own with nothing in it, inside its application context."""
    with _copy(database, migrated, tmp_path) as made:
        yield made


@pytest.fixture
def elsewhere(
    kept: Kept, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Flask]]:
    """How to get an empty portal with a database of that kind, whichever the test runs on."""
    with ExitStack() as ended:

        def give(name: str) -> Flask:
            kind = of_kind(name, kept)
            directory = Path(tempfile.mkdtemp(dir=tmp_path)) / "data"
            ended.enter_context(copied(kind, _migrated(kind, kept, tmp_path_factory), directory))
            with databases.using(kind):
                return make_app(directory)

        yield give


@pytest.fixture
def data(seeded: Path, database: Database, tmp_path: Path) -> Iterator[Path]:
    """A folder of its own with the starter library, for processes of their own."""
    with copied(database, seeded, tmp_path / "data") as directory:
        yield directory


@pytest.fixture(scope="session")
def built(
    database: Database, kept: Kept, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Callable[[], object]], Path]:
    """How to get a folder with vocabularies, regions and what `fill` makes, built once a name."""

    def build(name: str, fill: Callable[[], object]) -> Path:
        def make() -> Path:
            directory = tmp_path_factory.mktemp(name) / "data"
            return _build_on(source, database, directory, fill)

        return kept.get(database.name, name, make)

    source = migrated
    source = build("unwritten", load_vocabularies_and_regions)
    return build


@pytest.fixture(scope="session")
def unwritten(built: Callable[[str, Callable[[], object]], Path]) -> Path:
    """A folder with vocabularies and regions, and no practice."""
    return built("unwritten", load_vocabularies_and_regions)


@pytest.fixture
def empty_library(unwritten: Path, database: Database, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own with vocabularies and regions, and no practice."""
    with _copy(database, unwritten, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def read_only(
    built: Callable[[str, Callable[[], object]], Path], database: Database, kept: Kept
) -> Callable[[str, Callable[[], object]], Flask]:
    """How to get a portal that `fill` has filled, for tests that only read."""

    def get(name: str, fill: Callable[[], object]) -> Flask:
        return kept_app(kept, database, name, built(name, fill))

    return get


@pytest.fixture(scope="session")
def crowded_app(read_only: Callable[[str, Callable[[], object]], Flask]) -> Flask:
    """A portal with 80 invented practices, for tests that only read."""

    def fill() -> None:
        publish(80, seed=7)
        outbox.rebuild()

    return read_only("crowded", fill)


@pytest.fixture
def who(app: Flask) -> Callable[[str], Actor]:
    """How to get somebody of a scene, by the first part of their address, all factors given."""

    def get(name: str) -> Actor:
        person = person_by_mail(f"{name}@uji.go.id")
        assert person is not None
        return actor_of(person.id)

    return get


@pytest.fixture
def browser(app: Flask) -> Callable[[str], FlaskClient]:
    """How to get the browser of somebody of a scene, all factors given."""
    return lambda name: signed_in_with_code(app, f"{name}@uji.go.id")
