"""Segments on disk: whatever was done to them, they hold what a fresh build would."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ROOT
from portal.search.engine import FIELDS, Document
from portal.search.engines.whoosh import WhooshEngine, building, folder, merging, states
from portal.search.lexicon import Lexicon
from portal.search.query import parse
from tests.search.conftest import document, finding

Held = Mapping[str, object]
KEYS = "abcdef"
WORDS = ("layanan", "pelayanan", "bank", "sampah", "anak-anak", "e-gov", "kabel", "Été")
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
contents = st.fixed_dictionaries(
    {"problem": texts}, optional={"title_en": texts, "names": texts, "body_id": texts}
)
changes = st.tuples(st.just("change"), st.dictionaries(st.sampled_from(KEYS), contents))
removals = st.tuples(st.just("remove"), st.sets(st.sampled_from(KEYS)))
rebuilds = st.tuples(st.just("rebuild"), st.none())


def held(directory: Path) -> Held:
    """Return all that the present state says of each document, as Whoosh itself reads it."""
    reader = IndexOf(directory).reader()
    found: dict[int, dict[object, object]] = {}
    uids: dict[int, str] = {}
    for number, row in reader.iter_docs():
        uids[number] = f"{row['kind']}:{row['key']}"
        lengths = {name: reader.doc_field_length(number, name) or 0 for name in FIELDS}
        found[number] = {"prior": row["prior"], "lengths": lengths}
    for name, term in reader.all_terms():
        matcher = reader.postings(name, term)
        while matcher.is_active():
            told = matcher.value_as("positions") if name in FIELDS else []
            found[matcher.id()][name, term] = (matcher.weight(), list(told))
            matcher.next()
    assert len(set(uids.values())) == len(uids)
    return {uids[number]: told for number, told in found.items() if len(told) > 2}


class IndexOf:
    """The present state of an index in a folder."""

    def __init__(self, directory: Path) -> None:
        self._folder = folder.IndexFolder(directory, forms=_no_forms)

    def reader(self):
        return self._folder.open()[1]

    @property
    def path(self) -> Path:
        return self._folder._directory / self._folder._pointer()["folder"]

    def segments(self) -> list[str]:
        return [segment.segid for segment in states.segments_of(self.path)]


def _no_forms(_word: str, _language: str) -> tuple[str, ...]:
    raise NotImplementedError


def _documents(texts: Mapping[str, Mapping[str, str]]) -> Iterator[Document]:
    return (Document("practice", key, fields, 1.5) for key, fields in texts.items())


def _nothing(_count: int) -> None:
    pass


@pytest.fixture
def find(whoosh: WhooshEngine) -> Callable[..., list[str]]:
    return finding(whoosh)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let readers wait for the newest state, however busy the machine is."""
    monkeypatch.setattr("portal.search.engines.whoosh.engine.PATIENCE", 60)


@pytest.fixture
def fine_grained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few documents go through all that many go through."""
    monkeypatch.setattr(building, "WORDS", 15)
    monkeypatch.setattr(building, "AT_ONCE", 2)
    monkeypatch.setattr(merging, "MOST", 2)
    monkeypatch.setattr(merging, "HOLDS", 2)


@given(
    first=st.dictionaries(st.sampled_from(KEYS), contents),
    steps=st.lists(st.one_of(changes, changes, removals, rebuilds), max_size=8),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_leave_what_a_fresh_build_would(
    fine_grained: None,
    first: dict[str, dict[str, str]],
    steps: Sequence[tuple[str, object]],
) -> None:
    lexicon = Lexicon.from_folder(ROOT / "content")
    with TemporaryDirectory() as name:
        changed = WhooshEngine(Path(name) / "changed", lexicon=lexicon)
        changed.rebuild(_documents(first), progress=_nothing)
        now = dict(first)
        for step, what in steps:
            if step == "change":
                now |= what
                changed.replace("practice", _documents(what), removed=[])
            elif step == "remove":
                now = {key: fields for key, fields in now.items() if key not in what}
                changed.replace("practice", [], removed=what)
            else:
                changed.rebuild(_documents(now), progress=_nothing)
        fresh = WhooshEngine(Path(name) / "fresh", lexicon=lexicon)
        fresh.rebuild(_documents(now), progress=_nothing)

        assert held(Path(name) / "changed") == held(Path(name) / "fresh")
        assert {*changed.keys("practice")} == {*now}


def test_processes_write_what_one_would(
    whoosh: WhooshEngine, tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "ALONE", 3)
    monkeypatch.setattr(building, "AT_ONCE", 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2})
    others = WhooshEngine(tmp_path / "others", lexicon=lexicon)
    texts = {
        key: {"problem": f"{word} kabel {key}"} for key, word in zip(KEYS, WORDS, strict=False)
    }

    for made in (whoosh, others):
        counts: list[int] = []
        assert made.rebuild(_documents(texts), progress=counts.append) == len(KEYS)
        monkeypatch.setattr(building, "ALONE", 100)

    assert held(tmp_path / "index") == held(tmp_path / "others")


def test_a_process_that_dies_leaves_the_state_before(
    whoosh: WhooshEngine,
    find: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(building, "ALONE", 1)
    monkeypatch.setattr(building, "WORKER", "portal.search.engines.whoosh.schema")

    with pytest.raises((OSError, EOFError)):
        whoosh.rebuild((document(f"{n}-1", "kabel") for n in range(500)), progress=_nothing)

    assert find("TPA") == ["sampah"]
    assert not list((tmp_path / "index").glob("built-*"))


def test_a_change_during_a_rebuild_is_seen_at_once_and_stays(
    whoosh: WhooshEngine,
    find: Callable[..., list[str]],
    tmp_path: Path,
    lexicon: Lexicon,
) -> None:
    worker = WhooshEngine(tmp_path / "index", lexicon=lexicon)
    before = whoosh.status().number

    def everything() -> Iterator[Document]:
        yield document("sampah-1", "Bank sampah dan TPA.")
        yield document("arsip-1", "Arsip lama.")
        worker.replace("practice", [document("sampah-1", "Kompos")], removed=["arsip-1"])
        worker.replace("practice", [document("baru-1", "Kabel laut")], removed=[])
        assert find("kompos") == ["sampah"]
        assert find("kabel laut") == ["baru"]
        yield document("pbg-1", "Bangunan gedung.")

    whoosh.rebuild(everything(), progress=_nothing, number=before)

    assert sorted(whoosh.keys("practice")) == ["baru-1", "pbg-1", "sampah-1"]
    assert (find("TPA"), find("arsip")) == ([], [])
    assert (find("kompos"), find("kabel laut")) == (["sampah"], ["baru"])
    assert whoosh.status().number == before + 2


def test_a_change_leaves_large_segments_as_they_are_and_few_small_ones(
    whoosh: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST", 3)
    monkeypatch.setattr(merging, "LARGE", 8)
    (large,) = IndexOf(tmp_path / "index").segments()
    files = {
        path.name: path.stat().st_ino
        for path in IndexOf(tmp_path / "index").path.glob(f"*{large}*")
    }

    for number in range(10):
        whoosh.replace("practice", [document(f"{number}-1", "kabel")], removed=[])

    path = IndexOf(tmp_path / "index").path
    assert {name: (path / name).stat().st_ino for name in files} == files
    assert len(IndexOf(tmp_path / "index").segments()) <= 1 + 3
    assert len(whoosh.search(parse("kabel"), kind="practice").ranked) == 10


def test_what_a_killed_builder_left_is_removed(whoosh: WhooshEngine, tmp_path: Path) -> None:
    left = tmp_path / "index" / "built-0123"
    left.mkdir()

    whoosh.replace("practice", [], removed=["arsip-1"])

    assert not left.exists()
