"""What is done with arrays is what would be done one by one."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.engine import Document
from portal.search.engines.whoosh import WhooshEngine
from portal.search.engines.whoosh.postings import SIFTED, blocks, counts, places
from portal.search.lexicon import Lexicon
from portal.search.spelling import Known
from portal.search.tally import MANY, Tally, best, bits_of, mask_of

# How far apart documents stand that hold a word: near, beyond what a byte tells, and both.
GAPS: dict[str, Callable[[int], bool]] = {
    "air": lambda _number: True,
    "kopi": lambda number: number % 3 == 0,
    "teh": lambda number: number % 290 == 7,
    "susu": lambda number: number < 200 or number > 600,
    "roti": lambda number: number == 650,
}


def test_postings_of_many_blocks_are_read_as_whoosh_reads_them(
    tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.search.engines.whoosh.blocks.BLOCK", 128)
    engine = WhooshEngine(tmp_path / "index", lexicon=lexicon)
    engine.rebuild(
        (
            Document("practice", str(number), {"problem": " ".join(
                word for word, holds in GAPS.items() if holds(number) for _ in range(number % 4 + 1)
            )})
            for number in range(900)
        ),
        progress=lambda _count: None,
    )  # fmt: skip
    leaf = engine._folder.open()[1]
    segment = next(iter(engine._current().segments.values()))

    for word in GAPS:
        matcher, expected = leaf.postings("problem", word), []
        while matcher.is_active():
            expected.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
            matcher.next()
        read = list(blocks(segment._postings, leaf.term_info("problem", word)))
        numbers, weights = counts(read)
        held = places(read)

        assert numbers.tolist() == [number for number, _weight, _places in expected]
        assert weights.tolist() == [weight for _number, weight, _places in expected]
        chosen = expected[:1] if len(expected) > SIFTED else expected
        few = held.among(numbers[: len(chosen)], 900)
        assert few.documents.tolist() == [number for number, _weight, _places in chosen]
        assert few.keys(1000, offset=1).tolist() == [
            number * 1000 + place - 1 for number, _weight, found in chosen for place in found
        ]


facet = st.lists(st.integers(0, 2**70 - 1), min_size=1, max_size=5)


@given(rows=facet, within=st.integers(0, 2**70 - 1))
def test_values_are_counted_by_bits_as_one_by_one(rows: list[int], within: int) -> None:
    tally = Tally({"a": {str(place): bits for place, bits in enumerate(rows)}, "b": {}}, 70)

    assert tally.counts("a", within).tolist() == [(bits & within).bit_count() for bits in rows]
    assert tally.all_counts(within)["a"].tolist() == tally.counts("a", within).tolist()
    assert tally.counts("b", within).tolist() == []


@given(carried=st.lists(st.integers(0, MANY + 5), max_size=99), within=st.integers(0, 2**99 - 1))
def test_many_values_are_counted_by_a_column_as_one_by_one(carried: list[int], within: int) -> None:
    within &= (1 << len(carried)) - 1
    values = {
        f"{value:03}": sum(1 << place for place, mine in enumerate(carried) if mine == value)
        for value in range(MANY + 5)
    }
    tally = Tally({"a": values}, len(carried))

    assert tally.counts("a", within).tolist() == [
        (bits & within).bit_count() for bits in values.values()
    ]


@given(st.lists(st.booleans()))
def test_bits_and_masks_are_each_others_inverse(mask: list[bool]) -> None:
    assert mask_of(bits_of(np.array(mask, bool)), len(mask)).tolist() == mask


@pytest.mark.parametrize("size", [0, 5, 3000])
@given(seed=st.integers(0, 999), most=st.integers(1, 20), different=st.sampled_from([2, 50, 9999]))
def test_the_best_are_the_first_of_all_in_order(
    size: int, seed: int, most: int, different: int
) -> None:
    values = np.random.default_rng(seed).integers(0, different, size).astype(np.float32)

    expected = np.argsort(-values, kind="stable")[: min(most, np.count_nonzero(values))]
    assert best(values, most).tolist() == expected.tolist(), "zero is no value"


letters = st.text("abc", min_size=1, max_size=6)


@given(known=st.sets(letters, min_size=1), word=letters, most=st.integers(1, 2))
def test_the_nearest_words_are_those_of_the_textbook(known: set[str], word: str, most: int) -> None:
    expected = {(slips, other) for other in known if (slips := _slips(word, other)) <= most}

    assert set(Known.of(known).near(word, most=most)) == expected


@cache
def _slips(one: str, other: str) -> int:
    """Return the distance by optimal string alignment, as its definition says."""
    if not one or not other:
        return len(one) + len(other)
    found = min(
        _slips(one[:-1], other) + 1,
        _slips(one, other[:-1]) + 1,
        _slips(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[-2:][::-1]:
        found = min(found, _slips(one[:-2], other[:-2]) + 1)
    return found
