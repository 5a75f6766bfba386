"""What a reader may say of an answer: that it answers, that it worked, or that neither holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.threads.models import SETTLED, Post, Thread, ThreadState
from portal.threads.permissions import SETTLE, Settling
from portal.threads.services.settling import is_answer

UNDO = "undo"


@dataclass(frozen=True)
class Outcome:
    """A button below an answer: what it sends, and how it is called."""

    value: str
    label: str


def outcomes_of(actor: Actor, thread: Thread, post: Post) -> list[Outcome]:
    """Return what an actor may say of a post of an open thread.

    Whether an answer worked in a region only the asker is asked.
    """
    may = is_answer(thread, post) and permits(
        actor, SETTLE, Settling(thread, post.author_id, thread.last_post_at)
    )
    return list(_offered(actor, thread, post)) if may else []


def _offered(actor: Actor, thread: Thread, post: Post) -> Iterator[Outcome]:
    is_asker = actor.person_id == thread.author_id
    if not post.accepted and (is_asker or thread.state not in SETTLED):
        label = _("Ini menjawab pertanyaan saya") if is_asker else _("Tandai sebagai jawaban")
        yield Outcome(ThreadState.CONFIRMED.value, label)
    if is_asker and not (post.accepted and thread.state is ThreadState.APPLIED):
        yield Outcome(ThreadState.APPLIED.value, _("Berhasil kami terapkan"))
    if post.accepted:
        yield Outcome(UNDO, _("Bukan ini jawabannya"))
