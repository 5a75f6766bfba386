"""Reads: sessions with their notes and items; who asks must take part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor, permits
from portal.mentoring.models import Mentorship
from portal.mentoring.models.sessions import ActionItem, MentorshipSession, Mode, Side
from portal.mentoring.permissions import TAKE_PART
from portal.mentoring.queries.companies import company_of


@dataclass(frozen=True)
class ItemView:
    """What one side is to do."""

    id: int
    session: int
    text: str
    side: Side
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """A session as those see it who take part."""

    number: int
    starts_at: datetime
    minutes: int
    mode: Mode
    notes: str
    revision: int
    changed_at: datetime
    items: Sequence[ItemView]


def require_part(actor: Actor, mentorship: Mentorship) -> None:
    """Hide from everybody who does not take part that there is anything.

    Raises:
        NotFound: to them.
    """
    if not permits(actor, TAKE_PART, company_of(mentorship)):
        raise NotFound


def sessions_of(actor: Actor, mentorship: Mentorship) -> list[SessionView]:
    """Return the sessions of a mentorship, the latest one first.

    Raises:
        NotFound: to those who do not take part.
    """
    require_part(actor, mentorship)
    rows = db.session.execute(
        sa.select(ActionItem, MentorshipSession.number)
        .join(MentorshipSession, MentorshipSession.id == ActionItem.session_id)
        .where(MentorshipSession.mentorship_id == mentorship.id)
        .order_by(ActionItem.id)
    )
    items: dict[int, list[ItemView]] = {}
    for item, number in rows:
        seen = ItemView(item.id, number, item.text, item.side, item.due_on, item.done_at)
        items.setdefault(number, []).append(seen)
    query = sa.select(MentorshipSession).where(MentorshipSession.mentorship_id == mentorship.id)
    newest = query.order_by(MentorshipSession.starts_at.desc(), MentorshipSession.number.desc())
    return [
        SessionView(
            number=row.number,
            starts_at=row.starts_at,
            minutes=row.minutes,
            mode=row.mode,
            notes=row.notes,
            revision=row.revision,
            changed_at=row.changed_at,
            items=items.get(row.number, ()),
        )
        for row in db.session.scalars(newest)
    ]


def session_of(actor: Actor, mentorship: Mentorship, number: int) -> SessionView:
    """Return one session.

    Raises:
        NotFound: to those who do not take part, or if there is none.
    """
    for session in sessions_of(actor, mentorship):
        if session.number == number:
            return session
    raise NotFound
