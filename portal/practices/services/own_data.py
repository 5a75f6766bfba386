"""What is kept of a person because of practices, for the copy of their own data.

Texts and files of a practice are its region's, and are read there; here stands what somebody did.
"""

import sqlalchemy as sa

from portal.accounts.services.personal import holds, rows_of, values_of
from portal.core.i18n import _l
from portal.practices.models import Practice
from portal.practices.models.drafts import (
    Draft,
    DraftSave,
    ReviewComment,
    ReviewInvitation,
    ReviewRound,
)
from portal.practices.models.files import PracticeFile
from portal.practices.models.life import LifeEvent

SLUG = Practice.slug.label("practice")
_WORDS = {
    "saved_at": _l("Disimpan"),
    "round": _l("Putaran"),
    "submitted_at": _l("Dikirim"),
    "decided_at": _l("Diputuskan"),
    "verdict": _l("Putusan"),
    "path": _l("Isian"),
    "what": _l("Yang terjadi"),
    "token": _l("Simpanan ke-"),
}


def start() -> None:
    """Register it."""
    holds("drafts_held", values_of(_held), _l("Draf yang saya pegang"))
    for name, query, title in (
        ("draft_saves", _saves, _l("Simpanan draf saya")),
        ("reviews_submitted", _submitted, _l("Yang saya kirim untuk diperiksa")),
        ("reviews_done", _reviewed, _l("Pemeriksaan saya")),
        ("review_comments", _comments, _l("Komentar saya dalam pemeriksaan")),
        ("review_invitations", _invitations, _l("Undangan menanggapi draf")),
        ("practice_events", _events, _l("Yang saya nyatakan tentang praktik")),
        ("practice_files", _files, _l("Berkas praktik yang saya unggah")),
    ):
        holds(name, rows_of(query), title, _WORDS)


def _held(person_id: int) -> sa.Executable:
    return (
        sa.select(Practice.slug)
        .join(Draft, Draft.practice_id == Practice.id)
        .where(Draft.holder_id == person_id)
        .order_by(Practice.id)
    )


def _saves(person_id: int) -> sa.Executable:
    return (
        sa.select(SLUG, DraftSave.token, DraftSave.saved_at)
        .join(Practice, Practice.id == DraftSave.practice_id)
        .where(DraftSave.person_id == person_id)
        .order_by(DraftSave.id)
    )


def _submitted(person_id: int) -> sa.Executable:
    return (
        sa.select(SLUG, ReviewRound.number.label("round"), ReviewRound.submitted_at)
        .join(Practice, Practice.id == ReviewRound.practice_id)
        .where(ReviewRound.submitted_by == person_id)
        .order_by(ReviewRound.id)
    )


def _reviewed(person_id: int) -> sa.Executable:
    return (
        sa.select(
            SLUG,
            ReviewRound.number.label("round"),
            ReviewRound.verdict,
            ReviewRound.note,
            ReviewRound.decided_at,
        )
        .join(Practice, Practice.id == ReviewRound.practice_id)
        .where(ReviewRound.reviewer_id == person_id)
        .order_by(ReviewRound.id)
    )


def _comments(person_id: int) -> sa.Executable:
    return (
        sa.select(
            SLUG,
            ReviewComment.round_number.label("round"),
            ReviewComment.path,
            ReviewComment.text,
            ReviewComment.written_at.label("at"),
        )
        .join(Practice, Practice.id == ReviewComment.practice_id)
        .where(ReviewComment.person_id == person_id)
        .order_by(ReviewComment.id)
    )


def _invitations(person_id: int) -> sa.Executable:
    return (
        sa.select(SLUG, ReviewInvitation.invited_at.label("at"))
        .join(Practice, Practice.id == ReviewInvitation.practice_id)
        .where(ReviewInvitation.person_id == person_id)
        .order_by(ReviewInvitation.id)
    )


def _events(person_id: int) -> sa.Executable:
    return (
        sa.select(SLUG, LifeEvent.what, LifeEvent.text, LifeEvent.happened_at.label("at"))
        .join(Practice, Practice.id == LifeEvent.practice_id)
        .where(LifeEvent.person_id == person_id)
        .order_by(LifeEvent.id)
    )


def _files(person_id: int) -> sa.Executable:
    return (
        sa.select(SLUG, PracticeFile.name, PracticeFile.bytes, PracticeFile.created_at)
        .join(Practice, Practice.id == PracticeFile.practice_id)
        .where(PracticeFile.person_id == person_id)
        .order_by(PracticeFile.id)
    )
