"""How fast people may write in threads: far beyond what a busy bureau does, short of a flood.

A mentor who answers forty questions in a morning, or a region whose whole staff asks after a
training, meets none of these. To be counted before the unit of work, see `core.limits`.
"""

from datetime import timedelta

from portal.core.limits import Limit, count
from portal.core.permissions import Actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THREADS = (Limit("threads in an hour", 20, HOUR), Limit("threads in a day", 60, DAY))
THREADS_OF_REGION = Limit("threads of a region in a day", 300, DAY)
POSTS = (Limit("posts in an hour", 120, HOUR), Limit("posts in a day", 600, DAY))
POSTS_OF_REGION = Limit("posts of a region in a day", 3000, DAY)
FILES = Limit("files of posts in a day", 100, DAY)
VOTES = Limit("votes in an hour", 300, HOUR)
FLAGS = Limit("flags in a day", 100, DAY)


def count_thread(actor: Actor, region_id: int | None) -> None:
    """Count a new thread.

    Raises:
        TooMany: if the person or the region has begun too many.
    """
    _count(actor, region_id, THREADS, THREADS_OF_REGION)


def count_post(actor: Actor, region_id: int | None) -> None:
    """Count a post, or the change of one.

    Raises:
        TooMany: if the person or the region has written too much.
    """
    _count(actor, region_id, POSTS, POSTS_OF_REGION)


def count_file(actor: Actor) -> None:
    """Count a file.

    Raises:
        TooMany: if the person has sent too many.
    """
    count([(FILES, str(actor.person_id))])


def count_vote(actor: Actor) -> None:
    """Count a vote, or that it is taken back.

    Raises:
        TooMany: if the person has voted too often.
    """
    count([(VOTES, str(actor.person_id))])


def count_flag(actor: Actor) -> None:
    """Count a report of a post.

    Raises:
        TooMany: if the person has reported too many.
    """
    count([(FLAGS, str(actor.person_id))])


def _count(actor: Actor, region_id: int | None, own: tuple[Limit, ...], shared: Limit) -> None:
    asked = [(limit, str(actor.person_id)) for limit in own]
    if region_id is not None:
        asked.append((shared, str(region_id)))
    count(asked)
