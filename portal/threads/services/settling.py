"""What becomes of an answer: it is confirmed, it worked where it was asked for, or neither."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, permits, require
from portal.threads.events import AnswerSettled, SettlingUndone
from portal.threads.models import (
    SETTLED,
    Post,
    PostKind,
    PostState,
    Thread,
    ThreadKind,
    ThreadState,
)
from portal.threads.permissions import SETTLE, VIEW_POST, Said, Settling
from portal.threads.services.posting import require_open
from portal.threads.services.progress import follow_up
from portal.threads.services.trail import note

UNDO = "undo"


def outcomes(actor: Actor, thread: Thread, post: Post) -> list[str]:
    """Return what an actor is asked of a post in a thread that is not closed, as `say` takes it.

    Whether an answer worked in a region only the asker is asked, and whoever else may say that it
    answers is not asked to choose again.
    """
    settling = Settling(thread, post.author_id, thread.last_post_at)
    if not (_is_answer(thread, post) and permits(actor, SETTLE, settling)):
        return []
    is_asker = actor.person_id == thread.author_id
    asked = {
        ThreadState.CONFIRMED: not post.accepted and (is_asker or thread.state not in SETTLED),
        ThreadState.APPLIED: is_asker
        and not (post.accepted and thread.state is ThreadState.APPLIED),
        UNDO: post.accepted,
    }
    return [outcome for outcome, holds in asked.items() if holds]


def say(session: Session, actor: Actor, post: Post, outcome: str) -> None:
    """Say what became of an answer: one of the `SETTLED` states, or `UNDO`.

    Raises:
        NotFound, Forbidden: if the actor may not see the post or not say so.
        Conflict: if the thread is closed, or it cannot be said of the post.
        BadInput: if it is none of these.
    """
    if outcome == UNDO:
        _undo(session, actor, post)
    elif outcome in SETTLED:
        _settle(session, actor, post, ThreadState(outcome))
    else:
        raise BadInput(_("Pilih salah satu dari daftar."))


def _is_answer(thread: Thread, post: Post) -> bool:
    """Tell whether a post may be accepted: a visible answer of somebody else to a question."""
    return (
        thread.kind is ThreadKind.QUESTION
        and post.kind is PostKind.ANSWER
        and post.state is PostState.VISIBLE
        and post.author_id != thread.author_id
    )


def _settle(session: Session, actor: Actor, post: Post, state: ThreadState) -> None:
    """Accept an answer as the one of its question; said of another before, it is of this now."""
    thread = _settled_thread(session, actor, post)
    if not _is_answer(thread, post):
        raise Conflict(_("Hanya jawaban orang lain yang dapat diterima."))
    _accept_none(session, thread)
    post.accepted = True
    thread.state, thread.settled_at, thread.settled_by_id = state, utcnow(), actor.person_id
    note(session, state.value, actor, post)
    emit(session, AnswerSettled(thread.id, post.id, state.value, actor.person_id or 0))


def _undo(session: Session, actor: Actor, post: Post) -> None:
    thread = _settled_thread(session, actor, post)
    if not post.accepted:
        raise Conflict(_("Jawaban ini tidak sedang diterima."))
    _accept_none(session, thread)
    thread.state, thread.settled_at, thread.settled_by_id = ThreadState.ANSWERED, None, None
    follow_up(session, thread)
    note(session, "unsettle", actor, post)
    emit(session, SettlingUndone(thread.id, actor.person_id or 0))


def _settled_thread(session: Session, actor: Actor, post: Post) -> Thread:
    """Return the thread of a post, if the actor may say what became of it."""
    thread = session.get_one(Thread, post.thread_id)
    if not permits(actor, VIEW_POST, Said(post, thread)):
        raise NotFound
    require(actor, SETTLE, Settling(thread, post.author_id, thread.last_post_at))
    require_open(thread)
    return thread


def _accept_none(session: Session, thread: Thread) -> None:
    accepted = sa.select(Post).where(Post.thread_id == thread.id, Post.accepted)
    for post in session.scalars(accepted):
        post.accepted = False
    session.flush()
