"""How well a ranking answers the golden set: recall@5 and nDCG@10."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

SETS = Path(__file__).parent
Grades = Mapping[str, int]


@dataclass(frozen=True)
class Score:
    """How one query did; both figures 0-1."""

    kind: str
    query: str
    recall: float
    ndcg: float
    found: tuple[str, ...]


def queries(name: str, known: frozenset[str]) -> list[tuple[str, str, dict[str, int]]]:
    """Return (kind, query, {slug: grade}) of a set's queries that practices of `known` answer."""
    kinds = yaml.safe_load((SETS / f"{name}.yaml").read_text(encoding="utf-8"))
    rows = [
        (kind, str(query), {slug: grade for slug, grade in grades.items() if slug in known})
        for kind, queries in kinds.items()
        for query, grades in queries.items()
    ]
    return [row for row in rows if any(grade >= 2 for grade in row[2].values())]


def recall_at_5(found: Sequence[str], grades: Grades) -> float:
    """Return the share of the answers graded 2 or 3 among the first five."""
    wanted = {slug for slug, grade in grades.items() if grade >= 2}
    return len(wanted & set(found[:5])) / min(5, len(wanted))


def ndcg_at_10(found: Sequence[str], grades: Grades) -> float:
    """Return the discounted gain of the first ten over that of the best order."""
    gained = sum(
        (2 ** grades.get(slug, 0) - 1) / math.log2(place + 2)
        for place, slug in enumerate(found[:10])
    )
    best = sorted(grades.values(), reverse=True)[:10]
    ideal = sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal


def judge(name: str, search: Callable[[str], Sequence[str]], known: frozenset[str]) -> list[Score]:
    """Return how each query of a set does."""
    scores = []
    for kind, query, grades in queries(name, known):
        found = tuple(search(query))
        scores.append(
            Score(kind, query, recall_at_5(found, grades), ndcg_at_10(found, grades), found[:5])
        )
    return scores
