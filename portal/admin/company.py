"""Whom the people of the demonstration have asked for company, as they would do it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import WIB, today
from portal.core.permissions import Actor
from portal.mentoring.models import Mentorship
from portal.mentoring.schemas.terms import CONDUCT, MONTHS, USUAL_SESSIONS, Goal, Terms
from portal.mentoring.services import agreements, answering, requesting, sessions
from portal.mentoring.services.requesting import Wish
from portal.mentoring.services.sessions import Item, Meeting
from portal.mentors.queries import own
from portal.practices.models import Practice
from portal.regions.queries import directory

Row = Mapping[str, Any]
Act = Callable[[Session, Actor, Mentorship, Row], None]


def tell(
    session: Session,
    everybody: Mapping[str, Actor],
    rows: Sequence[Row],
    slugs: Mapping[str, str],
) -> None:
    """Let all requests happen; `slugs` are those of the practices, by their files."""
    for row in rows:
        mentorship = _ask(session, everybody, row, slugs)
        for step in row["steps"]:
            ACTS[step["do"]](session, everybody[step["by"]], mentorship, step)


def _ask(
    session: Session, everybody: Mapping[str, Actor], row: Row, slugs: Mapping[str, str]
) -> Mentorship:
    regions = directory().by_code
    about = sa.select(Practice.id).where(Practice.slug == slugs.get(row["practice"], ""))
    wish = Wish(
        champion_region_id=regions[row["of"]].id,
        mentor_id=own(everybody[row["mentor"]])[0].id if row["mentor"] else None,
        practice_id=session.scalars(about).one_or_none(),
        dimension=row["dimension"],
        text=row["text"],
    )
    actor, region_id = everybody[row["by"]], regions[row["region"]].id
    return requesting.ask(session, actor, region_id, wish, waits=row["waits"])


def _accept(session: Session, actor: Actor, mentorship: Mentorship, _step: Row) -> None:
    answering.accept(session, actor, mentorship)


def _decline(session: Session, actor: Actor, mentorship: Mentorship, step: Row) -> None:
    answering.decline(session, actor, mentorship, step["text"])


def _agree(session: Session, actor: Actor, mentorship: Mentorship, step: Row) -> None:
    terms = Terms(
        dimension=mentorship.dimension,
        goals=tuple(Goal(*goal) for goal in step["goals"]),
        starts_on=today(),
        months=MONTHS[0],
        sessions=USUAL_SESSIONS,
        additions=step["text"],
        conduct=CONDUCT,
    )
    agreements.write(session, actor, mentorship, terms)


def _sign(session: Session, actor: Actor, mentorship: Mentorship, _step: Row) -> None:
    newest = agreements.newest(session, mentorship)
    agreements.sign(session, actor, mentorship, newest.number if newest else 0)


def _meet(session: Session, actor: Actor, mentorship: Mentorship, step: Row) -> None:
    day = today() + timedelta(days=step["days"])
    meeting = Meeting(
        starts_at=datetime.combine(day, time(step["hour"]), WIB),
        minutes=90,
        mode=step["mode"],
        notes=step["text"],
    )
    sessions.plan(session, actor, mentorship, meeting)


def _task(session: Session, actor: Actor, mentorship: Mentorship, step: Row) -> None:
    due_on = today() + timedelta(days=step["days"])
    item = Item(text=step["text"], side=step["side"], due_on=due_on)
    sessions.add_item(session, actor, mentorship, 1, item)


ACTS: Mapping[str, Act] = {
    "accept": _accept,
    "decline": _decline,
    "agree": _agree,
    "sign": _sign,
    "meet": _meet,
    "task": _task,
}
