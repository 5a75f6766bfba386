"""Search engines with a few texts: over a folder of its own, and over a database of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from portal.search import finder
from portal.search.engine import Document, Engine
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.query import parse
from tests import databases
from tests.conftest import kept_app, of_kind
from tests.databases import Kept

TEXTS = {
    "layanan": "Layanan kota untuk warga. Layanan cepat.",
    "pelayanan": "Pelayanan publik di kantor.",
    "melayani": "Petugas melayani warga di rumah.",
    "pbg": "Persetujuan Bangunan Gedung terbit dalam sehari, singkatnya PBG.",
    "stunting": "Stunting turun karena posyandu rutin menimbang anak.",
    "sampah": "Bank sampah mengurangi sampah yang masuk ke TPA.",
    "damkar": "Relawan pemadam kebakaran di setiap kelurahan, dekat bank air.",
    "arsip": "Egovernment dan arsip kepegawaian.",
}


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.from_folder(ROOT / "content")


def document(key: str, text: str, *, prior: float = 1.0) -> Document:
    return Document("practice", key, {"problem": text, "title_id": key}, prior)


def as_built(engine: Engine) -> None:
    """Let an engine hold the texts from above, and nothing else."""
    engine.rebuild(
        (document(f"{key}-1", text) for key, text in TEXTS.items()), progress=lambda _count: None
    )


@pytest.fixture
def whoosh(tmp_path: Path, lexicon: Lexicon) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", lexicon=lexicon)
    as_built(made)
    return made


@pytest.fixture(scope="session")
def in_postgresql(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A portal with nothing in its database but an index, which each test may have built anew."""
    database = of_kind("postgresql", kept)
    with databases.using(database):
        app = kept_app(kept, database, "index", tmp_path_factory.mktemp("index"))
    with app.app_context():
        as_built(finder.engine())
    return app


@pytest.fixture
def postgres(in_postgresql: Flask) -> Iterator[Engine]:
    with in_postgresql.app_context():
        made = finder.engine()
        status = made.status()
        if not status.healthy or status.number or status.documents != len(TEXTS):
            as_built(made)
        yield made


@pytest.fixture(params=["whoosh", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine with the texts from above, each in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found


def finding(engine: Engine) -> Callable[..., list[str]]:
    """Return what returns the keys that a text finds, best first, without the `-1`."""

    def search(text: str, *, exact: bool = False) -> list[str]:
        matches = engine.search(parse(text, exact=exact), kind="practice")
        return [key.removesuffix("-1") for key, _score in matches.ranked]

    return search


@pytest.fixture
def find(engine: Engine) -> Callable[..., list[str]]:
    return finding(engine)
