"""What is kept of a person because of mentorships and champions, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.services.personal import holds, rows_of, values_of
from portal.core.i18n import _l
from portal.mentoring.models import Mentorship, MentorshipEvent
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.models.closing import ClosingForm, FollowUp
from portal.mentoring.models.graduation import GraduationProposal
from portal.mentoring.models.sessions import ActionItem, MentorshipSession
from portal.mentors.models import MentorProfile
from portal.regions.models.champions import ChampionEvent, ChampionStatus

MENTORSHIP = Mentorship.public_id.label("mentorship")
VERSION = Agreement.number.label("version")
Rows = sa.Executable
_WORDS = {
    "mentorship": _l("Pendampingan"),
    "hash": _l("Sidik"),
    "session": _l("Sesi ke-"),
    "notes": _l("Catatan sesi"),
    "due_on": _l("Jatuh tempo"),
    "helped": _l("Yang membantu"),
    "hindered": _l("Yang menghambat"),
    "lasted": _l("Apakah bertahan"),
    "proposal": _l("Usulan"),
    "status": _l("Status champion"),
}


def start() -> None:
    """Register it."""
    for name, collect, title in (
        ("mentorships_held", values_of(_held), _l("Pendampingan yang saya pegang")),
        ("mentorships_as_mentor", values_of(_as_mentor), _l("Pendampingan sebagai mentor")),
        ("mentorship_steps", rows_of(_steps), _l("Langkah pendampingan")),
        ("agreements_written", rows_of(_agreements), _l("Kesepakatan yang saya tulis")),
        ("agreements_signed", rows_of(_signatures), _l("Kesepakatan yang saya tandatangani")),
        ("mentorship_sessions", rows_of(_sessions), _l("Sesi pendampingan")),
        ("mentorship_items", rows_of(_items), _l("Tugas pendampingan")),
        ("mentorship_closings", rows_of(_closings), _l("Formulir penutupan pendampingan")),
        ("mentorship_follow_ups", rows_of(_follow_ups), _l("Jawaban tindak lanjut pendampingan")),
        ("graduations_decided", rows_of(_decided), _l("Usulan champion yang saya putuskan")),
        ("champion_events", rows_of(_events), _l("Keputusan status champion")),
    ):
        holds(name, collect, title, _WORDS)


def _held(person_id: int) -> Rows:
    held = sa.select(Mentorship.public_id).where(Mentorship.holder_id == person_id)
    return held.order_by(Mentorship.id)


def _as_mentor(person_id: int) -> Rows:
    return (
        sa.select(Mentorship.public_id)
        .join(MentorProfile, MentorProfile.id == Mentorship.mentor_id)
        .where(MentorProfile.person_id == person_id)
        .order_by(Mentorship.id)
    )


def _steps(person_id: int) -> Rows:
    return (
        sa.select(
            MENTORSHIP,
            MentorshipEvent.state,
            MentorshipEvent.note,
            _at(MentorshipEvent.happened_at),
        )
        .join(Mentorship, Mentorship.id == MentorshipEvent.mentorship_id)
        .where(MentorshipEvent.person_id == person_id)
        .order_by(MentorshipEvent.id)
    )


def _agreements(person_id: int) -> Rows:
    return (
        sa.select(MENTORSHIP, VERSION, Agreement.digest.label("hash"), _at(Agreement.written_at))
        .join(Mentorship, Mentorship.id == Agreement.mentorship_id)
        .where(Agreement.written_by_id == person_id)
        .order_by(Agreement.id)
    )


def _signatures(person_id: int) -> Rows:
    return (
        sa.select(MENTORSHIP, VERSION, _at(AgreementSignature.signed_at))
        .select_from(AgreementSignature)
        .join(Agreement, Agreement.id == AgreementSignature.agreement_id)
        .join(Mentorship, Mentorship.id == Agreement.mentorship_id)
        .where(AgreementSignature.person_id == person_id)
        .order_by(AgreementSignature.id)
    )


def _sessions(person_id: int) -> Rows:
    return (
        sa.select(
            MENTORSHIP,
            MentorshipSession.number.label("session"),
            MentorshipSession.notes,
            _at(MentorshipSession.changed_at),
        )
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(MentorshipSession.written_by_id == person_id)
        .order_by(MentorshipSession.id)
    )


def _items(person_id: int) -> Rows:
    return (
        sa.select(MENTORSHIP, ActionItem.text, ActionItem.due_on)
        .select_from(ActionItem)
        .join(MentorshipSession, MentorshipSession.id == ActionItem.session_id)
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(ActionItem.written_by_id == person_id)
        .order_by(ActionItem.id)
    )


def _closings(person_id: int) -> Rows:
    return (
        sa.select(MENTORSHIP, ClosingForm.helped, ClosingForm.hindered, _at(ClosingForm.sent_at))
        .join(Mentorship, Mentorship.id == ClosingForm.mentorship_id)
        .where(ClosingForm.person_id == person_id)
        .order_by(ClosingForm.id)
    )


def _follow_ups(person_id: int) -> Rows:
    return (
        sa.select(MENTORSHIP, FollowUp.lasted, FollowUp.note, _at(FollowUp.answered_at))
        .join(Mentorship, Mentorship.id == FollowUp.mentorship_id)
        .where(FollowUp.person_id == person_id)
        .order_by(FollowUp.id)
    )


def _decided(person_id: int) -> Rows:
    return (
        sa.select(
            GraduationProposal.public_id.label("proposal"),
            GraduationProposal.state,
            GraduationProposal.reason,
            _at(GraduationProposal.decided_at),
        )
        .where(GraduationProposal.decided_by_id == person_id)
        .order_by(GraduationProposal.id)
    )


def _events(person_id: int) -> Rows:
    return (
        sa.select(
            ChampionStatus.public_id.label("status"),
            ChampionEvent.act,
            ChampionEvent.reason,
            _at(ChampionEvent.happened_at),
        )
        .join(ChampionStatus, ChampionStatus.id == ChampionEvent.status_id)
        .where(ChampionEvent.person_id == person_id)
        .order_by(ChampionEvent.id)
    )


def _at(moment: InstrumentedAttribute[Any]) -> sa.Label[Any]:
    return moment.label("at")
