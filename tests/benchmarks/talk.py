"""So many posts as a nation writes in years, invented and stored in bulk."""

import random
from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.models import TimeZone
from portal.core.clock import utcnow
from portal.core.generations import bump
from portal.core.slugs import new_public_id
from portal.core.text import RENDERER_VERSION
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.search.registry import generation_of
from portal.threads.models import (
    Post,
    PostKind,
    PostState,
    Speaker,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)
from portal.threads.queries.finding import KIND
from tests.factories.drafts import somebody
from tests.factories.practices import Words
from tests.factories.threads import OFFICER

LONG, LENGTH = 200, 10  # posts of the first discussion and of all others
WORDS = 40
AT_ONCE = 1000  # discussions in a unit of work


def discussed(count: int) -> list[str]:
    """Store discussions of practices with so many posts in all; return the ids of the first ones.

    The first of them has `LONG` posts, the others `LENGTH`.
    """
    author = somebody("bayu@contoh.go.id", OFFICER).person_id
    rng, words = random.Random(0), Words(random.Random(0))
    shown: list[str] = []
    lengths = [LONG, *[LENGTH] * max(0, (count - LONG) // LENGTH)]
    for first in range(0, len(lengths), AT_ONCE):
        keys = _stored(author, lengths[first : first + AT_ONCE], rng, words)
        shown = shown or keys
    return shown


def _stored(
    author: int | None, lengths: Sequence[int], rng: random.Random, words: Words
) -> list[str]:
    keys = [new_public_id() for _length in lengths]
    now = utcnow()
    with unit_of_work() as session:
        found = sa.select(Practice.id, Practice.current_version_id).limit(len(lengths))
        practices = session.execute(found).all()
        threads = [
            {
                "public_id": key,
                "kind": ThreadKind.DISCUSSION,
                "title": words.text(6),
                "language": "id",
                "visibility": Visibility.PUBLIC,
                "state": ThreadState.OPEN,
                "author_id": author,
                "practice_id": practice.id,
                "version_id": practice.current_version_id,
                "zone": next(iter(TimeZone)),
                "last_post_at": now,
                "post_count": length,
            }
            for key, length in zip(keys, lengths, strict=True)
            for practice in (rng.choice(practices),)
        ]
        query = sa.insert(Thread).returning(Thread.id, sort_by_parameter_order=True)
        ids = session.scalars(query, threads).all()
        posts = [
            _post(author, thread, number, words.text(WORDS))
            for thread, length in zip(ids, lengths, strict=True)
            for number in range(1, length + 1)
        ]
        session.execute(sa.insert(Post), posts)
        bump(session, generation_of(KIND))
    return keys


def _post(author: int | None, thread: int, number: int, text: str) -> dict[str, object]:
    return {
        "public_id": new_public_id(),
        "thread_id": thread,
        "number": number,
        "kind": PostKind.OPENING if number == 1 else PostKind.COMMENT,
        "state": PostState.VISIBLE,
        "author_id": author,
        "as_region": False,
        "accepted": False,
        "speaker": Speaker.OFFICER,
        "language": "id",
        "source": text,
        "html": f"<p>{text}</p>",
        "renderer": RENDERER_VERSION,
    }
