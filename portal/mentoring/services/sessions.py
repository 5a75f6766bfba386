"""Writes: sessions of a mentorship with their notes, and what each side is to do after them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.schemas import MAX_TEXT
from portal.adoptions.services.texts import one_line, text_of
from portal.adoptions.services.trail import acting
from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.mentoring.events import ItemAdded, SessionPlanned
from portal.mentoring.forms.wordings import LENGTHS
from portal.mentoring.models import TAKING, Mentorship
from portal.mentoring.models.sessions import ActionItem, MentorshipSession, Mode, Side
from portal.mentoring.permissions import TAKE_PART
from portal.mentoring.queries.companies import company_of
from portal.mentoring.services.records import audited

MAX_SESSIONS, MAX_ITEMS = 60, 30
FARTHEST = timedelta(days=730)  # from today, a date of a session or of an item


class Stale(Conflict):
    """Somebody else has changed the session meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """When, for how many minutes and how people meet, and what they note of it."""

    starts_at: datetime
    minutes: int
    mode: Mode
    notes: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """What one side is to do until a day."""

    text: str
    side: Side
    due_on: date


def plan(
    session: Session, actor: Actor, mentorship: Mentorship, meeting: Meeting
) -> MentorshipSession:
    """Add a session, to come or past.

    Raises:
        Forbidden: if the actor does not take part.
        Conflict: if the mentorship is not accepted yet, or over.
        BadInput: if the meeting is not right, or there are too many.
    """
    _require_running(actor, mentorship)
    numbers = sa.select(sa.func.max(MentorshipSession.number)).where(
        MentorshipSession.mentorship_id == mentorship.id
    )
    number = (session.scalar(numbers) or 0) + 1
    if number > MAX_SESSIONS:
        raise BadInput(_("Paling banyak %(most)s baris.", most=MAX_SESSIONS))
    planned = MentorshipSession(mentorship_id=mentorship.id, number=number, revision=0)
    _write(planned, actor, meeting)
    session.add(planned)
    session.flush()  # others need its id
    audited(session, actor, mentorship, "session", {"session": number})
    emit(session, SessionPlanned(mentorship.id, planned.id, 0, acting(actor)))
    return planned


def change(  # noqa: PLR0913  # who changes which session of what, from which revision to what
    session: Session,
    actor: Actor,
    mentorship: Mentorship,
    number: int,
    meeting: Meeting,
    *,
    revision: int | None,
) -> None:
    """Change when or how people meet, or the notes.

    Raises:
        Forbidden, Conflict, BadInput: as `plan`.
        NotFound: if there is no such session.
        Stale: if `revision` is not the one that it has.
    """
    _require_running(actor, mentorship)
    found = session_at(session, mentorship, number)
    if found.revision != revision:
        raise Stale(_("Orang lain sudah mengubah sesi ini. Salin teks Anda, lalu muat ulang."))
    was = (found.starts_at, found.minutes, found.mode)
    _write(found, actor, meeting)
    found.revision += 1
    session.flush()
    audited(session, actor, mentorship, "session", {"session": number, "revision": found.revision})
    if (found.starts_at, found.minutes, found.mode) != was:
        emit(session, SessionPlanned(mentorship.id, found.id, found.revision, acting(actor)))


def add_item(
    session: Session, actor: Actor, mentorship: Mentorship, number: int, item: Item
) -> ActionItem:
    """Add what one side is to do, and return it.

    Raises:
        Forbidden, Conflict: as `plan`.
        NotFound: if there is no such session.
        BadInput: if nothing or too much is said, the day is too far, or there are too many.
    """
    _require_running(actor, mentorship)
    found = session_at(session, mentorship, number)
    if abs(item.due_on - utcnow().date()) > FARTHEST:
        raise BadInput(_("Tanggalnya terlalu jauh dari hari ini."))
    if len(_items(session, found)) >= MAX_ITEMS:
        raise BadInput(_("Paling banyak %(most)s baris.", most=MAX_ITEMS))
    added = ActionItem(
        session_id=found.id,
        text=one_line(item.text),
        side=item.side,
        due_on=item.due_on,
        written_by_id=acting(actor),
    )
    session.add(added)
    session.flush()  # others need its id
    audited(session, actor, mentorship, "item", {"session": number, "item": added.id})
    emit(session, ItemAdded(mentorship.id, added.id, acting(actor)))
    return added


def tick(  # noqa: PLR0913  # who says what of which item of which session
    session: Session,
    actor: Actor,
    mentorship: Mentorship,
    number: int,
    place: int,
    *,
    done: bool,
) -> None:
    """Say that an item, by its place from 1 on, is done, or is not.

    Raises:
        Forbidden, Conflict: as `plan`.
        NotFound: if there is no such item.
    """
    _require_running(actor, mentorship)
    items = _items(session, session_at(session, mentorship, number))
    if not 1 <= place <= len(items):
        raise NotFound
    item = items[place - 1]
    item.done_at = utcnow() if done else None
    audited(session, actor, mentorship, "item", {"item": item.id, "done": done})


def session_at(session: Session, mentorship: Mentorship, number: int) -> MentorshipSession:
    """Return a session of a mentorship by its number.

    Raises:
        NotFound: if there is none.
    """
    query = sa.select(MentorshipSession).where(
        MentorshipSession.mentorship_id == mentorship.id, MentorshipSession.number == number
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def _items(session: Session, found: MentorshipSession) -> list[ActionItem]:
    query = sa.select(ActionItem).where(ActionItem.session_id == found.id)
    return list(session.scalars(query.order_by(ActionItem.id)))


def _require_running(actor: Actor, mentorship: Mentorship) -> None:
    require(actor, TAKE_PART, company_of(mentorship))
    if mentorship.state not in TAKING:
        raise Conflict(_("Sesi hanya dicatat selama pendampingan berjalan."))


def _write(found: MentorshipSession, actor: Actor, meeting: Meeting) -> None:
    if meeting.minutes not in LENGTHS:
        raise BadInput(_("Pilih salah satu dari daftar."))
    if abs(meeting.starts_at - utcnow()) > FARTHEST:
        raise BadInput(_("Tanggalnya terlalu jauh dari hari ini."))
    found.starts_at, found.minutes = meeting.starts_at, meeting.minutes
    found.mode, found.notes = meeting.mode, text_of(meeting.notes, most=MAX_TEXT)
    found.written_by_id, found.changed_at = acting(actor), utcnow()
