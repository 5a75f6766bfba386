"""The page of a draft that is being checked, and those of the rounds that were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.core.db import db
from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.formats import words
from portal.core.forms import Fault
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.practices import queries
from portal.practices.models import WRITABLE_STATES, DraftState, Practice
from portal.practices.permissions import (
    COMMENT_DRAFT,
    IN_REVIEW,
    READ_ROUNDS,
    WRITE_DRAFT,
    Case,
    why_not_decide,
)
from portal.practices.queries.cases import case_of, found
from portal.practices.queries.reviews import (
    Comment,
    Round,
    comments_of,
    current_comments,
    guests_of,
    rounds_of,
)
from portal.practices.schemas.completeness import gaps_in
from portal.practices.services.drafts import draft_of
from portal.practices.views.checked import WHOLE, Said, anchor_of, checked, checks_of
from portal.practices.views.diff import changed_fields, changes_between
from portal.practices.views.media import Files
from portal.practices.views.outline import fields_of
from portal.practices.views.review_shapes import ReviewPage, RoundShape, Tried
from portal.practices.views.wording_review import (
    REFUSALS,
    STATE_KINDS,
    STATE_LABELS,
    VERDICT_LABELS,
    role_label,
)
from portal.regions.queries import directory

WAITING = (DraftState.SUBMITTED, DraftState.IN_REVIEW)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text that somebody reads: the draft as it stands, or what a round was about."""

    practice: Practice
    case: Case
    record: Mapping[str, Any]
    rounds: Sequence[Round]
    round: Round | None
    is_current: bool
    comments: Sequence[Comment]

    @property
    def awaits_decision(self) -> bool:
        """Whether an editor has to say yes or no to it."""
        return self.is_current and self.practice.draft_state in WAITING


def reading_of(actor: Actor, slug: str, number: int | None = None) -> Reading:
    """Return the text of a round, or without `number` the draft, or else the last round.

    Raises:
        NotFound: if there is no such text that the actor may read.
    """
    practice = found(slug)
    case = case_of(db.session(), practice)
    rounds = rounds_of(practice.id)
    if number is None and practice.draft_state and permits(actor, COMMENT_DRAFT, case):
        round_ = rounds[-1] if rounds and practice.draft_state in IN_REVIEW else None
        return Reading(
            practice=practice,
            case=case,
            record=round_.record if round_ else draft_of(db.session(), practice).record,
            rounds=rounds,
            round=round_,
            is_current=True,
            comments=current_comments(practice.id),
        )
    if not permits(actor, READ_ROUNDS, case):
        raise NotFound
    chosen = [one for one in rounds if number in {None, one.number}]
    if not chosen:
        raise NotFound
    return Reading(
        practice=practice,
        case=case,
        record=chosen[-1].record,
        rounds=rounds,
        round=chosen[-1],
        is_current=False,
        comments=_of_round(comments_of(practice.id), chosen[-1]),
    )


def acted_on(actor: Actor, slug: str, *, decides: bool) -> Reading:
    """Return the draft that somebody is about to act on; `decides` if only deciders may.

    Raises:
        NotFound, Forbidden: if the actor may not read it, or not decide on it.
        Conflict: if it has been decided on already.
    """
    reading = reading_of(actor, slug)
    if not reading.is_current:
        raise Conflict(_("Naskah ini sudah diputuskan; tidak ada lagi yang menunggu."))
    if decides:
        require_decider(actor, reading)
    return reading


def require_decider(actor: Actor, reading: Reading) -> None:
    """Refuse who may not decide, and say why.

    Raises:
        Forbidden: accordingly.
    """
    reason = why_not_decide(actor, reading.case)
    if reason is not None:
        raise Forbidden(str(REFUSALS[reason]))


def require_field(reading: Reading, path: str) -> None:
    """Refuse a comment on what the text has not; "" is the whole.

    Raises:
        BadInput: then.
    """
    if path and path not in fields_of(reading.record):
        raise BadInput(_("Isian yang dikomentari tidak ada dalam naskah ini."))


def _of_round(comments: Sequence[Comment], round_: Round) -> list[Comment]:
    """Return what was said in a round; what colleagues said before the first belongs to it."""
    numbers = {0, 1} if round_.number == 1 else {round_.number}
    return [comment for comment in comments if comment.round_number in numbers]


def page_of(actor: Actor, reading: Reading, *, tried: Tried | None = None, done: str) -> ReviewPage:
    """Return everything the page of a text shows."""
    practice, record = reading.practice, reading.record
    live = live_version(actor, practice)
    changes = changes_between(live.record, record) if live and reading.is_current else []
    gaps = gaps_in(record) if reading.is_current else []
    said = Said(
        comments=reading.comments,
        gaps=gaps,
        changes=changed_fields(changes),
        may_settle=reading.is_current,
        tried=tried,
        files=Files(practice.id, record, member=True),
    )
    whole, parts = checked(record, said)
    state = practice.draft_state if reading.is_current else None
    return ReviewPage(
        slug=practice.slug,
        url=url_for("reviews.review", slug=practice.slug),
        title=title_of(record),
        region=directory().by_id[practice.region_id].name,
        invented=directory().by_id[practice.region_id].invented,
        state=str(STATE_LABELS[state]) if state else "",
        state_kind=STATE_KINDS[state] if state else "",
        round=_round(reading, reading.round) if reading.round else None,
        rounds=[_round(reading, one) for one in reading.rounds],
        is_current=reading.is_current,
        since=draft_of(db.session(), practice).since if state else None,
        checks=checks_of(gaps, changes, parts, live),
        whole=whole,
        parts=parts,
        open_count=sum(comment.settled_at is None for comment in reading.comments),
        may_comment=reading.is_current,
        **_deciding(actor, reading),
        edit_url=_edit_url(actor, reading),
        guests=[f"{guest.name}, {role_label(guest)}" for guest in guests_of(practice.id)],
        tried=tried,
        faults=[_fault(reading, tried)] if tried else [],
        done=done,
    )


def _deciding(actor: Actor, reading: Reading) -> dict[str, Any]:
    """Return what the actor may decide now, and why not if somebody else may."""
    refusal = why_not_decide(actor, reading.case)
    waiting = reading.awaits_decision
    return {
        "may_decide": waiting and refusal is None,
        "may_take": waiting and refusal is None and not _is_mine(reading, actor),
        "refusal": str(REFUSALS[refusal]) if waiting and refusal else "",
    }


def _fault(reading: Reading, tried: Tried) -> Fault:
    """Return what is wrong with a form, and the field in which to mend it."""
    path = tried.typed.get("path", "")
    field = fields_of(reading.record).get(path)
    on_field = (f"k-{anchor_of(path if field else WHOLE)}", field.label if field else _("Komentar"))
    places = {
        "comment": on_field,
        "changes": ("perubahan", _("Apa yang perlu diubah")),
        "invite": ("undang", _("Surel ahli atau mentor")),
    }
    place, label = places.get(tried.form, ("keputusan", _("Naskah")))
    return Fault(place if reading.is_current else "keputusan", label, tried.message)


def title_of(record: Mapping[str, Any]) -> str:
    """Return the title of a draft in the reader's language."""
    return words(record.get("title"))


def live_version(actor: Actor, practice: Practice) -> queries.PracticeView | None:
    """Return the current version of a practice, None if there is none that the actor may see."""
    return next(iter(queries.by_slugs(actor, [practice.slug])), None)


def _edit_url(actor: Actor, reading: Reading) -> str | None:
    practice = reading.practice
    writable = reading.is_current and practice.draft_state in WRITABLE_STATES
    may = writable and permits(actor, WRITE_DRAFT, practice)
    return url_for("editor.overview", slug=practice.slug) if may else None


def _is_mine(reading: Reading, actor: Actor) -> bool:
    return (
        reading.practice.draft_state is DraftState.IN_REVIEW
        and reading.round is not None
        and reading.round.reviewer_id == actor.person_id
    )


def _round(reading: Reading, round_: Round) -> RoundShape:
    return RoundShape(
        number=round_.number,
        url=url_for("reviews.past_round", slug=reading.practice.slug, number=round_.number),
        is_shown=not reading.is_current and round_ is reading.round,
        submitted_by=f"{round_.submitted_by.name}, {role_label(round_.submitted_by)}",
        submitted_at=round_.submitted_at,
        reviewer=round_.reviewer.name if round_.reviewer else "",
        verdict=str(VERDICT_LABELS[round_.verdict]) if round_.verdict else "",
        note=round_.note,
        decided_at=round_.decided_at,
    )
