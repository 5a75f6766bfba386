"""What practices tell the features above; `person_id` is who caused it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PracticeSubmitted:
    """A draft waits for an editor."""

    practice_id: int
    round_number: int
    person_id: int


@dataclass(frozen=True)
class ChangesRequested:
    """An editor gave a draft back to its region."""

    practice_id: int
    round_number: int
    person_id: int


@dataclass(frozen=True)
class PracticeApproved:
    """A version went public."""

    practice_id: int
    version_number: int
    person_id: int


@dataclass(frozen=True)
class DraftCommented:
    """Somebody said something about a draft."""

    practice_id: int
    comment_id: int
    person_id: int


@dataclass(frozen=True)
class ExpertInvited:
    """Somebody was asked to read a draft and to comment on it."""

    practice_id: int
    invitee_id: int
    person_id: int
