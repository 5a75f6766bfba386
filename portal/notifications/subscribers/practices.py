"""What people are told of practices: work that waits for them, and what became of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import holders
from portal.core.db import db
from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, Role, permits
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.practices.events import (
    ChangesRequested,
    DraftCommented,
    ExpertInvited,
    PracticeApproved,
    PracticeSubmitted,
)
from portal.practices.models import (
    WRITABLE_STATES,
    DraftState,
    Practice,
    PracticeVersion,
)
from portal.practices.models.drafts import Draft, ReviewComment, ReviewRound
from portal.practices.permissions import (
    COMMENT_DRAFT,
    DECIDE_DRAFT,
    VIEW_PRACTICE,
    WRITE_DRAFT,
    WRITERS,
)
from portal.practices.queries.cases import case_of
from portal.practices.services.reviews import WAITING
from portal.regions.queries import directory

LONGEST_QUOTE = 400  # characters


@dataclass(frozen=True)
class Seen:
    """A practice as somebody may see it at this moment, and where."""

    practice: Practice
    title: str
    path: str


def _seen(actor: Actor, practice_id: int) -> Seen | None:
    """Return a practice by its draft, if the actor may read that, or else as it is published."""
    session = db.session()
    practice = session.get(Practice, practice_id)
    if practice is None:
        return None
    draft = session.scalars(sa.select(Draft).where(Draft.practice_id == practice_id)).one_or_none()
    if draft is not None and permits(actor, COMMENT_DRAFT, case_of(session, practice)):
        writes = permits(actor, WRITE_DRAFT, practice) and practice.draft_state in WRITABLE_STATES
        page = "edit" if writes else "review"
        return Seen(practice, words(draft.record["title"]), f"/practices/{practice.slug}/{page}")
    version = practice.current_version_id and session.get(
        PracticeVersion, practice.current_version_id
    )
    if version and permits(actor, VIEW_PRACTICE, practice):
        return Seen(practice, words(version.record["title"]), f"/practices/{practice.slug}")
    return None


def _editors(session: Session, event: PracticeSubmitted) -> Iterable[int]:
    """Return the editors, if the draft still waits for one."""
    practice = session.get(Practice, event.practice_id)
    return holders(Role.EDITOR) if practice and practice.draft_state in WAITING else ()


def _authors(session: Session, event: ChangesRequested | PracticeApproved) -> Iterable[int]:
    """Return who wrote it, or all who write for the region if none of them does any more."""
    practice = session.get(Practice, event.practice_id)
    if practice is None:
        return ()
    writers = holders(*WRITERS, region_id=practice.region_id)
    authors = case_of(session, practice).authors | _submitters(session, event.practice_id)
    return [person_id for person_id in writers if person_id in authors] or writers


def _submitters(session: Session, practice_id: int) -> set[int]:
    """Return who submitted it last, if anybody."""
    last = (
        sa.select(ReviewRound.submitted_by)
        .where(ReviewRound.practice_id == practice_id)
        .order_by(ReviewRound.number.desc())
        .limit(1)
    )
    return set(session.scalars(last))


def _returned(session: Session, event: ChangesRequested) -> Iterable[int]:
    """Return the authors, if they have not sent it back by now."""
    practice = session.get(Practice, event.practice_id)
    is_back = practice and practice.draft_state is DraftState.CHANGES_REQUESTED
    return _authors(session, event) if is_back else ()


def _readers(session: Session, event: DraftCommented) -> Iterable[int]:
    """Return who works on the draft: authors, guests, and the editor who reads it."""
    practice = session.get(Practice, event.practice_id)
    if practice is None:
        return ()
    case = case_of(session, practice)
    reviewers = sa.select(ReviewRound.reviewer_id).where(
        ReviewRound.practice_id == practice.id, ReviewRound.decided_at.is_(None)
    )
    found = {person_id for person_id in session.scalars(reviewers) if person_id is not None}
    return sorted(case.authors | case.invited | found)


def _submitted(actor: Actor, event: PracticeSubmitted) -> Message | None:
    seen = _seen(actor, event.practice_id)
    if seen is None or not permits(actor, DECIDE_DRAFT, case_of(db.session(), seen.practice)):
        return None
    region = directory().by_id[seen.practice.region_id].name
    if event.round_number == 1:
        body = _("%(region)s mengirim naskah ini untuk ditinjau.", region=region)
    else:
        body = _("%(region)s memperbaiki naskah ini dan mengirimnya lagi.", region=region)
    return Message(_("Menunggu tinjauan: %(title)s", title=seen.title), body, seen.path)


def _changes(actor: Actor, event: ChangesRequested) -> Message | None:
    seen = _seen(actor, event.practice_id)
    return (
        None
        if seen is None
        else Message(
            _("Perlu diubah: %(title)s", title=seen.title),
            _("Editor mengembalikan naskah ini. Catatannya ada di samping isian yang dimaksud."),
            seen.path,
        )
    )


def _approved(actor: Actor, event: PracticeApproved) -> Message | None:
    seen = _seen(actor, event.practice_id)
    return (
        None
        if seen is None
        else Message(
            _("Sudah terbit: %(title)s", title=seen.title),
            _("Versi %(number)s kini dapat dibaca siapa saja.", number=event.version_number),
            f"/practices/{seen.practice.slug}",
        )
    )


def _commented(actor: Actor, event: DraftCommented) -> Message | None:
    seen = _seen(actor, event.practice_id)
    remark = db.session.get(ReviewComment, event.comment_id)
    if seen is None or remark is None:
        return None
    if not permits(actor, COMMENT_DRAFT, case_of(db.session(), seen.practice)):
        return None
    text = remark.text
    quote = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"
    return Message(_("Komentar baru: %(title)s", title=seen.title), quote, seen.path)


def _invited(actor: Actor, event: ExpertInvited) -> Message | None:
    seen = _seen(actor, event.practice_id)
    return (
        None
        if seen is None
        else Message(
            _("Anda diundang menanggapi: %(title)s", title=seen.title),
            _("Seorang editor meminta tanggapan Anda. Baca naskahnya dan tulis komentar Anda."),
            seen.path,
        )
    )


def _invitee(_session: Session, event: ExpertInvited) -> Iterable[int]:
    return (event.invitee_id,)


KINDS = (
    Kind(
        name="practice-submitted",
        label=_l("Naskah yang menunggu tinjauan"),
        event=PracticeSubmitted,
        how=How.NOW,
        recipients=_editors,
        message=_submitted,
    ),
    Kind(
        name="changes-requested",
        label=_l("Naskah Anda yang perlu diubah"),
        event=ChangesRequested,
        how=How.NOW,
        recipients=_returned,
        message=_changes,
    ),
    Kind(
        name="expert-invited",
        label=_l("Undangan menanggapi naskah"),
        event=ExpertInvited,
        how=How.NOW,
        recipients=_invitee,
        message=_invited,
    ),
    Kind(
        name="practice-approved",
        label=_l("Naskah Anda yang terbit"),
        event=PracticeApproved,
        how=How.NOW,
        recipients=_authors,
        message=_approved,
    ),
    Kind(
        name="draft-commented",
        label=_l("Komentar pada naskah"),
        event=DraftCommented,
        how=How.DAILY,
        recipients=_readers,
        message=_commented,
    ),
)
