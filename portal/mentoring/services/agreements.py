"""Writes: both regions agree on what is to be reached, version by version, and sign.

accepted -> agreed, when the newest version has both signatures -> active, from its first day on. A
new version takes a mentorship back to accepted until both have signed that one too.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.schemas import MAX_LINE, MAX_TEXT
from portal.adoptions.services.texts import one_line, text_of
from portal.adoptions.services.trail import acting
from portal.core.clock import today, utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, Role, require
from portal.mentoring.events import AgreementSigned, AgreementWritten, MentorshipBegun
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.permissions import SIGN, TAKE_PART
from portal.mentoring.queries.companies import company_of
from portal.mentoring.schemas.terms import (
    CONDUCT,
    MAX_GOALS,
    MONTHS,
    MOST_SESSIONS,
    Goal,
    Terms,
    digest,
    terms_of,
)
from portal.mentoring.services.records import audited
from portal.mentoring.services.trail import move

CHANGEABLE = (
    MentorshipState.ACCEPTED,
    MentorshipState.AGREED,
    MentorshipState.ACTIVE,
    MentorshipState.PAUSED,
)
LONGEST_WAIT = timedelta(days=365)  # until its first day


def newest(session: Session, mentorship: Mentorship) -> Agreement | None:
    """Return the newest version, None as long as there is none."""
    versions = sa.select(Agreement).where(Agreement.mentorship_id == mentorship.id)
    return session.scalars(versions.order_by(Agreement.number.desc()).limit(1)).first()


def write(session: Session, actor: Actor, mentorship: Mentorship, terms: Terms) -> Agreement:
    """Write the next version, which both regions are to sign; the dimension stays the one it has.

    Raises:
        Forbidden: if the actor does not take part.
        Conflict: if the mentorship is not accepted, or is closing or over.
        BadInput: if the terms are not right, or are those of the version before.
    """
    require(actor, TAKE_PART, company_of(mentorship))
    if mentorship.state not in CHANGEABLE:
        raise Conflict(_("Kesepakatan tidak dapat diubah pada keadaan pendampingan ini."))
    before = newest(session, mentorship)
    stored = _checked(terms, mentorship, before).as_json()
    if before is not None and before.terms == stored:
        raise BadInput(_("Belum ada yang berubah dari versi sebelumnya."))
    number = before.number + 1 if before else 1
    agreement = Agreement(
        mentorship_id=mentorship.id,
        number=number,
        terms=stored,
        digest=digest(mentorship.public_id, number, stored),
        written_by_id=acting(actor),
        written_at=utcnow(),
    )
    session.add(agreement)
    session.flush()  # others need its id
    if mentorship.state is not MentorshipState.ACCEPTED:
        move(session, mentorship, MentorshipState.ACCEPTED, by=actor)
    audited(session, actor, mentorship, "agreement", _hashed(agreement))
    emit(session, AgreementWritten(mentorship.id, agreement.id, acting(actor)))
    return agreement


def sign(session: Session, actor: Actor, mentorship: Mentorship, number: int) -> None:
    """Sign the newest version, which must be the one that was read, for the actor's region.

    Raises:
        Forbidden: if the actor governs neither region.
        Conflict: if there is a newer version or none, it waits for no signature of that region, or
            the actor has signed it for the other.
    """
    require(actor, SIGN, company_of(mentorship))
    agreement = newest(session, mentorship)
    if agreement is None or agreement.number != number:
        raise Conflict(_("Ada versi yang lebih baru. Baca dulu, lalu tanda tangani."))
    if mentorship.state is not MentorshipState.ACCEPTED:
        raise Conflict(_("Kesepakatan ini tidak sedang menunggu tanda tangan."))
    signed = signatures_of(session, agreement)
    if actor.person_id in {signature.person_id for signature in signed}:
        raise Conflict(_("Tanda tangan kedua daerah harus dari dua orang yang berbeda."))
    region_id = _signing_for(actor, mentorship, {signature.region_id for signature in signed})
    session.add(
        AgreementSignature(
            agreement_id=agreement.id,
            region_id=region_id,
            person_id=acting(actor),
            signed_at=utcnow(),
        )
    )
    session.flush()
    audited(session, actor, mentorship, "sign", _hashed(agreement), region_id=region_id)
    emit(session, AgreementSigned(mentorship.id, agreement.id, region_id, acting(actor)))
    if signed:
        _agreed(session, actor, mentorship, agreement)


def signatures_of(session: Session, agreement: Agreement) -> list[AgreementSignature]:
    """Return who has signed a version, the first one first."""
    rows = sa.select(AgreementSignature).where(AgreementSignature.agreement_id == agreement.id)
    return list(session.scalars(rows.order_by(AgreementSignature.id)))


def begin(session: Session, mentorship: Mentorship, *, by: Actor) -> None:
    """Let a mentorship on which both agreed begin."""
    event = move(session, mentorship, MentorshipState.ACTIVE, by=by)
    emit(session, MentorshipBegun(mentorship.id, event.id))


def begin_due(session: Session, *, by: Actor) -> None:
    """Let all mentorships begin whose first day has come."""
    due = sa.select(Mentorship).where(
        Mentorship.state == MentorshipState.AGREED, Mentorship.starts_on <= today()
    )
    for mentorship in session.scalars(due.order_by(Mentorship.id)).all():
        begin(session, mentorship, by=by)


def _agreed(session: Session, actor: Actor, mentorship: Mentorship, agreement: Agreement) -> None:
    terms = terms_of(agreement.terms)
    mentorship.starts_on, mentorship.ends_on = terms.starts_on, terms.ends_on
    move(session, mentorship, MentorshipState.AGREED, by=actor)
    if terms.starts_on <= today():
        begin(session, mentorship, by=actor)


def _signing_for(actor: Actor, mentorship: Mentorship, signed: set[int]) -> int:
    sides = (mentorship.learner_region_id, mentorship.champion_region_id)
    governed = actor.regions(Role.REGION_ADMIN)
    free = [region_id for region_id in sides if region_id in governed and region_id not in signed]
    if not free:
        raise Conflict(_("Daerah Anda sudah menandatangani versi ini."))
    return free[0]


def _checked(terms: Terms, mentorship: Mentorship, before: Agreement | None) -> Terms:
    if terms.months not in MONTHS or not 1 <= terms.sessions <= MOST_SESSIONS:
        raise BadInput(_("Jangka waktunya 3 sampai 6 bulan, dengan 1 sampai 12 sesi."))
    if not 1 <= len(terms.goals) <= MAX_GOALS:
        raise BadInput(_("Tulis 1 sampai %(most)s tujuan.", most=MAX_GOALS))
    kept = before is not None and terms_of(before.terms).starts_on == terms.starts_on
    if not kept and not today() <= terms.starts_on <= today() + LONGEST_WAIT:
        raise BadInput(_("Mulai paling awal hari ini, paling lambat setahun lagi."))
    return Terms(
        dimension=mentorship.dimension,
        goals=tuple(
            Goal(
                text_of(goal.text, most=MAX_LINE, required=True),
                one_line(goal.indicator, required=False),
            )
            for goal in terms.goals
        ),
        starts_on=terms.starts_on,
        months=terms.months,
        sessions=terms.sessions,
        additions=text_of(terms.additions, most=MAX_TEXT),
        conduct=CONDUCT,
    )


def _hashed(agreement: Agreement) -> dict[str, Any]:
    return {"version": agreement.number, "hash": agreement.digest}
