"""What moderators decide: kept with its reason, on the audit chain, and told to the author."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import BadInput, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, permits, require
from portal.threads.events import Moderated
from portal.threads.models import Post, Thread
from portal.threads.models.decisions import Act, Decision, Ground
from portal.threads.permissions import MODERATE, VIEW_THREAD
from portal.threads.schemas.texts import LONGEST_REASON

EXPLAINED = frozenset({Act.HIDE, Act.REJECT, Act.LOCK, Act.MERGE, Act.SPLIT, Act.MOVE})


@dataclass(frozen=True)
class Reason:
    """Why a moderator decides something: in words, on a ground of the list, or both."""

    text: str = ""
    ground: Ground | None = None


def decide(  # noqa: PLR0913  # who decides what of which post, and why: it has no fewer parts
    session: Session,
    actor: Actor,
    thread: Thread,
    act: Act,
    reason: Reason,
    *,
    post: Post | None = None,
    **details: Any,
) -> Decision:
    """Keep a decision on a post, or on a whole thread; the caller brings about what it says.

    `details` go to the audit chain alone.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
        BadInput: if what needs a reason has none, or it is too long.
    """
    require_moderator(actor, thread)
    decision = Decision(
        thread_id=thread.id,
        post_id=post and post.id,
        act=act,
        ground=reason.ground,
        reason=_checked(act, reason),
        person_id=actor.person_id,
    )
    session.add(decision)
    session.flush()
    audit.record(
        session,
        f"thread:{act.value}",
        actor=actor,
        region_id=thread.about_region_id,
        kind="thread",
        key=thread.public_id,
        details={"decision": decision.id, "post": post and post.number, **details},
    )
    emit(session, Moderated(decision.id, decision.person_id))
    return decision


def require_moderator(actor: Actor, thread: Thread) -> None:
    """Let only those go on who moderate a thread.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread or not moderate it.
    """
    if not permits(actor, VIEW_THREAD, thread):
        raise NotFound
    require(actor, MODERATE, thread)


def _checked(act: Act, reason: Reason) -> str:
    text = reason.text.strip()
    if len(text) > LONGEST_REASON:
        raise BadInput(_("Isian ini paling panjang %(most)s karakter.", most=LONGEST_REASON))
    if act in EXPLAINED and not text and reason.ground in {None, Ground.OTHER}:
        raise BadInput(_("Tulis alasannya: penulis akan membacanya."))
    return text
