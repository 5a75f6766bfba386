"""Mentors and the law: being listed rests on consent, and the profile of who is erased is empty."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import ConsentAct
from portal.accounts.services import consents
from portal.accounts.services.consents import Purpose, asks
from portal.accounts.services.erasing import forgets
from portal.accounts.services.purposes import CONSENT
from portal.core.db import db
from portal.core.events import emit
from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.mentors.events import MentorChanged
from portal.mentors.models import (
    MentorBlock,
    MentorLanguage,
    MentorProfile,
    MentorState,
    MentorTag,
)
from portal.mentors.services.designations import close, note

LISTED = "mentor-list"


def start() -> None:
    """Register both."""
    forgets("mentors", _forget)
    asks(
        Purpose(
            name=LISTED,
            label=_l("Tampil di daftar mentor"),
            text=_l("Nama dan profil mentor Anda tampil untuk umum di daftar mentor."),
            basis=CONSENT,
            holds=_is_listed,
            withdraw=_withdraw,
        )
    )


def consented(session: Session, profile: MentorProfile, *, before: bool) -> None:
    """Note what a mentor says of being listed, if it is something else than before."""
    if profile.agreed != before:
        act = ConsentAct.GIVEN if profile.agreed else ConsentAct.WITHDRAWN
        consents.record(session, profile.person_id, LISTED, act)


def _is_listed(person_id: int) -> bool:
    return db.session.scalars(_listed(person_id).limit(1)).first() is not None


def _listed(person_id: int) -> sa.Select[MentorProfile]:
    return sa.select(MentorProfile).where(
        MentorProfile.person_id == person_id,
        MentorProfile.agreed,
        MentorProfile.state != MentorState.ENDED,
    )


def _withdraw(session: Session, actor: Actor) -> None:
    for profile in session.scalars(_listed(actor.person_id or 0)).all():
        profile.agreed = False
        note(session, "profile", actor, profile, agreed=False, agreed_before=True)
        emit(session, MentorChanged(profile.id, profile.region_id))


def _forget(session: Session, person_id: int) -> None:
    """Empty the profiles; their rows stay, since mentorships that are over point to them."""
    profiles = sa.select(MentorProfile).where(MentorProfile.person_id == person_id)
    for profile in session.scalars(profiles).all():
        profile.about = profile.about_html = ""
        profile.agreed = False
        for table in (MentorTag, MentorBlock, MentorLanguage):
            session.execute(sa.delete(table).where(table.profile_id == profile.id))
        if profile.state is not MentorState.ENDED:
            close(session, profile)
