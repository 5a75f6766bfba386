"""Reads: which version of a practice has an answer among its questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to as practice_visible_to
from portal.threads.models import Thread
from portal.threads.permissions import visible_to


@dataclass(frozen=True)
class Folded:
    """A version that has the answer of a thread."""

    slug: str
    number: int
    title: Mapping[str, str]


def folded_in(actor: Actor, thread: Thread) -> Folded | None:
    """Return the version that has the answer of a thread, None if the actor may not see it."""
    if thread.folded_version_id is None:
        return None
    row = db.session.execute(
        sa.select(Practice.slug, PracticeVersion.number, PracticeVersion.record["title"])
        .join(Practice, Practice.id == PracticeVersion.practice_id)
        .where(PracticeVersion.id == thread.folded_version_id, practice_visible_to(actor))
    ).one_or_none()
    return Folded(*row) if row else None


def titles_of(actor: Actor, keys: Sequence[str]) -> Mapping[str, str]:
    """Return {key: title} of the threads that the actor may see."""
    rows = db.session.execute(
        sa.select(Thread.public_id, Thread.title).where(
            Thread.public_id.in_(keys), visible_to(actor)
        )
    )
    return {row.public_id: row.title for row in rows}
