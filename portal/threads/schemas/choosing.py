"""Who is to answer: the mentor who fits a question best, and of equals who has least to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.mentors.queries.available import Available

HANDS_ON, BOTH, EITHER, ANYBODY = 0, 1, 2, 3  # from the best fit down


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a question asks for: of whom, about what, and by whom it was asked.

    `region_id` is where its answer must come from, None if from anywhere; `block` is the
    Indonesian title of the block of `practice_id` at which it was asked.
    """

    asker_id: int
    region_id: int | None
    practice_id: int | None
    block: str | None
    dimensions: frozenset[int]
    sectors: frozenset[int]


def choose(
    wanted: Wanted, candidates: Iterable[Available], busy: Mapping[int, int]
) -> Available | None:
    """Return who is to answer, None if nobody fits; `busy` counts open questions by person."""
    fitting = [
        (fit, busy.get(one.person_id, 0), not _knows_block(wanted, one), one.person_id, one)
        for one in candidates
        if (fit := fit_of(wanted, one)) is not None
    ]
    return min(fitting, key=lambda found: found[:-1])[-1] if fitting else None


def fit_of(wanted: Wanted, one: Available) -> int | None:
    """Return how well a mentor fits, the less the better; None for who does not.

    First who has worked on the practice, then who knows its dimension and its sector, then who
    knows one of the two. A question about a region alone is for each of its mentors.
    """
    if one.person_id == wanted.asker_id or wanted.region_id not in {None, one.region_id}:
        return None
    if any(practice_id == wanted.practice_id for practice_id, _title in one.delivered):
        return HANDS_ON
    known = [bool(wanted.dimensions & one.dimensions), bool(wanted.sectors & one.sectors)]
    if any(known):
        return BOTH if all(known) else EITHER
    nothing_asked = not (wanted.practice_id or wanted.dimensions or wanted.sectors)
    return ANYBODY if nothing_asked and wanted.region_id is not None else None


def _knows_block(wanted: Wanted, one: Available) -> bool:
    return (wanted.practice_id, wanted.block) in one.delivered
