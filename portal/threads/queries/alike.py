"""Reads: threads that ask the same: the original, and those that were joined with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Actor
from portal.threads.models import Thread
from portal.threads.permissions import visible_to

MOST = 50
_SHOWN = (Thread.public_id, Thread.title, Thread.language, Thread.region_id)


@dataclass(frozen=True)
class Same:
    """A thread that asks the same as another, and the region for which it was asked."""

    public_id: str
    title: str
    language: str
    region_id: int | None


def original_of(actor: Actor, thread: Thread) -> Same | None:
    """Return of what a thread is a duplicate, None for none that the actor may see."""
    if thread.duplicate_of_id is None:
        return None
    query = sa.select(*_SHOWN).where(Thread.id == thread.duplicate_of_id, visible_to(actor))
    row = db.session.execute(query).one_or_none()
    return Same(*row) if row else None


def joined_with(actor: Actor, thread: Thread) -> Sequence[Same]:
    """Return the duplicates of a thread that the actor may see, the newest first."""
    query = sa.select(*_SHOWN).where(Thread.duplicate_of_id == thread.id, visible_to(actor))
    rows = db.session.execute(query.order_by(Thread.id.desc()).limit(MOST))
    return [Same(*row) for row in rows]
