"""What moderators do with a post that waits, as they saw it; whoever comes second is told so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.errors import BadInput, Conflict
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.moderation.queries.waiting import is_flagged
from portal.threads.models import Post, PostState, Thread
from portal.threads.models.decisions import Act, Decision
from portal.threads.services import moderating
from portal.threads.services.deciding import Reason
from portal.threads.services.moderating import require_judge, state_of

Do = Callable[[Session, Actor, Post, Reason], Decision]
DOING: Mapping[Act, Do] = {
    Act.RELEASE: moderating.release,
    Act.REJECT: moderating.reject,
    Act.DISMISS: moderating.dismiss,
    Act.HIDE: moderating.hide,
    Act.SHOW: moderating.show,
}


@dataclass(frozen=True)
class Choice:
    """What a moderator chose; `seen` is the post as it was shown, as `mark_of` gives it."""

    act: Act
    reason: Reason
    seen: str


def acts_on(thread: Thread, post: Post) -> list[Act]:
    """Return what can be decided of a post at this moment."""
    state = state_of(thread, post)
    if state is PostState.QUARANTINED:
        return [Act.RELEASE, Act.REJECT]
    if state is PostState.VISIBLE:
        return [Act.DISMISS, Act.HIDE] if is_flagged(post) else [Act.HIDE]
    return [Act.SHOW] if state is PostState.HIDDEN else []


def mark_of(post: Post) -> str:
    """Return what tells a post from what it says after its author has changed it."""
    return post.edited_at.isoformat() if post.edited_at else ""


def choose(session: Session, actor: Actor, post: Post, choice: Choice) -> Decision:
    """Decide on a post.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        Conflict: if somebody else was first, or the post says something else by now.
        BadInput: if the reason is missing or too long, or no such thing is to be decided.
    """
    thread = session.get_one(Thread, post.thread_id)
    require_judge(actor, thread, post)
    if choice.act not in DOING:
        raise BadInput(_("Pilih salah satu dari daftar."))
    if choice.act not in acts_on(thread, post):
        raise Conflict(
            _("Tulisan ini sudah diputuskan moderator lain. Keputusannya tidak berubah.")
        )
    if choice.seen != mark_of(post):
        raise Conflict(_("Penulis baru saja mengubah tulisan ini. Baca lagi, lalu putuskan."))
    return DOING[choice.act](session, actor, post, choice.reason)
