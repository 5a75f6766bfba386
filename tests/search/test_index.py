"""The index as a cache: changed, rebuilt, broken and healed."""

import shutil
import stat
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.core import jobs
from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.search import finder, outbox
from portal.search.engine import IndexUnavailable
from portal.search.engines.whoosh import WhooshEngine
from portal.search.lexicon import Lexicon
from portal.search.query import parse
from tests import indexes
from tests.databases import ONE_DATABASE, another_process
from tests.search.conftest import TEXTS, as_built, document

Find = Callable[..., list[str]]
SLUG = "surabaya-green-and-clean-kompos"


@pytest.fixture
def engine(whoosh: WhooshEngine) -> WhooshEngine:
    return whoosh


def test_the_folder_is_private(engine: WhooshEngine, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700


def _index_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


@pytest.mark.parametrize("damage", ["flip", "truncate", "delete"])
def test_no_damage_to_any_file_gives_wrong_answers(
    engine: WhooshEngine, lexicon: Lexicon, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "index"
    expected = engine.search(parse("sampah"), kind="practice").ranked
    for number in range(len(_index_files(folder))):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(folder, copy)
        victim = _index_files(copy)[number]
        body = bytearray(victim.read_bytes())
        if damage == "flip" and body:
            body[len(body) // 2] ^= 0xFF
            victim.write_bytes(body)
        elif damage == "truncate":
            victim.write_bytes(body[: len(body) // 2])
        else:
            victim.unlink()
        damaged = WhooshEngine(copy, lexicon=lexicon)

        try:
            assert damaged.search(parse("sampah"), kind="practice").ranked == expected
        except IndexUnavailable:
            assert not damaged.status().healthy


def test_what_another_version_wrote_is_not_read_but_built_anew(
    engine: WhooshEngine, lexicon: Lexicon, tmp_path: Path
) -> None:
    expected = engine.search(parse("sampah"), kind="practice").ranked
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.search.engines.whoosh.states.NAME", "OTHER")
        other = WhooshEngine(tmp_path / "index", lexicon=lexicon)
        with pytest.raises(IndexUnavailable):
            other.search(parse("sampah"), kind="practice")
        assert not other.status().healthy
    as_built(engine)

    assert engine.status().healthy
    assert engine.search(parse("sampah"), kind="practice").ranked == expected


def test_readers_are_answered_throughout_rebuilds(
    engine: WhooshEngine, lexicon: Lexicon, tmp_path: Path
) -> None:
    reader = WhooshEngine(tmp_path / "index", lexicon=lexicon)
    finished = threading.Event()
    answers: list[int] = []

    def read() -> None:
        while not finished.is_set():
            answers.append(len(reader.search(parse("sampah"), kind="practice").ranked))

    thread = threading.Thread(target=read)
    thread.start()
    for _round in range(8):
        engine.rebuild(
            (document(f"{key}-1", text) for key, text in TEXTS.items()),
            progress=lambda _count: None,
        )
    finished.set()
    thread.join()

    assert answers
    assert set(answers) == {1}


def test_while_one_reader_opens_a_new_state_others_read_the_one_before(
    engine: WhooshEngine, find: Find
) -> None:
    assert find("TPA") == ["sampah"]
    engine.replace("practice", [document("sampah-1", "Air bersih")], removed=[])

    with engine._opening:
        assert find("TPA") == ["sampah"]
    assert find("TPA") == []


def test_a_state_that_was_replaced_is_let_go_at_once(engine: WhooshEngine, find: Find) -> None:
    assert find("stuntng") == ["stunting"]
    before = weakref.ref(engine._current())
    engine.replace("practice", [], removed=["arsip-1"])

    assert find("arsip") == []
    assert before() is None


def test_what_is_kept_of_the_index_is_bounded(
    engine: WhooshEngine, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["layanan", "bank sampah", "kebak*", "stuntng", "warga -pelayanan"]
    expected = [find(text) for text in asked]
    monkeypatch.setattr(engine._kept, "_most", 2_000)
    engine.replace("practice", [], removed=["arsip-1"])

    assert [find(text) for text in asked] == expected
    assert 0 < engine._kept._size <= 2_000


def test_without_an_index_pages_answer_from_the_database_and_say_so(app: Flask) -> None:
    indexes.lose()

    page = app.test_client().get("/practices?q=sampah").get_data(as_text=True)

    assert "mode sederhana" in page
    assert f'data-slug="{SLUG}"' in page
    ready = app.test_client().get("/readyz")
    assert ready.status_code == 200
    assert ready.json is not None
    assert (ready.json["status"], ready.json["index"]) == ("degraded", False)


@ONE_DATABASE
def test_the_worker_heals_a_broken_index(app: Flask) -> None:
    for path in app.extensions["settings"].index_dir.rglob("*.pst"):
        path.write_bytes(b"broken")
    assert "mode sederhana" in app.test_client().get("/practices?q=sampah").get_data(as_text=True)

    healed = outbox.heal()

    assert healed
    page = app.test_client().get("/practices?q=sampah").get_data(as_text=True)
    assert "mode sederhana" not in page
    assert outbox.drift() == []


@ONE_DATABASE
def test_a_file_that_was_touched_is_noticed_while_the_index_is_read(app: Flask) -> None:
    assert f'data-slug="{SLUG}"' in app.test_client().get("/practices?q=kompos").text
    next(app.extensions["settings"].index_dir.rglob("*.pst")).touch()

    assert outbox.heal()
    assert not outbox.heal()


@ONE_DATABASE
def test_an_older_index_in_its_place_is_noticed_and_built_anew(app: Flask) -> None:
    folder = app.extensions["settings"].index_dir
    older = folder.with_name("older")
    shutil.copytree(folder, older)
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug=SLUG).one().state = PracticeState.DRAFT
    jobs.run_once()
    assert not outbox.heal()
    shutil.rmtree(folder)
    older.rename(folder)

    assert outbox.drift() != []
    assert outbox.heal()
    assert outbox.drift() == []


def test_an_unpublished_practice_is_gone_at_once_and_then_from_the_index(app: Flask) -> None:
    client = app.test_client()
    with unit_of_work() as session:
        practice = session.query(Practice).filter_by(slug=SLUG).one()
        practice.state = PracticeState.DRAFT
        key = str(practice.id)

    page = client.get("/practices?q=kompos+takakura").get_data(as_text=True)
    jobs.run_once()

    assert SLUG not in page
    assert key not in finder.engine().keys("practice")
    assert outbox.drift() == []


def test_a_rolled_back_change_leaves_no_job(app: Flask) -> None:
    class Undo(Exception):
        pass

    before = db.session.query(jobs.Job).count()

    with pytest.raises(Undo), unit_of_work() as session:
        session.query(Practice).filter_by(slug=SLUG).one().state = PracticeState.DRAFT
        session.flush()
        raise Undo

    assert db.session.query(jobs.Job).count() == before


def test_a_rebuild_keeps_nobody_from_writing(app: Flask) -> None:
    written: list[bool] = []

    with another_process(app.extensions["settings"].data_dir) as other:
        outbox.rebuild(lambda _count: written.append(other.may_write()))

    assert written
    assert all(written)
