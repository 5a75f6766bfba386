"""What a mentor says of himself: what he knows, speaks and has done, and whether all may see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.events import emit
from portal.core.permissions import Actor, require
from portal.core.rendering import Text, render_safely
from portal.core.text import RENDERER_VERSION
from portal.core.uow import unit_of_work
from portal.mentors.events import MentorChanged
from portal.mentors.models import MentorBlock, MentorLanguage, MentorProfile, MentorTag
from portal.mentors.permissions import EDIT_PROFILE
from portal.mentors.queries.choices import BlockChoice
from portal.mentors.services.designations import note, profile_at
from portal.mentors.services.forgetting import consented
from portal.vocabularies.queries import TermView


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a mentor filled in; `blocks` are those chosen of `offered`."""

    agreed: bool
    capacity: int
    paused_until: date | None
    about: str
    terms: Collection[tuple[str, TermView]]
    languages: Collection[str]
    blocks: Collection[BlockChoice]
    offered: Collection[BlockChoice]


def save(actor: Actor, public_id: str, said: Said) -> None:
    """Keep a profile.

    Raises:
        NotFound: if there is no such mentor whom the actor may see.
        Forbidden: if it is not the actor's own.
    """
    html = render_safely(said.about).html
    with unit_of_work() as session:
        profile = profile_at(session, actor, public_id)
        require(actor, EDIT_PROFILE, profile)
        agreed_before = profile.agreed
        profile.agreed, profile.capacity = said.agreed, said.capacity
        profile.paused_until = said.paused_until
        profile.about, profile.about_html = said.about, str(html)
        profile.renderer = RENDERER_VERSION
        _replace(session, profile, said)
        consented(session, profile, before=agreed_before)
        note(session, "profile", actor, profile, agreed=said.agreed, agreed_before=agreed_before)
        emit(session, MentorChanged(profile.id, profile.region_id))


def limit(
    session: Session,
    actor: Actor,
    profile: MentorProfile,
    capacity: int,
    paused_until: date | None,
) -> None:
    """Say how many regions a mentor goes along with at once, and until when the mentor rests.

    Who may say so is for the caller to check.
    """
    profile.capacity, profile.paused_until = capacity, paused_until
    note(session, "limit", actor, profile, capacity=capacity, rests=paused_until is not None)
    emit(session, MentorChanged(profile.id, profile.region_id))


def texts_of(profile: MentorProfile) -> dict[str, Text]:
    """Return what a mentor says, as it is rendered."""
    return {"": Text(profile.about)}


def put_html(profile: MentorProfile, html: Mapping[str, str]) -> None:
    """Keep what was made of the text."""
    profile.about_html = html[""]


def _replace(session: Session, profile: MentorProfile, said: Said) -> None:
    """Put what was chosen in the place of what was; blocks that were not offered stay."""
    for table in (MentorTag, MentorLanguage):
        session.execute(sa.delete(table).where(table.profile_id == profile.id))
    offered = {block.practice_id for block in said.offered}
    session.execute(
        sa.delete(MentorBlock).where(
            MentorBlock.profile_id == profile.id, MentorBlock.practice_id.in_(offered)
        )
    )
    session.add_all(
        MentorTag(profile_id=profile.id, facet=facet, term_id=term.id) for facet, term in said.terms
    )
    session.add_all(MentorLanguage(profile_id=profile.id, code=code) for code in said.languages)
    session.add_all(
        MentorBlock(profile_id=profile.id, practice_id=block.practice_id, title=dict(block.title))
        for block in said.blocks
    )
