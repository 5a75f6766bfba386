"""Who may do what with a practice; what is read by many stands here as SQL too."""

from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa

from portal.core.errors import NotFound
from portal.core.permissions import Actor, Grant, Role, declare, permits, require
from portal.practices.models import PUBLIC_STATES, DraftState, Practice, PracticeState

WITHHELD = (PracticeState.SUSPENDED, PracticeState.WITHDRAWN)
IN_REVIEW = (DraftState.SUBMITTED, DraftState.IN_REVIEW, DraftState.CHANGES_REQUESTED)
WRITERS = (Role.PUBLISHER, Role.REGION_ADMIN)
MEMBERS = frozenset({Role.OFFICER, Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN, Role.EDITOR})
EDITOR = Grant(Role.EDITOR)


@dataclass(frozen=True)
class Case:
    """A practice with the people who decide what others may do: ids of its authors and guests."""

    practice: Practice
    authors: frozenset[int] = field(default_factory=frozenset)
    invited: frozenset[int] = field(default_factory=frozenset)


def _may_view(actor: Actor, practice: Practice) -> bool:
    return (
        practice.state in PUBLIC_STATES
        or _writes(actor, practice)
        or (
            EDITOR in actor.grants
            and (practice.state in WITHHELD or practice.draft_state in IN_REVIEW)
        )
    )


def _writes(actor: Actor, practice: Practice) -> bool:
    return practice.region_id in actor.regions(*WRITERS)


def _may_comment(actor: Actor, case: Case) -> bool:
    """Tell whether somebody may read a draft and say something about it."""
    return (
        _writes(actor, case.practice)
        or (EDITOR in actor.grants and case.practice.draft_state in IN_REVIEW)
        or (actor.person_id in case.invited and bool(actor.grants))
    )


class NotDeciding(StrEnum):
    """Why somebody may not decide on a draft."""

    NO_EDITOR = "no-editor"
    OWN_REGION = "own-region"
    OWN_WORDS = "own-words"


def why_not_decide(actor: Actor, case: Case) -> NotDeciding | None:
    """Return why an actor may not decide on a draft, None if they may.

    Only editors decide: never on own words, nor for a region in which they hold a role.
    """
    if EDITOR not in actor.grants:
        return NotDeciding.NO_EDITOR
    if any(grant.region_id == case.practice.region_id for grant in actor.grants):
        return NotDeciding.OWN_REGION
    return NotDeciding.OWN_WORDS if actor.person_id in case.authors else None


def _may_decide(actor: Actor, case: Case) -> bool:
    return why_not_decide(actor, case) is None


def _may_read_rounds(actor: Actor, case: Case) -> bool:
    """Tell whether somebody may read what was submitted and said about it, also afterwards."""
    return _may_comment(actor, case) or EDITOR in actor.grants


def _may_retire(actor: Actor, practice: Practice) -> bool:
    return EDITOR in actor.grants or practice.region_id in actor.regions(Role.REGION_ADMIN)


def _may_write_somewhere(actor: Actor, _target: object) -> bool:
    return bool(actor.regions(*WRITERS))


def _is_member(actor: Actor, _target: object) -> bool:
    return any(grant.role in MEMBERS for grant in actor.grants)


def _has_desk(actor: Actor, _target: object) -> bool:
    return bool(actor.grants)


VIEW_PRACTICE = declare("practice:view", _may_view)
START_PRACTICE = declare("practice:start", _may_write_somewhere)
WRITE_DRAFT = declare("practice:draft", _writes)
SUBMIT_DRAFT = declare("practice:submit", _writes)
COMMENT_DRAFT = declare("practice:comment", _may_comment)
DECIDE_DRAFT = declare("practice:decide", _may_decide)
READ_ROUNDS = declare("practice:rounds", _may_read_rounds)
CONFIRM_PRACTICE = declare("practice:confirm", _writes)
RETIRE_PRACTICE = declare("practice:retire", _may_retire)
READ_MEMBER_FILE = declare("file:read-member-only", _is_member)
OPEN_DESK = declare("desk:open", _has_desk)


def require_seen(actor: Actor, action: str, practice: Practice) -> None:
    """Refuse who may not do `action`; to those who may not see the practice it does not exist.

    Raises:
        NotFound, Forbidden: accordingly.
    """
    if not permits(actor, VIEW_PRACTICE, practice):
        raise NotFound
    require(actor, action, practice)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Practice` that says what `_may_view` says."""
    allowed: list[sa.ColumnElement[bool]] = [Practice.state.in_(PUBLIC_STATES)]
    if regions := actor.regions(*WRITERS):
        allowed.append(Practice.region_id.in_(sorted(regions)))
    if EDITOR in actor.grants:
        allowed += [Practice.state.in_(WITHHELD), Practice.draft_state.in_(IN_REVIEW)]
    return sa.or_(*allowed)
