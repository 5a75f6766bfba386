"""What every engine does: changes are seen at once, and searches are answered meanwhile."""

from collections.abc import Callable

import pytest

from portal.search.engine import Engine, IndexUnavailable
from portal.search.query import parse
from tests.search.conftest import TEXTS, document

Find = Callable[..., list[str]]


def test_a_changed_document_is_found_by_its_new_words_only(engine: Engine, find: Find) -> None:
    engine.replace("practice", [document("sampah-1", "Air bersih")], removed=[])

    assert find("TPA") == []
    assert find("air bersih")[0] == "sampah"


def test_a_removed_document_is_gone(engine: Engine, find: Find) -> None:
    engine.replace("practice", [], removed=["sampah-1", "tidak-ada"])

    assert "sampah" not in find("sampah")
    assert engine.status().documents == len(TEXTS) - 1


def test_many_small_changes_leave_one_sound_index(engine: Engine, find: Find) -> None:
    for number in range(15):
        engine.replace("practice", [document(f"baru{number}-1", "kabel laut")], removed=[])

    assert len(find("kabel laut")) == 15
    assert engine.status().healthy


def test_a_stronger_prior_breaks_a_tie(engine: Engine, find: Find) -> None:
    same = [document("a-1", "kabel", prior=1.0), document("b-1", "kabel", prior=1.1)]

    engine.replace("practice", same, removed=[])

    assert find("kabel") == ["b", "a"]


def test_a_change_reaches_what_was_searched_before(engine: Engine, find: Find) -> None:
    assert find("sampah") == ["sampah"]
    assert set(find("warga")) == {"layanan", "melayani"}
    engine.replace("practice", [document("baru-1", "Sampah warga")], removed=["layanan-1"])

    assert set(find("sampah")) == {"sampah", "baru"}
    assert set(find("warga")) == {"melayani", "baru"}
    kept = {f"{key}-1" for key in TEXTS if key != "layanan"}
    assert set(engine.keys("practice")) == {*kept, "baru-1"}


def test_an_index_older_than_what_was_done_takes_no_change(engine: Engine) -> None:
    number = engine.replace("practice", [], removed=["arsip-1"])

    assert engine.replace("practice", [], removed=["pbg-1"], after=number) == number + 1
    with pytest.raises(IndexUnavailable):
        engine.replace("practice", [], removed=["sampah-1"], after=number + 2)


def test_searches_are_answered_throughout_rebuilds(engine: Engine) -> None:
    answers: list[int] = []

    def read(_count: int = 0) -> None:
        answers.append(len(engine.search(parse("sampah"), kind="practice").ranked))

    for _round in range(3):
        engine.rebuild(
            (document(f"x{number}-1", "Bank sampah") for number in range(50)), progress=read
        )
        read()

    assert answers == [1, 50, 50, 50, 50, 50]
