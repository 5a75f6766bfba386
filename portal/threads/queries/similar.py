"""Reads: threads and practices that may already say what somebody is about to ask."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import ANONYMOUS, Actor
from portal.practices.queries import KIND, Brief, briefs
from portal.search import finder
from portal.search.query import MAX_LENGTH
from portal.threads.models import Thread, ThreadKind, ThreadState, Visibility
from portal.threads.permissions import is_shown, visible_to

SHOWN = 4
SHOWN_PRACTICES = 3
CANDIDATES = 300
SHORTEST = 3


@dataclass(frozen=True)
class Alike:
    """A thread that resembles a text in what it is about."""

    public_id: str
    kind: ThreadKind
    title: str
    language: str
    state: ThreadState


def originals_like(actor: Actor, thread: Thread) -> list[Alike]:
    """Return the threads that resemble one and that all its readers may read."""
    readers: sa.ColumnElement[bool] = sa.true()
    if thread.visibility is Visibility.PUBLIC:
        readers = Thread.visibility == Visibility.PUBLIC
    fitting = (Thread.id != thread.id, is_shown(), readers)
    return threads_like(actor, thread.title, thread.practice_id, *fitting)


def threads_like(
    actor: Actor, text: str, practice_id: int | None = None, *conditions: sa.ColumnElement[bool]
) -> list[Alike]:
    """Return the threads with most of the words of a text in their titles, the best first.

    Of those only for which the `conditions` on `Thread` hold. One word in common is enough at the
    same practice; elsewhere it takes half of them.
    """
    stems = [stem for stem in finder.telling_stems(text) if len(stem) >= SHORTEST]
    if not stems:
        return []
    holds = sa.or_(*(Thread.title.icontains(stem, autoescape=True) for stem in stems))
    rows = db.session.execute(
        sa.select(
            Thread.public_id,
            Thread.kind,
            Thread.title,
            Thread.language,
            Thread.state,
            Thread.practice_id,
        )
        .where(visible_to(actor), Thread.state != ThreadState.DUPLICATE, holds, *conditions)
        .order_by(Thread.id.desc())
        .limit(CANDIDATES)
    )
    ranked = []
    for row in rows:
        common = len(set(stems) & set(finder.telling_stems(row.title)))
        here = practice_id is not None and row.practice_id == practice_id
        if common and (here or 2 * common >= len(stems)):
            alike = Alike(row.public_id, row.kind, row.title, row.language, row.state)
            ranked.append((common + here, alike))
    ranked.sort(key=lambda pair: -pair[0])
    return [alike for _score, alike in ranked[:SHOWN]]


def practices_like(text: str) -> list[Brief]:
    """Return the practices that a search for a text finds first."""
    asked = finder.Request(text=text[:MAX_LENGTH], per_page=SHOWN_PRACTICES)
    keys = finder.find(KIND, asked).keys if text.strip() else []
    return list(briefs(ANONYMOUS, list(keys)).values())
