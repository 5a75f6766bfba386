"""What practices tell the features above; `person_id` is who caused it."""

from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True)
class VerifyDue:
    """A practice has to be confirmed again, from a day on; nobody caused it but time."""

    practice_id: int
    verify_by: date


@dataclass(frozen=True)
class VerifyOverdue:
    """A practice has not been confirmed for so long that readers are warned."""

    practice_id: int
    verify_by: date


@dataclass(frozen=True)
class PracticeConfirmed:
    """A region said that its practice still runs."""

    practice_id: int
    life_event_id: int
    person_id: int


@dataclass(frozen=True)
class PracticeStopped:
    """A region said that its practice no longer runs; the reason is in the life event."""

    practice_id: int
    life_event_id: int
    person_id: int


@dataclass(frozen=True)
class PracticeResumed:
    """A practice that had stopped runs again."""

    practice_id: int
    life_event_id: int
    person_id: int


@dataclass(frozen=True)
class PracticeSuspended:
    """A practice was taken from readers until somebody has looked at it."""

    practice_id: int
    life_event_id: int
    person_id: int


@dataclass(frozen=True)
class PracticeReleased:
    """A suspended practice is back as it was."""

    practice_id: int
    life_event_id: int
    person_id: int


@dataclass(frozen=True)
class PracticeWithdrawn:
    """A practice was taken from readers for good."""

    practice_id: int
    life_event_id: int
    person_id: int
