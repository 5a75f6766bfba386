"""Who holds a question: chosen when it is asked, told in time, changed by those who may."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.formats import ZONES
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor, permits, require
from portal.mentors.queries.available import available
from portal.threads.events import AnswerAsked, QuestionHeld
from portal.threads.models import HolderKind, Thread
from portal.threads.models.holding import AnswerInvitation
from portal.threads.permissions import (
    EDITOR,
    HOLD,
    HOLDERS,
    TAKE,
    VIEW_THREAD,
    is_awaited,
)
from portal.threads.queries.calendar import holidays
from portal.threads.queries.hands import busy, has_lapsed, is_lapsed, is_open, talk_of, wanted_by
from portal.threads.queries.people import invitable, recipients
from portal.threads.schemas.choosing import choose
from portal.threads.schemas.hours import after

REMIND, PROMISE, OFFER = 2, 3, 5  # working days
PROMISED = 2  # the step from which on a promise is broken


@dataclass(frozen=True)
class Hands:
    """Who is to have a question: a person of a region or of the editors, or a queue of theirs."""

    region_id: int | None
    person_id: int | None = None

    @property
    def kind(self) -> HolderKind:
        """Whose hands these are."""
        if self.person_id is not None:
            return HolderKind.PERSON
        return HolderKind.EDITORS if self.region_id is None else HolderKind.REGION


def begin(thread: Thread, *, now: datetime) -> None:
    """Give a question to whoever is to answer it, and set its times; also one that opens again.

    It may be so new that it is not kept yet; `tell` follows once it is.
    """
    _promise(thread, now)
    thread.promise_region_id = thread.about_region_id
    known = thread.holder_kind is HolderKind.PERSON and not has_lapsed(thread)
    hands = Hands(thread.holder_region_id, thread.holder_id) if known else _chosen(thread)
    _put(thread, hands)


def _promise(thread: Thread, now: datetime) -> None:
    zone, closed = ZONES[thread.zone.value], holidays()
    thread.remind_at = after(now, REMIND, zone, closed)
    thread.due_at = after(now, PROMISE, zone, closed)
    thread.offer_at = after(now, OFFER, zone, closed)
    thread.step = 0


def resume(session: Session, thread: Thread, *, by: Actor) -> None:
    """Promise a question anew that can be answered again, if what was promised has passed."""
    if is_awaited(thread) and _is_late(thread):
        begin(thread, now=utcnow())
        tell(session, thread, by=by)


def move(session: Session, thread: Thread, *, by: Actor) -> None:
    """Give an open question that arises elsewhere now to who fits there.

    What was promised holds if it is still ahead, else the promise is made anew.
    """
    if _is_late(thread):
        _promise(thread, utcnow())
    thread.promise_region_id = thread.about_region_id
    _hand(session, thread, _chosen(thread), by=by, how="choose")


def _is_late(thread: Thread) -> bool:
    return thread.due_at is None or thread.due_at <= utcnow()


def let_go(thread: Thread) -> None:
    """Take a question out of all hands, with what was promised: another one is answered for it."""
    thread.holder_kind = thread.holder_id = thread.holder_region_id = None
    thread.promise_region_id = None
    thread.remind_at = thread.due_at = thread.offer_at = None


def tell(session: Session, thread: Thread, *, by: Actor = ANONYMOUS, how: str = "choose") -> None:
    """Note and tell in whose hands a question is from now on."""
    to, person = thread.holder_kind, thread.holder_id
    _note(session, how, by, thread, to=to and to.value, person=person, turn=thread.turn)
    emit(session, QuestionHeld(thread.id, thread.turn, by.person_id))


def _chosen(thread: Thread) -> Hands:
    """Return who is to answer: the mentor who fits best, else the queue of region or editors."""
    candidates = available(region_id=thread.about_region_id)
    counts = busy([candidate.person_id for candidate in candidates])
    found = choose(wanted_by(thread), candidates, counts)
    return Hands(found.region_id, found.person_id) if found else Hands(thread.about_region_id)


def take(session: Session, actor: Actor, thread: Thread) -> None:
    """Let somebody hold a question from now on.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread, or not take it.
        Conflict: if it does not wait for an answer any more.
    """
    talk = talk_of(actor, thread)
    _require(actor, thread, TAKE, talk)
    if thread.holder_id != actor.person_id:
        _hand(session, thread, _hands_of(actor, thread), by=actor, how="take")


def _hands_of(actor: Actor, thread: Thread) -> Hands:
    """Return as whom somebody takes a question: for the region that promised, else for an own."""
    regions = sorted(actor.regions(*HOLDERS))
    near = [region for region in regions if region == thread.promise_region_id]
    if EDITOR in actor.grants and not near:
        return Hands(None, actor.person_id)
    return Hands((near or regions)[0], actor.person_id)


def give(session: Session, actor: Actor, thread: Thread, to: str) -> None:
    """Give a question to one of `queries.people.recipients`, by its key.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread, or not give it away.
        Conflict: if it does not wait for an answer any more.
        BadInput: if it cannot be given there.
    """
    _require(actor, thread, HOLD, talk_of(actor, thread))
    for recipient in recipients(thread):
        if recipient.key == to:
            hands = Hands(recipient.region_id, recipient.person_id)
            return _hand(session, thread, hands, by=actor, how="give")
    raise BadInput(_("Pilih salah satu dari daftar."))


def invite(session: Session, actor: Actor, thread: Thread, person: str) -> None:
    """Ask somebody of `queries.people.invitable`, by public id, to answer a question.

    Raises:
        NotFound, Forbidden: if the actor may not see the thread, or not ask others.
        Conflict: if it does not wait for an answer any more.
        BadInput: if this person cannot be asked.
    """
    _require(actor, thread, HOLD, talk_of(actor, thread))
    for guest in invitable(thread, actor):
        if guest.key == person and guest.person_id is not None:
            session.add(
                AnswerInvitation(
                    thread_id=thread.id, person_id=guest.person_id, invited_by_id=actor.person_id
                )
            )
            _note(session, "invite", actor, thread, person=guest.person_id)
            emit(session, AnswerAsked(thread.id, guest.person_id, actor.person_id or 0))
            return
    raise BadInput(_("Pilih salah satu dari daftar."))


def hand_on(session: Session, thread: Thread, to: Hands) -> None:
    """Give the question of somebody who leaves to who follows."""
    asks = to.person_id == thread.author_id
    _hand(session, thread, Hands(to.region_id) if asks else to, by=ANONYMOUS, how="hand-over")


def keep(session: Session) -> None:
    """Give the open questions of those whose rights have ended to others."""
    lapsed = sa.select(Thread).where(is_open(), is_lapsed()).order_by(Thread.id)
    for thread in session.scalars(lapsed).all():
        _hand(session, thread, _chosen(thread), by=ANONYMOUS, how="choose")
        session.flush()  # the next choice counts this one


def _require(actor: Actor, thread: Thread, action: str, target: object) -> None:
    if not permits(actor, VIEW_THREAD, thread):
        raise NotFound
    require(actor, action, target)
    if not is_awaited(thread):
        raise Conflict(_("Pertanyaan ini sudah tidak menunggu jawaban."))


def _hand(session: Session, thread: Thread, to: Hands, *, by: Actor, how: str) -> None:
    _put(thread, to)
    tell(session, thread, by=by, how=how)


def _put(thread: Thread, to: Hands) -> None:
    """Put a question into somebody's hands.

    The promise is that of the region which a question is about; of one about none it goes along
    with whoever holds it, until it is broken.
    """
    thread.holder_kind, thread.holder_id = to.kind, to.person_id
    thread.holder_region_id = to.region_id
    if thread.about_region_id is None and thread.step < PROMISED:
        thread.promise_region_id = to.region_id
    thread.turn += 1


def _note(session: Session, how: str, actor: Actor, thread: Thread, **details: Any) -> None:
    audit.record(
        session,
        f"thread:{how}",
        actor=actor,
        region_id=thread.holder_region_id,
        kind="thread",
        key=thread.public_id,
        details=details,
    )
