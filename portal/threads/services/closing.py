"""What moderators do with whole threads: close and open, withhold and show, join and move them.

Whoever wrote the opening is told what was decided and why, see `deciding`.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import actor_of, person_of
from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.threads.models import Post, Speaker, Thread
from portal.threads.models.decisions import Act
from portal.threads.permissions import Voice, is_unanswered, speaker_of
from portal.threads.queries.anchors import Anchor
from portal.threads.services import holding
from portal.threads.services.deciding import Reason, decide
from portal.threads.services.moderating import require_judge

ANCHORED = (
    "practice_id",
    "version_id",
    "block",
    "dimension_id",
    "sector_id",
    "about_region_id",
)


def lock(session: Session, actor: Actor, thread: Thread, reason: Reason) -> None:
    """Let nobody write in a thread any more; it can be read and voted for, and waits for nobody.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is locked already, or the actor's own.
    """
    _decide(session, actor, thread, Act.LOCK, reason)
    if thread.locked_at is not None:
        raise Conflict(_("Utas ini sudah dikunci."))
    thread.locked_at = utcnow()


def unlock(session: Session, actor: Actor, thread: Thread, reason: Reason) -> None:
    """Let people write in a thread again; a question whose promise has passed is promised anew.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is not locked, or the actor's own.
    """
    _decide(session, actor, thread, Act.UNLOCK, reason)
    if thread.locked_at is None:
        raise Conflict(_("Utas ini tidak dikunci."))
    thread.locked_at = None
    holding.resume(session, thread, by=actor)


def hide(session: Session, actor: Actor, thread: Thread, reason: Reason) -> None:
    """Leave a thread to moderators alone.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is hidden already, or the actor's own.
    """
    _decide(session, actor, thread, Act.HIDE, reason)
    if thread.hidden_at is not None:
        raise Conflict(_("Utas ini sudah disembunyikan."))
    thread.hidden_at = utcnow()


def show(session: Session, actor: Actor, thread: Thread, reason: Reason) -> None:
    """Show a hidden thread again; a question whose promise has passed is promised anew.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is not hidden, or the actor's own.
    """
    _decide(session, actor, thread, Act.SHOW, reason)
    if thread.hidden_at is None:
        raise Conflict(_("Utas ini tidak disembunyikan."))
    thread.hidden_at = None
    holding.resume(session, thread, by=actor)


def move(session: Session, actor: Actor, thread: Thread, to: Anchor, reason: Reason) -> None:
    """Let a thread stand where it belongs.

    An open question goes into the hands of who fits there, with its promise if that is still
    ahead, else with a new one. Who speaks as the owner of the practice is told anew.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is the actor's own.
        BadInput: if it stands there already.
    """
    _decide(session, actor, thread, Act.MOVE, reason)
    if all(getattr(thread, name) == getattr(to, name) for name in ANCHORED):
        raise BadInput(_("Utas ini sudah ada di sana."))
    for name in ANCHORED:
        setattr(thread, name, getattr(to, name))
    _label_speakers(session, thread)
    if is_unanswered(thread):
        holding.move(session, thread, by=actor)


def _decide(session: Session, actor: Actor, thread: Thread, act: Act, reason: Reason) -> None:
    require_judge(actor, thread, thread.opening)
    decide(session, actor, thread, act, reason)


def _label_speakers(session: Session, thread: Thread) -> None:
    """Let those speak as owners who own the practice now, and others as what they are today."""
    for post in session.scalars(sa.select(Post).where(Post.thread_id == thread.id)):
        own = thread.practice_id is not None and post.region_id == thread.about_region_id
        if own or post.speaker is Speaker.OWNER:
            author = actor_of(person_of(post.author_id))
            post.speaker = speaker_of(author, Voice(post.region_id, post.as_region), thread)
