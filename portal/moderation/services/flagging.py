"""Members report posts, which stay as they are until a moderator has looked."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.moderation.models import Flag
from portal.moderation.queries import has_flagged
from portal.threads.models import Post, PostState, Thread
from portal.threads.models.decisions import Ground
from portal.threads.permissions import FLAG
from portal.threads.queries import get_visible
from portal.threads.schemas.texts import LONGEST_REASON
from portal.threads.services.moderating import state_of

_ADDRESS = re.compile(r"(?:^|/)threads/([a-z0-9]+)(?:[/?#]|$)")


class OriginalUnknown(BadInput):
    """The address of what a duplicate repeats leads to no thread; the message says so."""


@dataclass(frozen=True)
class Report:
    """What somebody has against a post; `original` is the address of the thread it repeats."""

    ground: Ground
    text: str = ""
    original: str = ""


def flag(session: Session, actor: Actor, thread: Thread, post: Post, report: Report) -> Flag:
    """Report a post that the actor may see.

    Raises:
        Forbidden: if the actor may not report posts.
        Conflict: if it is an own post, was reported already, or is withheld anyway.
        BadInput: if the ground needs words that are missing, or they are too many.
        OriginalUnknown: if the address of the original leads to no other thread.
    """
    require(actor, FLAG)
    require_other(actor, thread, post)
    if has_flagged(actor, post):
        raise Conflict(_("Tulisan ini sudah Anda laporkan dan menunggu moderator."))
    made = Flag(
        post_id=post.id,
        person_id=actor.person_id,
        ground=report.ground,
        text=_checked(report),
        original_id=_original(actor, thread, report),
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        "thread:flag",
        actor=actor,
        region_id=thread.about_region_id,
        kind="thread",
        key=thread.public_id,
        details={"post": post.number, "ground": report.ground.value},
    )
    return made


def require_other(actor: Actor, thread: Thread, post: Post) -> None:
    """Let only those go on who can report a post, since others wrote it and may read it.

    Raises:
        Conflict: if it is an own post, or is withheld anyway.
    """
    if post.author_id == actor.person_id:
        raise Conflict(_("Tulisan sendiri tidak dapat dilaporkan."))
    if state_of(thread, post) is not PostState.VISIBLE:
        raise Conflict(_("Tulisan ini sudah ditahan dari pembaca."))


def _checked(report: Report) -> str:
    if len(report.text) > LONGEST_REASON:
        raise BadInput(_("Isian ini paling panjang %(most)s karakter.", most=LONGEST_REASON))
    if report.ground is Ground.OTHER and not report.text:
        raise BadInput(_("Tulis apa alasannya."))
    return report.text


def _original(actor: Actor, thread: Thread, report: Report) -> int | None:
    if report.ground is not Ground.DUPLICATE:
        return None
    named = _ADDRESS.search(report.original)
    try:
        original = get_visible(actor, named[1]) if named else None
    except NotFound:
        original = None
    if original is None or original.id == thread.id:
        raise OriginalUnknown(_("Tempel alamat utas lain yang sudah membahasnya."))
    return original.id
