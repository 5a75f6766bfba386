"""Moderators withhold single posts from readers and give them back; an opening is its thread."""

from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor
from portal.threads.events import PostWritten
from portal.threads.models import (
    SETTLED,
    Post,
    PostKind,
    PostState,
    Thread,
    ThreadState,
)
from portal.threads.models.decisions import Act, Decision
from portal.threads.permissions import is_awaited
from portal.threads.services import holding
from portal.threads.services.deciding import Reason, decide, require_moderator
from portal.threads.services.progress import follow_up


def release(session: Session, actor: Actor, post: Post, reason: Reason) -> Decision:
    """Let a post that was held back be read; a question waits for its answer from now on.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it does not wait for a decision, or is the actor's own.
        BadInput: if the reason is too long.
    """
    thread = _of(session, actor, post, PostState.QUARANTINED)
    decision = decide(session, actor, thread, Act.RELEASE, reason, post=post)
    _give_back(session, thread, post)
    return decision


def reject(session: Session, actor: Actor, post: Post, reason: Reason) -> Decision:
    """Withhold a post for good that was held back.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it does not wait for a decision, or is the actor's own.
        BadInput: if there is no reason, or it is too long.
    """
    thread = _of(session, actor, post, PostState.QUARANTINED)
    decision = decide(session, actor, thread, Act.REJECT, reason, post=post)
    _withhold(session, thread, post)
    return decision


def hide(session: Session, actor: Actor, post: Post, reason: Reason) -> Decision:
    """Withhold a post that could be read.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it cannot be read, or is the actor's own.
        BadInput: if there is no reason, or it is too long.
    """
    thread = _of(session, actor, post, PostState.VISIBLE)
    decision = decide(session, actor, thread, Act.HIDE, reason, post=post)
    _withhold(session, thread, post)
    return decision


def show(session: Session, actor: Actor, post: Post, reason: Reason) -> Decision:
    """Let a post be read again that was withheld.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is not withheld, or is the actor's own.
        BadInput: if the reason is too long.
    """
    thread = _of(session, actor, post, PostState.HIDDEN)
    decision = decide(session, actor, thread, Act.SHOW, reason, post=post)
    _give_back(session, thread, post)
    return decision


def dismiss(session: Session, actor: Actor, post: Post, reason: Reason) -> Decision:
    """Leave a post as it is that was reported.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it cannot be read, or is the actor's own.
        BadInput: if the reason is too long.
    """
    thread = _of(session, actor, post, PostState.VISIBLE)
    return decide(session, actor, thread, Act.DISMISS, reason, post=post)


def require_judge(actor: Actor, thread: Thread, post: Post) -> None:
    """Let only those go on who may decide of a post: moderators who did not write it.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is the actor's own.
    """
    require_moderator(actor, thread)
    if post.author_id == actor.person_id:
        raise Conflict(_("Tulisan sendiri diputuskan moderator lain."))


def state_of(thread: Thread, post: Post) -> PostState:
    """Return who may read a post; an opening is hidden with its thread."""
    with_thread = post.kind is PostKind.OPENING and thread.hidden_at is not None
    return PostState.HIDDEN if with_thread else post.state


def _of(session: Session, actor: Actor, post: Post, state: PostState) -> Thread:
    """Return the thread of a post of a state, for whoever moderates it and did not write it."""
    thread = session.get_one(Thread, post.thread_id)
    require_judge(actor, thread, post)
    if state_of(thread, post) is not state:
        raise Conflict(_("Tulisan ini sudah diputuskan, atau diubah penulisnya."))
    return thread


def _withhold(session: Session, thread: Thread, post: Post) -> None:
    if post.kind is PostKind.OPENING:
        post.state, thread.hidden_at = PostState.VISIBLE, utcnow()
    else:
        post.state = PostState.HIDDEN
    if post.accepted:
        post.accepted = False
        if thread.state in SETTLED:
            thread.state, thread.settled_at, thread.settled_by_id = ThreadState.ANSWERED, None, None
    follow_up(session, thread)


def _give_back(session: Session, thread: Thread, post: Post) -> None:
    if post.kind is PostKind.OPENING:
        thread.hidden_at = None
    post.state = PostState.VISIBLE
    follow_up(session, thread)
    if post.kind is PostKind.OPENING and is_awaited(thread):
        thread.created_at = utcnow()  # its region could not answer before
        holding.begin(thread, now=thread.created_at)
        holding.tell(session, thread, by=ANONYMOUS)
    emit(session, PostWritten(thread.id, post.id, post.author_id))
