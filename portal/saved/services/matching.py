"""Looking for new practices that match what people have saved.

A practice is a new match of searches that were saved before it was first published. It is looked
for during two weeks, since an index may lag behind; what was found is noted, and told, once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.db import reading
from portal.core.errors import BadInput
from portal.core.events import emit
from portal.core.uow import unit_of_work
from portal.practices.queries import KIND
from portal.practices.queries.names import newest
from portal.saved import queries
from portal.saved.events import SearchMatched
from portal.saved.models import Often, SavedSearch, SearchMatch
from portal.saved.queries.asked import read
from portal.search import finder

WINDOW = timedelta(days=14)
AT_ONCE = 1000  # searches named in one query: databases take no list of any length


def look() -> None:
    """Note the new practices that saved searches find, and tell whoever wants to hear of it."""
    with reading():
        first = newest(utcnow() - WINDOW)
        found = _found(first) if first else {}
    for practice_id, search_ids in found.items():
        _note(practice_id, search_ids)


def _found(first: Mapping[int, datetime]) -> Mapping[int, Collection[int]]:
    """Return, by practice, the ids of searches that have found it just now."""
    known = {practice_id: queries.matched(practice_id) for practice_id in first}
    found: dict[int, list[int]] = defaultdict(list)
    for query, searches in queries.by_query().items():
        for practice_id in _keys(query) & first.keys():
            found[practice_id] += [
                search.id
                for search in searches
                if search.created_at < first[practice_id] and search.id not in known[practice_id]
            ]
    return {practice_id: ids for practice_id, ids in found.items() if ids}


def _keys(query: str) -> set[int]:
    """Return the newest practices that a search finds; one that cannot be read finds nothing."""
    try:
        asked = read(query)
    except BadInput:
        return set()
    asked = replace(asked, sort="newest", per_page=finder.MAX_DEPTH)
    return set(map(int, finder.find(KIND, asked).keys))


def _note(practice_id: int, search_ids: Collection[int]) -> None:
    """Note matches, and tell each person by the search that is to tell soonest.

    What another worker has noted by now is left out.
    """
    with unit_of_work() as session:
        ids = sorted(set(search_ids) - queries.matched(practice_id))
        fresh = [
            search
            for first in range(0, len(ids), AT_ONCE)
            for search in session.scalars(_searches(ids[first : first + AT_ONCE]))
        ]
        session.add_all(
            SearchMatch(search_id=search.id, practice_id=practice_id, found_at=utcnow())
            for search in fresh
        )
        telling: dict[int, int] = {}
        for search in sorted(fresh, key=lambda search: list(Often).index(search.often)):
            if search.often is not Often.NEVER:
                telling.setdefault(search.person_id, search.id)
        for person_id, search_id in telling.items():
            emit(session, SearchMatched(practice_id, person_id, search_id))


def _searches(ids: Sequence[int]) -> sa.Select[SavedSearch]:
    return sa.select(SavedSearch).where(SavedSearch.id.in_(ids)).order_by(SavedSearch.id)
