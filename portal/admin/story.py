"""What the people of the demonstration have done with their practices, as they would do it."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.admin import cast, champions, company, mentors, profiles, replication, talk
from portal.admin.country import Country, Tale
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.schemas.document import Format
from portal.practices.services import drafts, life, reviews
from portal.practices.services.imports import import_drafts
from portal.regions.models import Region
from portal.regions.services import store_invented

Cast = Mapping[str, Actor]
Step = Mapping[str, Any]
Act = Callable[[Session, Cast, Practice, Step], None]


def settle(country: Country) -> int:
    """Bring the invented regions in, and return how many rows changed."""
    with unit_of_work() as session:
        return store_invented(session, country.regions)


def tell(country: Country) -> int:
    """Let everything happen, unless it has; return how many practices there are then anew."""
    codes = [row["code"] for row in country.regions]
    begun = sa.select(Practice.id).join(Region, Region.id == Practice.region_id)
    everybody = cast.actors_of(country.people)
    with unit_of_work() as session:
        if session.scalars(begun.where(Region.code.in_(codes))).first() is not None:
            return 0
        slugs = _told(session, everybody, country, grown=False)
        profiles.tell(session, everybody, country.profiles)
        mentors.tell(everybody, country.mentors)
        replication.tell(session, everybody, country.adoptions, slugs)
        slugs |= _told(session, everybody, country, grown=True)
        company.tell(session, everybody, country.mentorships, slugs)
        talk.tell(session, everybody, country.threads, slugs)
        for step in country.later:
            query = sa.select(Practice).where(Practice.slug == slugs[step["file"]])
            ACTS[step["do"]](session, everybody, session.scalars(query).one(), step)
        champions.tell(session, everybody, country.champions)
    return len(country.tales)


def _told(session: Session, everybody: Cast, country: Country, *, grown: bool) -> dict[str, str]:
    """Let what grew from an adoption happen, or what did not, and return the slugs by files."""
    tales = [tale for tale in country.tales if tale.grown is grown]
    return {tale.file: _tell(session, everybody, tale) for tale in tales}


def _tell(session: Session, everybody: Cast, tale: Tale) -> str:
    """Let everything happen to a practice, and return its slug."""
    actor = everybody[tale.writer]
    (practice,) = import_drafts(session, actor, tale.text, Format.MARKDOWN, region="")
    for step in tale.steps:
        ACTS[step["do"]](session, everybody, practice, step)
    return practice.slug


def _save(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    token = drafts.draft_of(session, practice).token
    drafts.save(session, everybody[step["by"]], practice, step["changes"], token=token)


def _submit(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    token = drafts.draft_of(session, practice).token
    reviews.submit(session, everybody[step["by"]], practice, token=token)


def _take(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    reviews.take(session, everybody[step["by"]], practice)


def _comment(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    reviews.comment(session, everybody[step["by"]], practice, step["path"], step["text"])


def _invite(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    guest = everybody[step["person"]].person_id
    reviews.invite(session, everybody[step["by"]], practice, guest or 0)


def _request_changes(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    reviews.request_changes(session, everybody[step["by"]], practice, step["text"])


def _approve(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    reviews.approve(session, everybody[step["by"]], practice, step["text"])


def _revise(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    drafts.revise(session, everybody[step["by"]], practice)


def _stop(session: Session, everybody: Cast, practice: Practice, step: Step) -> None:
    life.stop(session, everybody[step["by"]], practice, step["reason"], step["text"])


ACTS: Mapping[str, Act] = {
    "save": _save,
    "submit": _submit,
    "take": _take,
    "comment": _comment,
    "invite": _invite,
    "request-changes": _request_changes,
    "approve": _approve,
    "revise": _revise,
    "stop": _stop,
}
