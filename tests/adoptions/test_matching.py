"""The formula of recommendations: its numbers, and that the shelf leaves nothing out."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import load
from portal.adoptions.queries.matching import (
    MOST_OF_ONE,
    SHOWN,
    Candidate,
    Learner,
    Match,
    Pair,
    Standing,
    Weights,
    freshness,
    gap_of,
    merit_of,
    recommended,
    shelf_of,
)
from tests.servers import environ_of

WEIGHTS = Weights(level=0.5, spm=0.5, evidence=0.35, context=0.25, success=0.25, fresh=0.15)
LONTAR, CEMARA, RANDU = 1, 2, 3
GOVERNANCE_HEALTH: Pair = ("tata-kelola", "kesehatan")


def _candidate(number: int, owner: int = CEMARA, evidence: int = 3, fresh: float = 1) -> Candidate:
    merit = merit_of(WEIGHTS, evidence, 2, 3, fresh)
    return Candidate(number, owner, evidence, 2, 3, fresh, merit)


def _learner(level: int | None = 2, spm: float | None = 70, *, target: int = 4) -> Learner:
    levels = {} if level is None else {"tata-kelola": level}
    return Learner(
        id=LONTAR,
        standing=Standing(levels, {} if spm is None else {"kesehatan": spm}),
        target=lambda _dimension: target,
        likeness=lambda _owner: 3 / 5,
    )


def _of(
    learner: Learner, *candidates: Candidate, pair: Pair = GOVERNANCE_HEALTH, **owners: Standing
) -> list[Match]:
    standing = owners.get("owner", Standing({"tata-kelola": 4}, {"kesehatan": 95}))
    shelf = shelf_of((one, [pair]) for one in candidates or [_candidate(1)])
    return recommended(WEIGHTS, learner, lambda _owner: standing, shelf)


def test_the_weights_of_the_story_are_those_of_the_settings(tmp_path: Path) -> None:
    assert Weights(**dict(load(environ_of(tmp_path)).matching_weights)) == WEIGHTS


def test_the_numbers_of_the_story() -> None:
    (found,) = _of(_learner())
    assert found.gap.fit == pytest.approx(0.40)
    assert found.score == pytest.approx(0.285)
    (found,) = _of(_learner(level=4))
    assert round(found.score, 3) == 0.107
    assert _of(_learner(level=4, spm=100)) == []


@pytest.mark.parametrize(
    ("learner", "owner", "pair"),
    [
        (_learner(), Standing({"tata-kelola": 2}, {"kesehatan": 60}), GOVERNANCE_HEALTH),
        (_learner(), Standing(), GOVERNANCE_HEALTH),
        (_learner(None, None), Standing({"tata-kelola": 5}, {}), GOVERNANCE_HEALTH),
        (_learner(level=4), Standing({"tata-kelola": 5}, {"kesehatan": 95}), ("tata-kelola", None)),
    ],
    ids=["not ahead", "unknown owner", "unknown learner", "outside of the SPM"],
)
def test_what_is_not_recommended(learner: Learner, owner: Standing, pair: Pair) -> None:
    assert _of(learner, pair=pair, owner=owner) == []


def test_what_is_not_known_is_no_gap() -> None:
    assert gap_of(WEIGHTS, _learner(level=None), GOVERNANCE_HEALTH).fit == pytest.approx(0.15)
    assert gap_of(WEIGHTS, _learner(spm=None), GOVERNANCE_HEALTH).fit == pytest.approx(0.25)


def test_of_equals_comes_first_what_closes_the_larger_gap_in_the_spm() -> None:
    learner = Learner(
        id=LONTAR,
        standing=Standing({"tata-kelola": 2}, {"kesehatan": 50, "sosial": 100}),
        target=lambda dimension: 4 if dimension == "tata-kelola" else 1,
        likeness=lambda _owner: 0,
    )
    ahead = Standing({"tata-kelola": 5}, {"kesehatan": 90})
    rows = [
        (_candidate(1, CEMARA), [("tata-kelola", "sosial")]),
        (_candidate(2, RANDU), [("citra", "kesehatan")]),
    ]
    found = recommended(WEIGHTS, learner, lambda _owner: ahead, shelf_of(rows))
    assert [(match.of.id, round(match.gap.fit, 6)) for match in found] == [(2, 0.25), (1, 0.25)]


@pytest.mark.parametrize(
    ("late", "fresh"), [(-300, 1), (0, 1), (45, 0.5), (90, 0), (91, None), (400, None)]
)
def test_freshness_falls_in_ninety_days(late: int, fresh: float | None) -> None:
    today = date(2027, 4, 10)
    assert freshness(today - timedelta(days=late), today) == fresh


def test_what_nobody_has_promised_to_confirm_is_neither_fresh_nor_stale() -> None:
    assert freshness(None, date(2027, 4, 10)) == 0


DIMENSIONS, SECTORS = ("tata-kelola", "citra"), ("kesehatan", "sosial", None)
standings = st.builds(
    Standing,
    st.dictionaries(st.sampled_from(DIMENSIONS), st.integers(1, 5)),
    st.dictionaries(st.sampled_from(SECTORS[:2]), st.sampled_from([0.0, 60.0, 95.0, 100.0])),
)
rows = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(0, 4),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.lists(
            st.tuples(st.sampled_from(DIMENSIONS), st.sampled_from(SECTORS)),
            min_size=1,
            unique=True,
        ),
    ),
    max_size=30,
)


@given(rows, st.fixed_dictionaries(dict.fromkeys(range(1, 5), standings)), st.integers(1, 5))
def test_the_shelf_leaves_out_nothing_that_would_be_shown(
    drawn: list[tuple[int, int, float, list[Pair]]], known: dict[int, Standing], target: int
) -> None:
    made = [
        (_candidate(number, owner, evidence, fresh), pairs)
        for number, (owner, evidence, fresh, pairs) in enumerate(drawn)
    ]
    learner = Learner(
        id=LONTAR,
        standing=known[LONTAR],
        target=lambda _dimension: target,
        likeness=lambda owner: owner / 5,
    )
    found = recommended(WEIGHTS, learner, known.__getitem__, shelf_of(made))
    expected = _by_hand(learner, known, made)
    assert [(match.of.id, round(match.score, 9)) for match in found] == expected
    assert LONTAR not in {match.of.owner for match in found}


def _by_hand(
    learner: Learner, known: dict[int, Standing], made: list[tuple[Candidate, list[Pair]]]
) -> list[tuple[int, float]]:
    """Weigh every pair of every practice, sort, and take what may be shown."""
    best: dict[int, tuple[float, float, int, int]] = {}
    for one, pairs in made:
        for pair in pairs:
            gap = gap_of(WEIGHTS, learner, pair)
            owner, mine = known[one.owner], learner.standing
            ahead = [
                theirs > ours
                for theirs, ours in (
                    (owner.levels.get(pair[0]), mine.levels.get(pair[0])),
                    (owner.spm.get(pair[1] or ""), mine.spm.get(pair[1] or "")),
                )
                if theirs is not None and ours is not None
            ]
            if gap.fit and any(ahead) and one.owner != learner.id:
                score = gap.fit * (one.merit + WEIGHTS.context * learner.likeness(one.owner))
                rank = (-round(score, 9), -gap.in_spm, one.id, one.owner)
                best[one.id] = min(rank, best.get(one.id, rank))
    shown: list[tuple[float, float, int, int]] = []
    for rank in sorted(best.values()):
        if sum(kept[3] == rank[3] for kept in shown) < MOST_OF_ONE and len(shown) < SHOWN:
            shown.append(rank)
    return [(number, -score) for score, _gap, number, _owner in shown]
