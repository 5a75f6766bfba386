"""Writes: what has come due is told once, and mentorships begin on their day."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.core.clock import today, utcnow
from portal.core.events import emit
from portal.core.permissions import ANONYMOUS
from portal.mentoring.events import AgreementUnsigned, FollowUpAsked, ItemDue
from portal.mentoring.models import TAKING, Mentorship, MentorshipState
from portal.mentoring.models.agreements import Agreement
from portal.mentoring.models.closing import FollowUp
from portal.mentoring.models.sessions import ActionItem, MentorshipSession
from portal.mentoring.services.agreements import begin_due

PATIENCE = timedelta(days=7)  # until those who have not signed are reminded


def look_after(session: Session) -> None:
    """Do what is due today; doing it again tells nothing twice."""
    begin_due(session, by=ANONYMOUS)
    _recall_items(session)
    _recall_agreements(session)
    _ask(session)


def _recall_items(session: Session) -> None:
    due = (
        sa.select(ActionItem, Mentorship.id)
        .join(MentorshipSession, MentorshipSession.id == ActionItem.session_id)
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(
            ActionItem.due_on <= today(),
            ActionItem.done_at.is_(None),
            ActionItem.reminded_at.is_(None),
            Mentorship.state.in_(TAKING),
        )
    )
    for item, mentorship_id in session.execute(due.order_by(ActionItem.id)).all():
        item.reminded_at = utcnow()
        emit(session, ItemDue(mentorship_id, item.id))


def _recall_agreements(session: Session) -> None:
    later = aliased(Agreement)
    newer = sa.select(later.id).where(
        later.mentorship_id == Agreement.mentorship_id, later.number > Agreement.number
    )
    waiting = (
        sa.select(Agreement)
        .join(Mentorship, Mentorship.id == Agreement.mentorship_id)
        .where(
            Mentorship.state == MentorshipState.ACCEPTED,
            Agreement.written_at <= utcnow() - PATIENCE,
            Agreement.reminded_at.is_(None),
            ~newer.exists(),
        )
    )
    for agreement in session.scalars(waiting.order_by(Agreement.id)).all():
        agreement.reminded_at = utcnow()
        emit(session, AgreementUnsigned(agreement.mentorship_id, agreement.id))


def _ask(session: Session) -> None:
    due = sa.select(FollowUp).where(FollowUp.due_on <= today(), FollowUp.asked_at.is_(None))
    for follow_up in session.scalars(due.order_by(FollowUp.id)).all():
        follow_up.asked_at = utcnow()
        emit(session, FollowUpAsked(follow_up.mentorship_id, follow_up.id))
