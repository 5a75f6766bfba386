"""Looking for new practices that match what people have saved as a search.

A practice is a new match of searches that were saved before it was first published. It is looked
for during two weeks, since an index may lag behind; whoever was told is never told again.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.events import emit
from portal.core.uow import unit_of_work
from portal.follows.models import Follow, Level
from portal.follows.queries import levels
from portal.notifications.events import SearchMatched
from portal.notifications.models import Happening, Notification
from portal.practices.models import Practice
from portal.practices.queries import KIND
from portal.practices.queries.names import newest
from portal.practices.queries.topics import SEARCH, topics_of
from portal.practices.views.followed import search_of
from portal.search import finder

WINDOW = timedelta(days=14)
FIRST = 1  # the number of a practice's first version


def look() -> None:
    """Tell those who have saved a search of each new practice that matches."""
    with reading():
        found = list(_matches())
    for match in found:
        with unit_of_work() as session:
            emit(session, match)


def _matches() -> Iterator[SearchMatched]:
    """Yield what somebody is still to be told, once for each person and practice."""
    first = newest(utcnow() - WINDOW)
    told = {practice_id: _told(practice_id) for practice_id in first}
    for key, saved in _saved().items() if first else ():
        asked = search_of(key)
        if asked is None:
            continue
        asked = replace(asked, sort="newest", per_page=finder.MAX_DEPTH)
        for practice_id in map(int, finder.find(KIND, asked).keys):
            for row in saved if practice_id in first else ():
                if row.created_at < first[practice_id] and row.person_id not in told[practice_id]:
                    told[practice_id].add(row.person_id)
                    yield SearchMatched(practice_id, row.person_id)


def _saved() -> dict[str, list[Follow]]:
    """Return by their keys the searches of which people want to hear."""
    found: dict[str, list[Follow]] = defaultdict(list)
    query = sa.select(Follow).where(Follow.kind == SEARCH, Follow.level == Level.ALL)
    for row in db.session.scalars(query.order_by(Follow.id)):
        found[row.key].append(row)
    return found


def _told(practice_id: int) -> set[int]:
    """Return who knows already that a practice is new, or does not want to."""
    practice = db.session.get(Practice, practice_id)
    said = levels(topics_of(practice)) if practice else {}
    of_version = [
        Happening.key.like(f"{kind}:{practice_id}:{FIRST}:%")
        for kind in ("practice-approved", "practice-version")
    ]
    knowing = sa.select(Notification.person_id).join(
        Happening, Happening.id == Notification.happening_id
    )
    matched = Happening.key.like(f"search-match:{practice_id}:%")
    return {
        *(person_id for person_id, level in said.items() if level is Level.MUTE),
        *db.session.scalars(knowing.where(sa.or_(*of_version, matched))),
    }
