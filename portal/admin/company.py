"""Whom the people of the demonstration have asked for company, as they would do it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.mentoring.models import Mentorship
from portal.mentoring.services import answering, requesting
from portal.mentoring.services.requesting import Wish
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


ACTS: Mapping[str, Act] = {"accept": _accept, "decline": _decline}
