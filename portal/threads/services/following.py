"""Following a thread: by a press of a button, or by taking part in it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.events import listens
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.follows.models import Level
from portal.follows.queries import level_of
from portal.follows.queries.registry import Topic, TopicKind, register
from portal.follows.services.following import carry_over, take_up
from portal.threads.events import PostWritten, QuestionHeld, ThreadMerged
from portal.threads.models import Thread
from portal.threads.permissions import visible_to
from portal.threads.queries.topics import THREAD


def _find(actor: Actor, key: str) -> Topic | None:
    query = sa.select(Thread.title).where(Thread.public_id == key, visible_to(actor))
    title = db.session.scalars(query).one_or_none()
    return None if title is None else Topic(THREAD, key, title, f"/threads/{key}")


def _take_up(session: Session, thread_id: int, person_id: int | None) -> None:
    thread = session.get(Thread, thread_id)
    if thread is not None and person_id is not None:
        take_up(session, person_id, THREAD, thread.public_id)


def _written(session: Session, event: PostWritten) -> None:
    """Let whoever asks or answers follow the thread."""
    _take_up(session, event.thread_id, event.person_id)


def _held(session: Session, event: QuestionHeld) -> None:
    """Let whoever is to answer follow the thread."""
    thread = session.get(Thread, event.thread_id)
    _take_up(session, event.thread_id, thread.holder_id if thread else None)


def _merged(session: Session, event: ThreadMerged) -> None:
    """Let whoever asked again, or followed that, follow what was asked first."""
    thread, original = session.get(Thread, event.thread_id), session.get(Thread, event.original_id)
    if thread is None or original is None:
        return
    if level_of(thread.author_id, THREAD, thread.public_id) is not Level.MUTE:
        take_up(session, thread.author_id, THREAD, original.public_id)
    carry_over(session, THREAD, thread.public_id, original.public_id)


def start() -> None:
    """Let threads be followed, and listen for who takes part."""
    register(
        TopicKind(
            name=THREAD,
            label=_l("Utas"),
            invitation=_l("Ikuti utas ini"),
            levels={
                Level.ALL: _l("Setiap tulisan baru"),
                Level.FIRST: _l("Jawaban pertama saja"),
                Level.MUTE: _l("Bisukan"),
            },
            find=_find,
        )
    )
    listens(PostWritten)(_written)
    listens(QuestionHeld)(_held)
    listens(ThreadMerged)(_merged)
