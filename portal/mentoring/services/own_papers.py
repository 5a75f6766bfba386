"""What is kept of a person in agreements, sessions and endings, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.core.db import db
from portal.mentoring.models import Mentorship
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.models.closing import ClosingForm, FollowUp
from portal.mentoring.models.sessions import ActionItem, MentorshipSession

Query = sa.sql.expression.Executable


def start() -> None:
    """Register it."""
    holds("agreements_written", _agreements)
    holds("agreements_signed", _signatures)
    holds("mentorship_sessions", _sessions)
    holds("mentorship_items", _items)
    holds("mentorship_closings", _closings)
    holds("mentorship_follow_ups", _follow_ups)


def _rows(query: Query, *names: str) -> list[dict[str, Any]]:
    rows = db.session.execute(query)
    return [dict(zip(("mentorship", *names), row, strict=True)) for row in rows]


def _agreements(person_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(Mentorship.public_id, Agreement.number, Agreement.digest, Agreement.written_at)
        .join(Mentorship, Mentorship.id == Agreement.mentorship_id)
        .where(Agreement.written_by_id == person_id)
        .order_by(Agreement.id)
    )
    return _rows(query, "version", "hash", "at")


def _signatures(person_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(Mentorship.public_id, Agreement.number, AgreementSignature.signed_at)
        .select_from(AgreementSignature)
        .join(Agreement, Agreement.id == AgreementSignature.agreement_id)
        .join(Mentorship, Mentorship.id == Agreement.mentorship_id)
        .where(AgreementSignature.person_id == person_id)
        .order_by(AgreementSignature.id)
    )
    return _rows(query, "version", "at")


def _sessions(person_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(
            Mentorship.public_id,
            MentorshipSession.number,
            MentorshipSession.notes,
            MentorshipSession.changed_at,
        )
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(MentorshipSession.written_by_id == person_id)
        .order_by(MentorshipSession.id)
    )
    return _rows(query, "session", "notes", "at")


def _items(person_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(Mentorship.public_id, ActionItem.text, ActionItem.due_on)
        .select_from(ActionItem)
        .join(MentorshipSession, MentorshipSession.id == ActionItem.session_id)
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(ActionItem.written_by_id == person_id)
        .order_by(ActionItem.id)
    )
    return _rows(query, "text", "due_on")


def _closings(person_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(
            Mentorship.public_id, ClosingForm.helped, ClosingForm.hindered, ClosingForm.sent_at
        )
        .join(Mentorship, Mentorship.id == ClosingForm.mentorship_id)
        .where(ClosingForm.person_id == person_id)
        .order_by(ClosingForm.id)
    )
    return _rows(query, "helped", "hindered", "at")


def _follow_ups(person_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(Mentorship.public_id, FollowUp.lasted, FollowUp.note, FollowUp.answered_at)
        .join(Mentorship, Mentorship.id == FollowUp.mentorship_id)
        .where(FollowUp.person_id == person_id)
        .order_by(FollowUp.id)
    )
    return _rows(query, "lasted", "note", "at")
