"""What a reader may say of an answer: that it answers, that it worked, or that neither holds."""

from dataclasses import dataclass

from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.threads.models import Post, Thread, ThreadState
from portal.threads.services.settling import UNDO, outcomes


@dataclass(frozen=True)
class Outcome:
    """A button below an answer: what it sends, and how it is called."""

    value: str
    label: str


def outcomes_of(actor: Actor, thread: Thread, post: Post) -> list[Outcome]:
    """Return what an actor may say of a post of an open thread."""
    return [Outcome(value, _label(value, actor, thread)) for value in outcomes(actor, thread, post)]


def _label(value: str, actor: Actor, thread: Thread) -> str:
    if value == UNDO:
        return _("Bukan ini jawabannya")
    if value == ThreadState.APPLIED:
        return _("Berhasil kami terapkan")
    is_asker = actor.person_id == thread.author_id
    return _("Ini menjawab pertanyaan saya") if is_asker else _("Tandai sebagai jawaban")
