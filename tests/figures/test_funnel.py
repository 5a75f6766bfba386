"""The funnel's rule: which loss is a leak, whatever was counted."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.figures.schemas.funnel import BASE, MOST, Cell, Leak, Step, leak_of, widest

CELLS = st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz"))
COUNTS = st.dictionaries(st.sampled_from(Step), st.integers(0, 40))
CELL: Cell = ("ekonomi", "sosial")


def test_the_largest_loss_of_a_cell_is_its_leak() -> None:
    counts = {Step.ASK: 20, Step.MENTORSHIP: 10, Step.ADOPTION: 2, Step.OUTCOME: 1}

    leak = leak_of(CELL, counts)

    assert leak == Leak(CELL, Step.MENTORSHIP, Step.ADOPTION, before=10, after=2)
    assert leak.share == 0.8


def test_few_of_anything_are_no_leak() -> None:
    assert leak_of(CELL, {Step.ADOPTION: BASE - 1, Step.OUTCOME: 0}) is None
    assert leak_of(CELL, {Step.ADOPTION: BASE, Step.OUTCOME: 0}) is not None


def test_what_is_not_told_is_not_taken_for_nothing() -> None:
    assert leak_of(CELL, {Step.SEARCH: 90, Step.ASK: 1}) is None
    assert leak_of(CELL, {}) is None


@given(funnel=st.dictionaries(CELLS, COUNTS))
def test_leaks_are_losses_of_what_was_counted_and_none_is_wider(
    funnel: dict[Cell, dict[Step, int]],
) -> None:
    leaks = widest(funnel)

    assert len(leaks) <= MOST
    assert len({leak.cell for leak in leaks}) == len(leaks)
    assert all(first.share >= second.share for first, second in pairwise(leaks))
    for leak in leaks:
        counts = funnel[leak.cell]
        assert (leak.step, leak.to) in set(pairwise(Step))
        assert (counts[leak.step], counts[leak.to]) == (leak.before, leak.after)
        assert leak.before >= BASE
        assert 0 < leak.share <= 1
    narrowest = min((leak.share for leak in leaks), default=0)
    rest = [leak for cell, counts in funnel.items() if (leak := leak_of(cell, counts))]
    left = [leak for leak in rest if leak not in leaks]
    assert all(leak.share <= narrowest for leak in left)
    assert not left or len(leaks) == MOST
