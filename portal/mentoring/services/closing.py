"""Writes: a mentorship is paused, ends early, or is closed by both sides and judged by an editor.

active <-> paused; any that runs -> ended early, with a reason; active -> closing, by the form of
the first side -> completed, by that of the other -> outcome verified or no outcome, by an editor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.adoptions.schemas import MAX_TEXT
from portal.adoptions.services.texts import text_of
from portal.adoptions.services.trail import acting
from portal.core.clock import today, utcnow
from portal.core.errors import BadInput, Conflict, Forbidden
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.mentoring.events import (
    ClosingSent,
    FollowUpAnswered,
    MentorshipCompleted,
    MentorshipHalted,
    MentorshipJudged,
)
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.models.closing import (
    Again,
    ClosingForm,
    FollowUp,
    GoalClaim,
    Lasted,
    Reached,
)
from portal.mentoring.models.sessions import Side
from portal.mentoring.permissions import TAKE_PART, VERIFY, sides_of
from portal.mentoring.queries.companies import company_of
from portal.mentoring.queries.figures import Proof, proofs
from portal.mentoring.services.agreements import newest
from portal.mentoring.services.records import audited
from portal.mentoring.services.trail import move

AFTER = timedelta(days=90)  # from the end on, until the question whether it has lasted


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is said of a goal; `proof` is the key of the row to which it points, "" for none."""

    reached: Reached
    proof: str = ""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What one side says at the end; claims by the place of their goals from 1 on."""

    claims: Mapping[int, Claim]
    helped: str
    hindered: str
    again: Again


def pause(session: Session, actor: Actor, mentorship: Mentorship, note: str) -> None:
    """Let a mentorship rest.

    Raises:
        Forbidden: if the actor does not take part.
        Conflict: if it is not active.
        BadInput: if the note is missing or too long.
    """
    _halt(session, actor, mentorship, MentorshipState.PAUSED, note)


def resume(session: Session, actor: Actor, mentorship: Mentorship, note: str) -> None:
    """Go on with a mentorship that rests.

    Raises:
        Forbidden: if the actor does not take part.
        Conflict: if it is not paused.
        BadInput: if the note is missing or too long.
    """
    if mentorship.state is not MentorshipState.PAUSED:
        require(actor, TAKE_PART, company_of(mentorship))
        raise Conflict(_("Keadaan pendampingan ini sudah berubah. Muat ulang halamannya."))
    _halt(session, actor, mentorship, MentorshipState.ACTIVE, note)


def end_early(session: Session, actor: Actor, mentorship: Mentorship, reason: str) -> None:
    """End a mentorship before its time; the place of its mentor is free again.

    Raises:
        Forbidden: if the actor does not take part.
        Conflict: if it does not run.
        BadInput: if the reason is missing or too long.
    """
    _halt(session, actor, mentorship, MentorshipState.ENDED_EARLY, reason)


def _halt(
    session: Session, actor: Actor, mentorship: Mentorship, to: MentorshipState, note: str
) -> None:
    require(actor, TAKE_PART, company_of(mentorship))
    told = text_of(note, most=MAX_TEXT, required=True)
    if to is MentorshipState.ENDED_EARLY:
        mentorship.reason = told  # the row asks for it
    event = move(session, mentorship, to, by=actor, note=told)
    emit(session, MentorshipHalted(mentorship.id, event.id, acting(actor)))


def send_form(
    session: Session, actor: Actor, mentorship: Mentorship, region_id: int, said: Closing
) -> None:
    """Say for one side what was reached and how it went; the second form completes it all.

    Raises:
        Forbidden: if the actor does not take part for that side.
        Conflict: if the mentorship is neither active nor closing, or the side has said so before.
        BadInput: if a goal is left out, or one that was reached points to no row of figures.
    """
    _require_side(actor, mentorship, region_id)
    if mentorship.state not in {MentorshipState.ACTIVE, MentorshipState.CLOSING}:
        raise Conflict(_("Penutupan diisi selagi pendampingan berjalan."))
    sent = forms_of(session, mentorship)
    if region_id in {form.region_id for form in sent}:
        raise Conflict(_("Formulir penutupan daerah Anda sudah masuk."))
    form = ClosingForm(
        mentorship_id=mentorship.id,
        region_id=region_id,
        helped=text_of(said.helped, most=MAX_TEXT, required=True),
        hindered=text_of(said.hindered, most=MAX_TEXT, required=True),
        again=said.again,
        person_id=acting(actor),
        sent_at=utcnow(),
    )
    session.add(form)
    session.flush()  # its claims need its id
    session.add_all(_claims(session, mentorship, form, said.claims))
    session.flush()
    audited(session, actor, mentorship, "closing", {"form": form.id}, region_id=region_id)
    if mentorship.state is MentorshipState.ACTIVE:
        move(session, mentorship, MentorshipState.CLOSING, by=actor)
    emit(session, ClosingSent(mentorship.id, form.id, acting(actor)))
    if sent:
        _complete(session, actor, mentorship)


def forms_of(session: Session, mentorship: Mentorship) -> list[ClosingForm]:
    """Return the closing forms that have come in, the first one first."""
    rows = sa.select(ClosingForm).where(ClosingForm.mentorship_id == mentorship.id)
    return list(session.scalars(rows.order_by(ClosingForm.id)))


def judge(
    session: Session, actor: Actor, mentorship: Mentorship, note: str, *, verified: bool
) -> None:
    """Verify what came of a mentorship, or say that nothing did.

    Raises:
        Forbidden: if the actor is no editor, or is of one of the two regions.
        Conflict: if it is not completed, or was judged before.
        BadInput: if the note is missing or too long, or an outcome is verified that none claims.
    """
    require(actor, VERIFY, company_of(mentorship))
    told = text_of(note, most=MAX_TEXT, required=True)
    if verified and not _claimed(session, mentorship):
        raise BadInput(_("Tidak ada tujuan yang dinyatakan tercapai atau tercapai sebagian."))
    to = MentorshipState.OUTCOME_VERIFIED if verified else MentorshipState.NO_OUTCOME
    event = move(session, mentorship, to, by=actor, note=told)
    emit(session, MentorshipJudged(mentorship.id, event.id, acting(actor)))


def answer(
    session: Session, actor: Actor, mentorship: Mentorship, lasted: Lasted, note: str
) -> None:
    """Say for the learner region whether what was reached has lasted.

    Raises:
        Forbidden: if the actor does not take part for it.
        Conflict: if that was not asked, or was answered before.
        BadInput: if the note is missing or too long.
    """
    _require_side(actor, mentorship, mentorship.learner_region_id)
    asked = sa.select(FollowUp).where(
        FollowUp.mentorship_id == mentorship.id,
        FollowUp.asked_at.is_not(None),
        FollowUp.answered_at.is_(None),
    )
    found = session.scalars(asked).first()
    if found is None:
        raise Conflict(_("Pertanyaan ini tidak sedang menunggu jawaban."))
    found.note = text_of(note, most=MAX_TEXT, required=True)
    found.lasted, found.person_id, found.answered_at = lasted, acting(actor), utcnow()
    audited(session, actor, mentorship, "follow-up", {"lasted": lasted})
    emit(session, FollowUpAnswered(mentorship.id, found.id, acting(actor)))


def _require_side(actor: Actor, mentorship: Mentorship, region_id: int) -> None:
    regions = {
        Side.LEARNER: mentorship.learner_region_id,
        Side.CHAMPION: mentorship.champion_region_id,
    }
    sides = sides_of(actor, company_of(mentorship))
    if region_id not in {regions[side] for side in sides}:
        raise Forbidden


def _claims(
    session: Session, mentorship: Mentorship, form: ClosingForm, said: Mapping[int, Claim]
) -> list[GoalClaim]:
    agreement = newest(session, mentorship)
    goals = len(agreement.terms["goals"]) if agreement else 0
    if set(said) != set(range(1, goals + 1)):
        raise BadInput(_("Katakan untuk setiap tujuan apa yang tercapai."))
    known = {proof.key: proof for proof in proofs(mentorship.learner_region_id)}
    return [_claim(form, goal, claim, known) for goal, claim in sorted(said.items())]


def _claim(form: ClosingForm, goal: int, claim: Claim, known: Mapping[str, Proof]) -> GoalClaim:
    made = GoalClaim(form_id=form.id, goal=goal, reached=claim.reached)
    if claim.reached is Reached.YES:
        proof = known.get(claim.proof)
        if proof is None:
            raise BadInput(_("Tujuan yang tercapai harus menunjuk satu baris indikator."))
        made.adoption_id, made.version_id = proof.adoption_id, proof.version_id
        made.proof = dict(proof.row)
    return made


def _complete(session: Session, actor: Actor, mentorship: Mentorship) -> None:
    move(session, mentorship, MentorshipState.COMPLETED, by=actor)
    session.add(FollowUp(mentorship_id=mentorship.id, due_on=today() + AFTER, note=""))
    emit(session, MentorshipCompleted(mentorship.id, acting(actor)))


def _claimed(session: Session, mentorship: Mentorship) -> bool:
    claims = (
        sa.select(GoalClaim.id)
        .join(ClosingForm, ClosingForm.id == GoalClaim.form_id)
        .where(ClosingForm.mentorship_id == mentorship.id, GoalClaim.reached != Reached.NO)
    )
    return session.scalars(claims.limit(1)).first() is not None
