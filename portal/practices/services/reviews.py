"""The way of a draft to its readers: submitted, read, commented, given back, approved.

draft writing -> submitted -> in-review -> changes-requested -> submitted ... -> a version.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, permits, require
from portal.core.rendering import render_all
from portal.practices.events import (
    ChangesRequested,
    DraftCommented,
    ExpertInvited,
    PracticeApproved,
    PracticeSubmitted,
)
from portal.practices.models import DraftState, Practice, PracticeVersion
from portal.practices.models.drafts import (
    Draft,
    ReviewComment,
    ReviewInvitation,
    ReviewRound,
    Verdict,
)
from portal.practices.permissions import (
    COMMENT_DRAFT,
    DECIDE_DRAFT,
    SUBMIT_DRAFT,
    require_seen,
)
from portal.practices.queries.cases import case_of
from portal.practices.queries.files import FILED, files_of, ids_in
from portal.practices.queries.rounds import current_round, open_comments, rounds_so_far
from portal.practices.schemas.completeness import Gap, gaps_in
from portal.practices.services.drafts import draft_of, writable_draft
from portal.practices.services.trail import note
from portal.practices.services.versions import publish, texts_of

LONGEST_COMMENT = 20_000  # characters
WAITING = (DraftState.SUBMITTED, DraftState.IN_REVIEW)


class Incomplete(Exception):
    """A draft that cannot be submitted yet; `gaps` say what is missing and where."""

    def __init__(self, gaps: list[Gap]) -> None:
        """Keep what is missing in the order of the editor."""
        self.gaps = gaps
        super().__init__(f"{len(gaps)} gaps")


def submit(session: Session, actor: Actor, practice: Practice, *, token: int) -> ReviewRound:
    """Hand the draft to the national editors, and return the round that begins.

    Raises:
        NotFound, Forbidden: if the actor may not see the practice or not submit it.
        Conflict: if there is no draft to submit, or it was saved again after `token`.
        Incomplete: if something is missing; nothing changes then.
    """
    require_seen(actor, SUBMIT_DRAFT, practice)
    draft = writable_draft(session, practice)
    if draft.token != token:
        raise Conflict(_("Draf ini baru saja diubah. Baca dulu perubahannya, lalu kirim."))
    if gaps := gaps_in(draft.record) or _unreadable(draft.record) or _fileless(draft):
        raise Incomplete(gaps)
    round_ = ReviewRound(
        practice_id=practice.id,
        number=rounds_so_far(session, practice) + 1,
        record=draft.record,
        submitted_by=actor.person_id,
        submitted_at=utcnow(),
    )
    session.add(round_)
    session.flush()
    _move(practice, draft, DraftState.SUBMITTED)
    note(session, "submit", actor, practice, {"round": round_.number, "token": draft.token})
    emit(session, PracticeSubmitted(practice.id, round_.number, _id(actor)))
    return round_


def _unreadable(record: Mapping[str, Any]) -> list[Gap]:
    reason = _("Teks ini terlalu rumit untuk ditampilkan. Sederhanakan susunannya.")
    texts = render_all(texts_of(record))
    return [Gap(path, reason) for path, text in texts.items() if text.degraded]


def _fileless(draft: Draft) -> list[Gap]:
    """Return where the draft names a file that its practice does not have."""
    named = ids_in(draft.record)
    known = files_of(draft.practice_id, named)
    reason = _("Berkas ini tidak ada pada praktik ini. Pilih berkas lain.")
    return [
        Gap(f"{key}.{index}.file", reason)
        for key in FILED
        for index, row in enumerate(draft.record.get(key, []))
        if row.get("file", "") in named.keys() - known
    ]


def take(session: Session, actor: Actor, practice: Practice) -> None:
    """Begin to read a submitted draft, as the one who will decide.

    Raises:
        NotFound, Forbidden: if the actor may not see the draft or not decide on it.
        Conflict: if it does not wait for an editor.
    """
    require_decider(session, actor, practice)
    _take(session, actor, practice)


def _take(session: Session, actor: Actor, practice: Practice) -> ReviewRound:
    if practice.draft_state not in WAITING:
        raise Conflict(_("Draf ini tidak sedang menunggu editor."))
    round_ = current_round(session, practice)
    if practice.draft_state is DraftState.SUBMITTED:
        _move(practice, draft_of(session, practice), DraftState.IN_REVIEW)
    round_.reviewer_id = actor.person_id
    return round_


def request_changes(session: Session, actor: Actor, practice: Practice, text: str) -> None:
    """Give the draft back to its region with a word on what should change.

    Raises:
        NotFound, Forbidden: if the actor may not see the draft or not decide on it.
        Conflict: if it does not wait for an editor.
        BadInput: if there is neither a text nor a comment in this round.
    """
    require_decider(session, actor, practice)
    round_ = _take(session, actor, practice)
    text = _checked(text)
    if not text and not open_comments(session, round_):
        raise BadInput(_("Tulis apa yang perlu diubah, di sini atau pada isiannya."))
    _decide(round_, Verdict.CHANGES_REQUESTED, text)
    _move(practice, draft_of(session, practice), DraftState.CHANGES_REQUESTED)
    note(session, "request_changes", actor, practice, {"round": round_.number})
    emit(session, ChangesRequested(practice.id, round_.number, _id(actor)))


def approve(session: Session, actor: Actor, practice: Practice, text: str = "") -> PracticeVersion:
    """Publish the draft as the next version, frozen, and return it.

    Raises:
        NotFound, Forbidden: if the actor may not see the draft or not decide on it.
        Conflict: if it does not wait for an editor.
    """
    require_decider(session, actor, practice)
    round_ = _take(session, actor, practice)
    _decide(round_, Verdict.APPROVED, _checked(text))
    texts = render_all(texts_of(round_.record))
    if any(text.degraded for text in texts.values()):  # they were not when it was submitted
        raise Conflict(_("Teks draf ini sedang tidak dapat ditampilkan. Coba lagi sebentar lagi."))
    html = {path: str(text.html) for path, text in texts.items()}
    version = publish(session, practice, round_.record, html)
    round_.version_id = version.id
    session.delete(draft_of(session, practice))
    practice.draft_state = None
    details = {"round": round_.number, "version": version.number, "hash": version.content_hash}
    note(session, "approve", actor, practice, details)
    emit(session, PracticeApproved(practice.id, version.number, _id(actor)))
    return version


def comment(
    session: Session, actor: Actor, practice: Practice, path: str, text: str
) -> ReviewComment:
    """Say something about a field of the draft, or about the whole where `path` is "".

    Raises:
        NotFound: if the actor may not read the draft.
        BadInput: if there is no text, or too much of it.
    """
    require_reader(session, actor, practice)
    text = _checked(text)
    if not text:
        raise BadInput(_("Tulis komentar Anda."))
    remark = ReviewComment(
        practice_id=practice.id,
        round_number=rounds_so_far(session, practice),
        path=path,
        text=text,
        person_id=_id(actor),
        written_at=utcnow(),
    )
    session.add(remark)
    session.flush()
    note(session, "comment", actor, practice, {"path": path})
    emit(session, DraftCommented(practice.id, remark.id, _id(actor)))
    return remark


def settle(session: Session, actor: Actor, practice: Practice, comment_id: int) -> None:
    """Mark a comment as dealt with; its text stays.

    Raises:
        NotFound: if the actor may not read the draft, or it has no such comment.
    """
    require_reader(session, actor, practice)
    remark = session.get(ReviewComment, comment_id)
    if remark is None or remark.practice_id != practice.id:
        raise NotFound
    remark.settled_at = remark.settled_at or utcnow()


def invite(session: Session, actor: Actor, practice: Practice, person_id: int) -> None:
    """Let somebody read the draft and comment on it.

    Raises:
        NotFound, Forbidden: if the actor may not see the draft or not decide on it.
    """
    require_decider(session, actor, practice)
    if person_id in case_of(session, practice).invited:
        return
    session.add(
        ReviewInvitation(
            practice_id=practice.id,
            person_id=person_id,
            invited_by=_id(actor),
            invited_at=utcnow(),
        )
    )
    note(session, "invite", actor, practice, {"person": person_id})
    emit(session, ExpertInvited(practice.id, person_id, _id(actor)))


def require_reader(session: Session, actor: Actor, practice: Practice) -> None:
    """Refuse who may not read the draft; to them it does not exist.

    Raises:
        NotFound: accordingly, or if there is no draft.
    """
    if practice.draft_state is None or not permits(
        actor, COMMENT_DRAFT, case_of(session, practice)
    ):
        raise NotFound


def require_round(session: Session, practice: Practice, number: int) -> None:
    """Refuse to decide on another text than the one that was read.

    Raises:
        Conflict: if the draft was submitted anew since, or was decided on for good.
    """
    if practice.draft_state is None:
        raise Conflict(_("Naskah ini sudah diputuskan; tidak ada lagi yang menunggu."))
    if current_round(session, practice).number != number:
        raise Conflict(
            _("Naskah ini sudah dikirim ulang sejak Anda membukanya. Baca dulu yang baru.")
        )


def require_decider(session: Session, actor: Actor, practice: Practice) -> None:
    """Refuse who may not decide on the draft.

    Raises:
        NotFound, Forbidden: accordingly.
    """
    require_reader(session, actor, practice)
    require(actor, DECIDE_DRAFT, case_of(session, practice))


def _decide(round_: ReviewRound, verdict: Verdict, text: str) -> None:
    round_.verdict = verdict
    round_.note = text or None
    round_.decided_at = utcnow()


def _move(practice: Practice, draft: Draft, state: DraftState) -> None:
    practice.draft_state = state
    draft.since = utcnow()


def _checked(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_COMMENT:
        raise BadInput(_("Isian ini paling panjang %(most)s karakter.", most=LONGEST_COMMENT))
    return text


def _id(actor: Actor) -> int:
    if actor.person_id is None:
        raise ValueError("nobody in particular cannot do this")
    return actor.person_id
