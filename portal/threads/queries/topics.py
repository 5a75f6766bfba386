"""What can be followed about threads: the topics that one touches, from the closest on."""

import sqlalchemy as sa

from portal.core.db import db
from portal.follows.queries import Key
from portal.practices.models import Practice
from portal.practices.queries.topics import cell_topics, region_topics
from portal.practices.queries.topics import topics_of as topics_of_practice
from portal.threads.models import Thread
from portal.vocabularies.models import Term

THREAD = "thread"


def topics_of(thread: Thread) -> list[Key]:
    """Return the thread itself, then what it hangs on: a practice, a region, a cell."""
    practice = thread.practice_id and db.session.get(Practice, thread.practice_id)
    if practice:
        return [(THREAD, thread.public_id), *topics_of_practice(practice)]
    regions = [] if thread.about_region_id is None else region_topics(thread.about_region_id)
    codes = [_codes(thread.dimension_id), _codes(thread.sector_id)]
    return [(THREAD, thread.public_id), *regions, *cell_topics(*codes)]


def _codes(term_id: int | None) -> list[str]:
    return list(db.session.scalars(sa.select(Term.code).where(Term.id == term_id)))
