"""Who holds a question and until when, as the page of its thread tells it to each reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from portal.core.clock import utcnow
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.regions.queries import directory
from portal.threads.models import HolderKind, Thread
from portal.threads.permissions import HOLD, READ_MEMBER_THREADS, TAKE, is_awaited
from portal.threads.queries.hands import Holder, holder_of, invited_names, talk_of


@dataclass(frozen=True, kw_only=True)
class Held:
    """Who is to answer until when; an address is None where its button is not for the reader.

    `told` says what has been done since the promise, `invited` who was asked to answer.
    """

    who: str
    due_at: datetime
    late: bool
    told: str
    invited: Sequence[str] = ()
    offered: bool = False
    take_url: str | None = None
    hand_url: str | None = None


def holding_of(actor: Actor, thread: Thread) -> Held | None:
    """Return in whose hands a question is, None for what waits for no answer."""
    if not is_awaited(thread) or thread.due_at is None:
        return None
    if not permits(actor, READ_MEMBER_THREADS):
        return _held(thread, _place(thread))
    talk = talk_of(actor, thread)
    may_give = permits(actor, HOLD, talk)
    holder = holder_of(thread)
    may_take = permits(actor, TAKE, talk) and thread.holder_id != actor.person_id
    key = thread.public_id
    return replace(
        _held(thread, _who(actor, thread, holder, may_give=may_give)),
        invited=invited_names(thread) if may_give and talk.invited else (),
        offered=talk.offered and not may_give,
        take_url=url_for("threads.take", thread=key) if may_take else None,
        hand_url=url_for("threads.holding", thread=key) if may_give else None,
    )


def _held(thread: Thread, who: str) -> Held:
    due_at = thread.due_at or thread.created_at
    return Held(who=who, due_at=due_at, late=due_at < utcnow(), told=_told(thread.step))


def _who(actor: Actor, thread: Thread, holder: Holder, *, may_give: bool) -> str:
    """Return whose hands these are.

    Who has spoken for the region in the thread is named only to those who give its work out, or
    the name of the holder would tell who wrote.
    """
    place = _place(thread)
    if thread.holder_kind is not HolderKind.PERSON or holder.lapsed:
        return _("antrean %(place)s", place=place)
    if thread.holder_id == actor.person_id:
        return _("Anda")
    if holder.speaks_as_region and not may_give:
        return place
    return f"{holder.name}, {place}"


def _place(thread: Thread) -> str:
    region_id = thread.holder_region_id
    return _("editor nasional") if region_id is None else directory().by_id[region_id].name


def _told(step: int) -> str:
    steps = (
        "",
        _("Pemegangnya sudah diingatkan."),
        _("Admin daerah sudah diberi tahu."),
        _("Editor nasional sudah diberi tahu, dan daerah lain ditawari menjawab."),
    )
    return steps[step]
