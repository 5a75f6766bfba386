"""A search engine over a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config import ROOT
from portal.search.engine import Document
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.query import parse

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


@pytest.fixture
def engine(tmp_path: Path, lexicon: Lexicon) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", lexicon=lexicon)
    made.rebuild(
        (document(f"{key}-1", text) for key, text in TEXTS.items()), progress=lambda _count: None
    )
    return made


@pytest.fixture
def find(engine: WhooshEngine) -> Callable[..., list[str]]:
    """Return the keys that a text finds, best first, without the `-1`."""

    def search(text: str, *, exact: bool = False) -> list[str]:
        matches = engine.search(parse(text, exact=exact), kind="practice")
        return [key.removesuffix("-1") for key, _score in matches.ranked]

    return search
