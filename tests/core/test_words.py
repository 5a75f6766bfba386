"""What differs between two texts."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from flask import get_template_attribute
from hypothesis import given
from hypothesis import strategies as st

from portal.core.words import MAX_EDITS, Op, Segment, differences
from tests.conftest import make_app

TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(["air", "air ", "desa ", "\n\n", "\n", "kota. "]), max_size=60).map(
        "".join
    ),
)


def _side(segments: list[Segment], op: Op) -> str:
    return "".join(segment.text for segment in segments if segment.op in {Op.SAME, op})


@given(TEXTS, TEXTS)
def test_the_segments_give_back_both_texts_and_alternate(old: str, new: str) -> None:
    found = differences(old, new)

    assert _side(found, Op.REMOVED) == old
    assert _side(found, Op.ADDED) == new
    assert all(segment.text for segment in found)
    ops = [segment.op for segment in found]
    assert all(
        (left, right) == (Op.REMOVED, Op.ADDED) or (left is Op.SAME) != (right is Op.SAME)
        for left, right in pairwise(ops)
    )


@given(st.lists(st.sampled_from("abc"), max_size=9), st.lists(st.sampled_from("abc"), max_size=9))
def test_as_much_as_possible_stays(old: list[str], new: list[str]) -> None:
    found = differences("".join(f"{word} " for word in old), "".join(f"{word} " for word in new))

    same = "".join(segment.text for segment in found if segment.op is Op.SAME).split()
    assert len(same) == _longest_common(old, new)


def _longest_common(old: list[str], new: list[str]) -> int:
    row = [0] * (len(new) + 1)
    for left in old:
        above, row = row, [0]
        for at, right in enumerate(new):
            row.append(above[at] + 1 if left == right else max(above[at + 1], row[at]))
    return row[-1]


def test_words_that_changed_are_named() -> None:
    assert differences("Turun dari 30 ke 8 persen.", "Turun dari 32 ke 8 persen saja.") == [
        (Op.SAME, "Turun dari "),
        (Op.REMOVED, "30 "),
        (Op.ADDED, "32 "),
        (Op.SAME, "ke 8 "),
        (Op.REMOVED, "persen."),
        (Op.ADDED, "persen saja."),
    ]


@pytest.mark.parametrize(("old", "new"), [("", ""), ("sama", "sama")])
def test_equal_texts_have_no_change(old: str, new: str) -> None:
    assert all(segment.op is Op.SAME for segment in differences(old, new))


def _words(start: int, count: int) -> str:
    return " ".join(f"kata{number}" for number in range(start, start + count))


def test_what_differs_much_is_compared_by_paragraphs() -> None:
    old = f"Awal.\n\n{_words(0, MAX_EDITS)}\n\nAkhir."
    new = f"Awal.\n\n{_words(9999, MAX_EDITS)}\n\nAkhir."

    assert [segment.op for segment in differences(old, new)] == [
        Op.SAME,
        Op.REMOVED,
        Op.ADDED,
        Op.SAME,
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 20_000, "b a a " * 15_000),
        ("a\n\n" * 20_000, "b\n\na\n\n" * 15_000),
        ("a b c " * 1300, "c b a c " * 1000),
        (_words(0, 9000), _words(5000, 9000)),
        ("\n" * 90_000, " \n" * 45_000),
        ("\n" + " " * 90_000 + "a", "\n" + "\t" * 90_000 + "b"),
    ],
)
def test_hostile_texts_are_compared_in_time(old: str, new: str) -> None:
    begun = time.process_time()
    found = differences(old, new)

    assert time.process_time() - begun < 1
    assert (_side(found, Op.REMOVED), _side(found, Op.ADDED)) == (old, new)


def test_changes_are_told_to_eyes_and_to_ears(tmp_path: Path) -> None:
    with make_app(tmp_path).test_request_context():
        words = get_template_attribute("macros/diff.html", "words")
        html = words(differences("Air  lama <b>", "Air  baru <b>"))

    assert html == (
        '<div class="differences">Air  '
        '<del><span class="vh">dihapus: </span>lama </del>'
        '<ins><span class="vh">ditambah: </span>baru </ins>'
        "&lt;b&gt;</div>"
    )
