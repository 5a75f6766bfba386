"""What a region may learn from whom: the formula by which practices are recommended, no more.

fit   = 0.5 * max(0, target - level) / 4 + 0.5 * max(0, 100 - SPM) / 100
score = fit * (0.35 * evidence / 4 + 0.25 * context + 0.25 * (ok + 1) / (closed + 2) + 0.15 * fresh)

The weights are settings. What nobody knows is no gap: it adds nothing, and nothing is invented for
it. A practice counts by that pair of its dimensions and sectors that fits best.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from operator import itemgetter

STEPS = 4  # from the first level to the fifth, and from a claim to what was replicated
FULL = 100.0
PATIENCE = 90  # days after which what nobody has confirmed again is recommended no longer
SHOWN = 10
MOST_OF_ONE = 2  # practices of one region among those shown
NEARLY = 1e-9  # scores that differ by less are equal

Pair = tuple[str, str | None]  # a dimension, and a sector of the SPM if it is of one


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each term counts; those of the fit add up to 1, and so do the others."""

    level: float
    spm: float
    evidence: float
    context: float
    success: float
    fresh: float


@dataclass(frozen=True)
class Standing:
    """Where a region stands: its levels by dimension, its SPM in percent by sector."""

    levels: Mapping[str, int] = field(default_factory=dict)
    spm: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A practice that runs: `ok` of its `closed` adoptions had a result; `fresh` is 0 to 1.

    `merit` is what speaks for it whoever asks.
    """

    id: int
    owner: int
    evidence: int
    ok: int
    closed: int
    fresh: float
    merit: float


Shelf = Mapping[int, Mapping[Pair, Sequence[Candidate]]]


@dataclass(frozen=True, kw_only=True)
class Learner:
    """Who asks: where it stands, at which level it aims, and how like it another region is."""

    id: int
    standing: Standing
    target: Callable[[str], int]
    likeness: Callable[[int], float]


@dataclass(frozen=True)
class Gap:
    """What is missing in a pair; `level` and `spm` are None where they are not known."""

    pair: Pair
    level: int | None
    target: int
    spm: float | None
    in_level: int
    in_spm: float
    fit: float


@dataclass(frozen=True)
class Match:
    """A practice that is recommended, with all terms of its score."""

    of: Candidate
    gap: Gap
    context: float
    score: float


def gap_of(weights: Weights, learner: Learner, pair: Pair) -> Gap:
    """Return what a region misses in a pair, and how much of all that may be missing that is."""
    dimension, sector = pair
    level = learner.standing.levels.get(dimension)
    spm = learner.standing.spm.get(sector) if sector else None
    target = learner.target(dimension)
    in_level = 0 if level is None else max(0, target - level)
    in_spm = 0.0 if spm is None else max(0.0, FULL - spm)
    fit = weights.level * in_level / STEPS + weights.spm * in_spm / FULL
    return Gap(pair, level, target, spm, in_level, in_spm, fit)


def success_of(ok: int, closed: int) -> float:
    """Return how likely an adoption is to have a result; 1/2 where none has ended yet."""
    return (ok + 1) / (closed + 2)


def merit_of(weights: Weights, evidence: int, ok: int, closed: int, fresh: float) -> float:
    """Return what speaks for a practice whoever asks: all of the score but fit and context."""
    success = weights.success * success_of(ok, closed)
    return weights.evidence * evidence / STEPS + success + weights.fresh * fresh


def freshness(verify_by: date | None, today: date) -> float | None:
    """Return 1 until the day to confirm, falling to 0 in 90 days; None if those are past.

    What nobody has promised to confirm is not fresh, and not stale.
    """
    if verify_by is None:
        return 0.0
    late = (today - verify_by).days
    return None if late > PATIENCE else min(1.0, 1 - late / PATIENCE)


def shelf_of(rows: Iterable[tuple[Candidate, Iterable[Pair]]]) -> Shelf:
    """Return the candidates by region and pair, without those that can never be shown."""
    found: dict[int, dict[Pair, list[Candidate]]] = {}
    for candidate, pairs in rows:
        of_owner = found.setdefault(candidate.owner, {})
        for pair in pairs:
            of_owner.setdefault(pair, []).append(candidate)
    return {
        owner: {
            pair: sorted(kept, key=lambda one: (-one.merit, one.id))[:MOST_OF_ONE]
            for pair, kept in pairs.items()
        }
        for owner, pairs in found.items()
    }


Ranked = tuple[tuple[float, float, int], Match]


def recommended(
    weights: Weights, learner: Learner, owners: Callable[[int], Standing], shelf: Shelf
) -> list[Match]:
    """Return what is recommended to a region, best first; of one region no more than two.

    Of equals comes first what closes the larger gap in the SPM.
    """
    gaps = cache(lambda pair: gap_of(weights, learner, pair))
    found: list[Ranked] = []
    for owner, pairs in shelf.items():
        if owner == learner.id:
            continue
        least = found[-1][1].score - NEARLY if len(found) == SHOWN else 0.0
        context, best = learner.likeness(owner), dict[int, Ranked]()
        theirs, ours = owners(owner), learner.standing
        in_levels, in_spm = _ahead(theirs.levels, ours.levels), _ahead(theirs.spm, ours.spm)
        for pair, candidates in pairs.items():
            gap = gaps(pair)
            if not gap.fit or not (pair[0] in in_levels or pair[1] in in_spm):
                continue
            for one in candidates:
                score = gap.fit * (one.merit + weights.context * context)
                if score < least:
                    break  # so are those after it
                rank = (-round(score, 9), -gap.in_spm, one.id)
                if one.id not in best or rank < best[one.id][0]:
                    best[one.id] = rank, Match(one, gap, context, score)
        if best:
            found += sorted(best.values(), key=itemgetter(0))[:MOST_OF_ONE]
            found = sorted(found, key=itemgetter(0))[:SHOWN]
    return [match for _rank, match in found]


def _ahead(theirs: Mapping[str, float], ours: Mapping[str, float]) -> set[str | None]:
    """Return in what a region is known to be further than another."""
    return {code for code, value in theirs.items() if code in ours and value > ours[code]}
