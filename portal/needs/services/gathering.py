"""What the worker makes of all that was asked for: needs, their numbers, and what may be shown."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.needs.models import Need, NeedSource, NeedState, NeedWish
from portal.needs.queries import askings
from portal.needs.schemas import (
    WINDOW,
    Asking,
    Turn,
    agreed,
    clustered,
    is_anonymous,
    is_vain,
    regions_of,
    shared,
    stems_of,
    stored,
    turns_of,
    worded,
)
from portal.needs.services.recording import new_need
from portal.search.finder import telling_words

FEWEST = 2  # askings that make a need
MOST_WORDINGS = 50
COUNTED = (NeedState.RAW, NeedState.PUBLIC, NeedState.CLAIMED)
Cell = tuple[str | None, str | None]


def gather(session: Session, day: date) -> None:
    """Bring all needs to what was asked for in the 90 days until a day."""
    since = day - WINDOW
    needs = _known(session)
    asked: dict[int, list[Asking]] = defaultdict(list)
    for need_id, record in askings.records(since):
        asked[need_id].append(record)
    fresh = [
        *_by_words(needs, asked, [*askings.searches(since), *askings.questions(since)]),
        *_by_cells(needs, asked, askings.refusals(since)),
    ]
    wanted = set(session.scalars(sa.select(NeedWish.need_id)))
    for need in needs:
        if need.state not in COUNTED:
            continue
        if need.state is NeedState.RAW and need.id not in wanted and _is_rare(asked[need.id]):
            session.delete(need)
            continue
        _count(need, asked[need.id])
    for need, found in fresh:
        session.add(need)
        _count(need, found)


def _known(session: Session) -> Sequence[Need]:
    """Return the needs that what was asked for may belong to; closed ones rest for a while."""
    rested = utcnow() - WINDOW
    query = sa.select(Need).where(sa.or_(Need.closed_at.is_(None), Need.closed_at > rested))
    return session.scalars(query.order_by(Need.id)).all()


def _by_words(
    needs: Sequence[Need], asked: Mapping[int, list[Asking]], found: Iterable[Asking]
) -> Iterable[tuple[Need, list[Asking]]]:
    """Give what has words to the needs that it is like, and yield needs that it makes."""
    by_signature = {stems_of(need.signature): need for need in reversed(needs) if need.signature}
    known = [stems_of(need.signature) for need in needs if need.signature]
    for leader, cluster in clustered(found, known).items():
        if (need := by_signature.get(leader)) is not None:
            asked[need.id].extend(cluster)
        elif not _is_rare(cluster) and not _is_served(cluster):
            yield new_need(_source(cluster), stored(leader)), cluster


def _by_cells(
    needs: Sequence[Need], asked: Mapping[int, list[Asking]], found: Iterable[Asking]
) -> Iterable[tuple[Need, list[Asking]]]:
    """Give what has no words to the needs of its cells of the grid, and yield needs it makes."""
    known = {_cell(need): need for need in reversed(needs) if not need.signature}
    cells: dict[Cell, list[Asking]] = defaultdict(list)
    for asking in found:
        cells[asking.dimension, asking.sector].append(asking)
    for cell, cluster in cells.items():
        if (need := known.get(cell)) is not None:
            asked[need.id].extend(cluster)
        elif len(cluster) >= FEWEST:
            made = new_need(_source(cluster), "")
            made.dimension, made.sector = cell
            yield made, cluster


def _cell(need: Need) -> Cell:
    return need.dimension, need.sector


def _source(cluster: Iterable[Asking]) -> NeedSource:
    """Return what most of a cluster is."""
    return NeedSource(Counter(asking.source for asking in cluster).most_common(1)[0][0])


def _vain(cluster: Iterable[Asking]) -> list[Turn]:
    return [turn for turn in turns_of(cluster) if is_vain(turn)]


def _beside(cluster: Iterable[Asking]) -> int:
    """Return how much of a cluster is no search."""
    return sum(not asking.is_search for asking in cluster)


def _is_rare(cluster: Collection[Asking]) -> bool:
    return len(_vain(cluster)) + _beside(cluster) < FEWEST


def _is_served(cluster: Sequence[Asking]) -> bool:
    """Tell whether most who searched have opened something: then little is missing."""
    turns = turns_of(cluster)
    vain = sum(map(is_vain, turns))
    return vain < len(turns) - vain


def _count(need: Need, cluster: Sequence[Asking]) -> None:
    """Bring a need to its cluster.

    Words and numbers that others see are those of a moment at which enough had searched.
    """
    turns = _vain(cluster)
    stems = shared(turns) if need.signature else frozenset()
    may_be_shown = is_anonymous(turns) and not _is_served(cluster)
    if need.signature:
        may_be_shown = may_be_shown and bool(stems)
    need.sources = dict(
        Counter(turn[0].source for turn in turns)
        + Counter(asking.source for asking in cluster if not asking.is_search)
    )
    need.wordings = _wordings(turns, cluster)
    if need.signature:
        need.dimension = agreed(asking.dimension for asking in cluster)
        need.sector = agreed(asking.sector for asking in cluster)
    if may_be_shown or need.state is not NeedState.CLAIMED:
        need.searches, need.regions = len(turns), len(regions_of(turns))
    if may_be_shown:
        need.title = worded(stems, turns, telling_words)
    if need.state is NeedState.RAW and may_be_shown:
        need.state = NeedState.PUBLIC
    elif need.state is NeedState.PUBLIC and not may_be_shown:
        need.state, need.title = NeedState.RAW, ""


def _wordings(turns: Iterable[Turn], cluster: Iterable[Asking]) -> dict[str, int]:
    """Return what was typed in vain, and the titles of questions, each with how often it was."""
    told: Counter[str] = Counter()
    for turn in turns:
        told.update({asking.words for asking in turn if asking.words})
    told.update(asking.words for asking in cluster if asking.words and not asking.is_search)
    return dict(told.most_common(MOST_WORDINGS))
