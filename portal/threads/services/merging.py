"""A thread that asks what another one asks is joined with it, and stands alone again."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.threads.events import ThreadMerged
from portal.threads.models import Post, Thread, ThreadKind, ThreadState, Visibility, Vote
from portal.threads.models.decisions import Act
from portal.threads.permissions import VIEW_THREAD, is_readable, is_unanswered
from portal.threads.services import holding
from portal.threads.services.deciding import Reason, decide
from portal.threads.services.moderating import require_judge
from portal.threads.services.progress import follow_up


def merge(session: Session, actor: Actor, thread: Thread, original: Thread, reason: Reason) -> None:
    """Mark a thread as a duplicate of another; of a duplicate, of what that is one of.

    What was joined with it before is joined with the original too, so no chain ever comes to be.
    It waits for no answer of its own any more. Whoever asked or followed it follows the original,
    and each who asked or needs it counts there once.

    Raises:
        NotFound, Forbidden: if the actor may not see one of the threads or not moderate the first.
        Conflict: if it is a duplicate already, or the actor's own.
        BadInput: if it is the same thread, or one that not all readers of the duplicate may read.
    """
    require_judge(actor, thread, thread.opening)
    if thread.state is ThreadState.DUPLICATE:
        raise Conflict(_("Utas ini sudah digabung."))
    if not permits(actor, VIEW_THREAD, original):
        raise NotFound
    if original.duplicate_of_id is not None:
        original = session.get_one(Thread, original.duplicate_of_id)
    _require_fitting(thread, original)
    decide(session, actor, thread, Act.MERGE, reason, original=original.public_id)
    if is_unanswered(thread):
        holding.let_go(thread)
    thread.state, thread.duplicate_of_id = ThreadState.DUPLICATE, original.id
    for earlier in session.scalars(sa.select(Thread).where(Thread.duplicate_of_id == thread.id)):
        earlier.duplicate_of_id = original.id
    _count_need(session, thread, original)
    emit(session, ThreadMerged(thread.id, original.id, actor.person_id or 0))


def _require_fitting(thread: Thread, original: Thread) -> None:
    if original.id == thread.id:
        raise BadInput(_("Utas tidak dapat digabung dengan dirinya sendiri."))
    if not is_readable(original):
        raise BadInput(_("Utas itu sedang tidak tampil, jadi penanyanya tidak akan bisa membaca."))
    if Visibility.MEMBERS is original.visibility is not thread.visibility:
        raise BadInput(
            _("Utas itu khusus anggota, sedangkan utas ini dibaca semua orang. Balik arahnya.")
        )


def _count_need(session: Session, thread: Thread, original: Thread) -> None:
    """Let whoever asked a question or needs it too need the original, each once."""
    if {thread.kind, original.kind} != {ThreadKind.QUESTION}:
        return
    needs = {thread.author_id: thread.region_id}
    needs |= dict(_voters(session, thread))
    known = {original.author_id, *dict(_voters(session, original))}
    session.add_all(
        Vote(post_id=original.opening.id, person_id=person_id, region_id=region_id)
        for person_id, region_id in needs.items()
        if person_id not in known
    )


def _voters(session: Session, thread: Thread) -> list[tuple[int, int | None]]:
    cast = sa.select(Vote.person_id, Vote.region_id).where(Vote.post_id == thread.opening.id)
    return [(row.person_id, row.region_id) for row in session.execute(cast.order_by(Vote.id))]


def split(session: Session, actor: Actor, thread: Thread, reason: Reason) -> None:
    """Let a duplicate stand alone again.

    It is what its posts make of it: an accepted answer is confirmed, though it may have been
    applied before, and an open question is chosen a holder and promised anew. Who follows the
    original or needs it by now goes on doing so, until they say otherwise.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if it is no duplicate, or the actor's own.
    """
    require_judge(actor, thread, thread.opening)
    decide(session, actor, thread, Act.SPLIT, reason)
    if thread.state is not ThreadState.DUPLICATE:
        raise Conflict(_("Utas ini tidak sedang digabung."))
    thread.duplicate_of_id = None
    if thread.kind is not ThreadKind.QUESTION:
        thread.state = ThreadState.OPEN
        return
    accepted = sa.exists().where(Post.thread_id == thread.id, Post.accepted)
    settled = session.scalar(sa.select(accepted))
    thread.state = ThreadState.CONFIRMED if settled else ThreadState.ANSWERED
    follow_up(session, thread)
    if is_unanswered(thread) or thread.holder_kind is None:
        with session.no_autoflush:  # the database takes none that nobody holds
            holding.begin(thread, now=utcnow())
        holding.tell(session, thread, by=actor)
