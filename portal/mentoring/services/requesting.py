"""Writes: a region asks another for company, waits for a place, takes one up, or asks no more."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.core.slugs import new_public_id
from portal.mentoring.events import MentorshipRequested, MentorshipWithdrawn
from portal.mentoring.models import OPEN, Mentorship, MentorshipState
from portal.mentoring.permissions import REQUEST_MENTORSHIP
from portal.mentoring.queries.places import open_places
from portal.mentoring.schemas import ANSWER_DAYS, MAX_TEXT, MOST_OPEN
from portal.mentoring.services.placing import lapse
from portal.mentoring.services.trail import happened, move, require_way
from portal.mentors.models import MentorProfile
from portal.mentors.permissions import is_public
from portal.vocabularies.queries import dimensions

State = MentorshipState


class NoPlace(Conflict):
    """Who is asked has no place for one more region now; one can wait, or ask others."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom a region asks, in which dimension, for which practice, and what it wants."""

    champion_region_id: int
    mentor_id: int | None = None
    practice_id: int | None = None
    dimension: str
    text: str


def ask(
    session: Session, actor: Actor, region_id: int, wish: Wish, *, waits: bool = False
) -> Mentorship:
    """Ask for a region; where there is no place, wait for one if that is wanted.

    Raises:
        Forbidden: if the actor may not ask for the region.
        BadInput: if the dimension or the mentor is not to be had, or the text missing or too long.
        Conflict: if it is the region itself, which has asked already, or asked too much.
        NoPlace: if there is no place and the region does not wait.
    """
    require(actor, REQUEST_MENTORSHIP, region_id)
    _require_fit(session, region_id, wish)
    _require_few(session, region_id, wish)
    places = open_places([wish.champion_region_id])
    free = sum(places.values()) if wish.mentor_id is None else places.get(wish.mentor_id, 0)
    if not free and not waits:
        raise NoPlace(_("Belum ada tempat di sana. Permintaan ini tidak dikirim."))
    mentorship = _kept(session, actor, region_id, wish, State.REQUESTED if free else State.WAITING)
    event = happened(session, mentorship, came_from=None, by=actor)
    if free:
        emit(session, MentorshipRequested(mentorship.id, event.id, actor.person_id))
    return mentorship


def take_up(session: Session, actor: Actor, mentorship: Mentorship) -> None:
    """Take the place that was offered to a region which has waited for it: the request is sent.

    Raises:
        Forbidden: if the actor may not ask for the region.
        Conflict: if none is offered any more.
    """
    require(actor, REQUEST_MENTORSHIP, mentorship.learner_region_id)
    require_way(mentorship, State.REQUESTED)
    if mentorship.expires_at is None or mentorship.expires_at <= utcnow():
        raise Conflict(_("Tawaran tempat ini sudah lewat."))
    _await_answer(mentorship)
    event = move(session, mentorship, State.REQUESTED, by=actor)
    emit(session, MentorshipRequested(mentorship.id, event.id, actor.person_id))


def withdraw(session: Session, actor: Actor, mentorship: Mentorship) -> None:
    """Ask no more.

    Raises:
        Forbidden: if the actor may not ask for the region.
        Conflict: if it was answered or has lapsed.
    """
    require(actor, REQUEST_MENTORSHIP, mentorship.learner_region_id)
    event = move(session, mentorship, State.WITHDRAWN, by=actor)
    emit(session, MentorshipWithdrawn(mentorship.id, event.id, actor.person_id))


def _require_fit(session: Session, region_id: int, wish: Wish) -> None:
    if wish.champion_region_id == region_id:
        raise Conflict(_("Daerah tidak dapat meminta pendampingan kepada dirinya sendiri."))
    if wish.dimension not in dimensions():
        raise BadInput(_("Pilih salah satu dimensi dari daftar."))
    if not wish.text.strip() or len(wish.text) > MAX_TEXT:
        raise BadInput(
            _("Tulis apa yang diharapkan, paling panjang %(most)s karakter.", most=MAX_TEXT)
        )
    if wish.mentor_id is not None:
        shown = sa.select(MentorProfile.id).where(
            MentorProfile.id == wish.mentor_id,
            MentorProfile.region_id == wish.champion_region_id,
            is_public(),
        )
        if session.scalars(shown).first() is None:
            raise BadInput(_("Mentor ini tidak dapat diminta lagi. Pilih yang lain."))


def _require_few(session: Session, region_id: int, wish: Wish) -> None:
    query = sa.select(Mentorship).where(
        Mentorship.learner_region_id == region_id, Mentorship.state.in_(OPEN)
    )
    pending = session.scalars(query).all()
    if any(_is_same(one, wish) for one in pending):
        raise Conflict(_("Daerah Anda sudah meminta ini, dan belum dijawab."))
    if len(pending) >= MOST_OPEN:
        raise Conflict(
            _("Daerah Anda punya %(most)s permintaan yang belum selesai.", most=MOST_OPEN)
        )


def _is_same(one: Mentorship, wish: Wish) -> bool:
    asked = (one.champion_region_id, one.mentor_id, one.dimension)
    return asked == (wish.champion_region_id, wish.mentor_id, wish.dimension)


def _kept(session: Session, actor: Actor, region_id: int, wish: Wish, state: State) -> Mentorship:
    mentorship = Mentorship(
        public_id=new_public_id(),
        learner_region_id=region_id,
        champion_region_id=wish.champion_region_id,
        mentor_id=wish.mentor_id,
        practice_id=wish.practice_id,
        dimension=wish.dimension,
        wish=wish.text.strip(),
        state=state,
        holder_id=actor.person_id,
        requested_at=utcnow(),
    )
    if state is State.REQUESTED:
        _await_answer(mentorship)
    session.add(mentorship)
    session.flush()  # its history needs its id
    return mentorship


def _await_answer(mentorship: Mentorship) -> None:
    """Let the days in which a request is to be answered begin now."""
    mentorship.requested_at, mentorship.reminded = utcnow(), 0
    mentorship.expires_at = lapse(mentorship, ANSWER_DAYS)
