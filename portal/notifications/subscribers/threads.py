"""What people are told of threads in which they have a part: asked, to answer, called, answered."""

from collections.abc import Iterable
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role
from portal.follows.models import Level
from portal.follows.queries import levels
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.notifications.subscribers.talk import about, due_for, gathered_at, heard, path_of, seen
from portal.threads.events import (
    AnswerAsked,
    AnswerSettled,
    PostWritten,
    QuestionHeld,
    QuestionUnanswered,
    ThreadMerged,
)
from portal.threads.models import (
    SETTLED,
    HolderKind,
    Mention,
    Post,
    PostKind,
    Thread,
    ThreadKind,
    ThreadState,
)
from portal.threads.permissions import SPEAKERS, TAKERS, is_awaited
from portal.threads.queries.offers import offered_people
from portal.threads.queries.topics import topics_of

TO_HOLDER, TO_ADMINS, TO_EDITORS = 1, 2, 3  # the steps of a question without an answer


def hands_of(thread: Thread) -> list[int]:
    """Return who is to answer a question: whoever holds it, or all to whose queue it belongs."""
    if thread.holder_id is not None:
        return [thread.holder_id]
    if thread.holder_kind is HolderKind.REGION:
        return holders(*TAKERS, region_id=thread.holder_region_id)
    return holders(Role.EDITOR)


def _held(session: Session, event: QuestionHeld) -> Iterable[int]:
    """Return in whose hands a question is, if it has not gone on and still waits."""
    thread = session.get(Thread, event.thread_id)
    if thread is None or thread.turn != event.turn or not is_awaited(thread):
        return ()
    return [person_id for person_id in hands_of(thread) if person_id != thread.author_id]


def _late(session: Session, event: QuestionUnanswered) -> Iterable[int]:
    """Return who can help a question that still waits.

    First its holder, then the region's admins, then editors and those to whom it is offered.
    """
    thread = session.get(Thread, event.thread_id)
    if thread is None or not is_awaited(thread):
        return ()
    if event.step == TO_HOLDER:
        return hands_of(thread)
    region_id = thread.promise_region_id
    if event.step == TO_ADMINS and region_id is not None:
        return holders(Role.REGION_ADMIN, region_id=region_id) or holders(Role.EDITOR)
    offered = offered_people(thread) if event.step == TO_EDITORS else ()
    return (*holders(Role.EDITOR), *offered)


def _invitee(session: Session, event: AnswerAsked) -> Iterable[int]:
    thread = session.get(Thread, event.thread_id)
    return (event.invitee_id,) if thread and is_awaited(thread) else ()


def _asker(session: Session, event: PostWritten) -> Iterable[int]:
    """Return who asked, if this is an answer."""
    thread, post = session.get(Thread, event.thread_id), session.get(Post, event.post_id)
    if thread is None or post is None or thread.kind is not ThreadKind.QUESTION:
        return ()
    return unmuted(thread, [thread.author_id]) if post.kind is PostKind.ANSWER else ()


def _called(session: Session, event: PostWritten) -> Iterable[int]:
    """Return whom a post calls, and who speaks for the regions that it calls."""
    thread = session.get(Thread, event.thread_id)
    if thread is None:
        return ()
    mentions = session.scalars(sa.select(Mention).where(Mention.post_id == event.post_id))
    found = (meant_by(mention.person_id, mention.region_id) for mention in mentions)
    return unmuted(thread, chain.from_iterable(found))


def meant_by(person_id: int | None, region_id: int | None) -> list[int]:
    """Return who is called by an `@`: a person, or all who speak for a region."""
    return [person_id] if person_id is not None else holders(*SPEAKERS, region_id=region_id)


def _answerers(session: Session, event: AnswerSettled) -> Iterable[int]:
    """Return who gave the answer and who follows the thread, unless it was undone."""
    thread, post = session.get(Thread, event.thread_id), session.get(Post, event.post_id)
    if thread is None or post is None or thread.state not in SETTLED:
        return ()
    return unmuted(thread, [post.author_id, *_followers(thread)])


def _joined(session: Session, event: ThreadMerged) -> Iterable[int]:
    """Return who follows what was asked again; whoever asked it hears of it as their decision."""
    thread = session.get(Thread, event.thread_id)
    if thread is None or thread.state is not ThreadState.DUPLICATE:
        return ()
    return [person_id for person_id in _followers(thread) if person_id != thread.author_id]


def _followers(thread: Thread) -> list[int]:
    found = levels(topics_of(thread)[:1])
    return [person_id for person_id, level in found.items() if level is Level.ALL]


def unmuted(thread: Thread, person_ids: Iterable[int]) -> list[int]:
    """Return those of persons who have not muted a thread or what it hangs on."""
    said = levels(topics_of(thread))
    return [person_id for person_id in person_ids if said.get(person_id) is not Level.MUTE]


def _holding(actor: Actor, event: QuestionHeld) -> Message | None:
    thread = seen(actor, event.thread_id)
    if thread is None:
        return None
    if thread.holder_id == actor.person_id:
        body = _("Pertanyaan ini Anda pegang. Jawab sampai %(due)s.", due=due_for(actor, thread))
    else:
        body = _(
            "Pertanyaan ini ada di antrean Anda. Ambil, atau berikan kepada orang yang tepat. "
            "Jawaban dijanjikan sampai %(due)s.",
            due=due_for(actor, thread),
        )
    return Message(_("Menunggu jawaban: %(title)s", title=thread.title), body, path_of(thread))


def _waiting(actor: Actor, event: QuestionUnanswered) -> Message | None:
    thread = seen(actor, event.thread_id)
    if thread is None:
        return None
    due = due_for(actor, thread)
    if event.step == TO_HOLDER:
        title = _("Belum dijawab: %(title)s", title=thread.title)
        body = _("Sudah dua hari kerja. Jawaban dijanjikan sampai %(due)s.", due=due)
    elif event.step == TO_ADMINS:
        title = _("Lewat janji: %(title)s", title=thread.title)
        body = _(
            "Sudah tiga hari kerja tanpa jawaban; janjinya sampai %(due)s. Jawab, atau berikan "
            "kepada orang lain.",
            due=due,
        )
    else:
        title = _("Lima hari tanpa jawaban: %(title)s", title=thread.title)
        body = _("Janjinya sampai %(due)s. Carikan orang yang bisa menjawab.", due=due)
    return Message(title, body, path_of(thread))


def _asked(actor: Actor, event: AnswerAsked) -> Message | None:
    thread = seen(actor, event.thread_id)
    if thread is None:
        return None
    return Message(
        _("Anda diminta menjawab: %(title)s", title=thread.title),
        _("Bila Anda tahu jawabannya, ambil pertanyaan ini atau tulis langsung di utasnya."),
        path_of(thread),
    )


def _answered(actor: Actor, event: PostWritten) -> Message | None:
    return about(heard(actor, event.thread_id, event.post_id), _("Pertanyaan Anda dijawab"))


def _mentioned(actor: Actor, event: PostWritten) -> Message | None:
    return called_at(actor, event.thread_id, event.post_id)


def called_at(actor: Actor, thread_id: int, post_id: int) -> Message | None:
    """Return what those are told whom a post calls."""
    return about(heard(actor, thread_id, post_id), _("Anda disebut"))


def _settled(actor: Actor, event: AnswerSettled) -> Message | None:
    said = heard(actor, event.thread_id, event.post_id)
    if event.state == ThreadState.APPLIED:
        return about(said, _("Jawaban berhasil diterapkan"))
    return about(said, _("Jawaban dikonfirmasi"))


def _merged(actor: Actor, event: ThreadMerged) -> Message | None:
    thread, original = seen(actor, event.thread_id), seen(actor, event.original_id)
    if thread is None or original is None:
        return None
    return Message(
        _("Sudah pernah ditanyakan: %(title)s", title=thread.title),
        gathered_at(original),
        path_of(original),
    )


KINDS = (
    Kind(
        name="question-held",
        label=_l("Pertanyaan yang menunggu jawaban Anda"),
        event=QuestionHeld,
        how=How.NOW,
        recipients=_held,
        message=_holding,
    ),
    Kind(
        name="question-unanswered",
        label=_l("Pertanyaan yang belum dijawab"),
        event=QuestionUnanswered,
        how=How.NOW,
        recipients=_late,
        message=_waiting,
    ),
    Kind(
        name="answer-asked",
        label=_l("Undangan menjawab"),
        event=AnswerAsked,
        how=How.NOW,
        recipients=_invitee,
        message=_asked,
    ),
    Kind(
        name="question-answered",
        label=_l("Jawaban atas pertanyaan Anda"),
        event=PostWritten,
        how=How.NOW,
        recipients=_asker,
        message=_answered,
    ),
    Kind(
        name="mentioned",
        label=_l("Tulisan yang menyebut Anda atau daerah Anda"),
        event=PostWritten,
        how=How.NOW,
        recipients=_called,
        message=_mentioned,
    ),
    Kind(
        name="answer-settled",
        label=_l("Jawaban yang dikonfirmasi atau diterapkan"),
        event=AnswerSettled,
        how=How.DAILY,
        recipients=_answerers,
        message=_settled,
    ),
    Kind(
        name="thread-merged",
        label=_l("Pertanyaan yang digabung"),
        event=ThreadMerged,
        how=How.NOW,
        recipients=_joined,
        message=_merged,
    ),
)
