"""What threads tell the features above; `person_id` is who caused it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostWritten:
    """A post can be read now by those who may see its thread, which its opening begins.

    What is held back is told of once it is released; told again it is the same event.
    """

    thread_id: int
    post_id: int
    person_id: int


@dataclass(frozen=True)
class PostEdited:
    """Somebody changed what a post of theirs says."""

    thread_id: int
    post_id: int
    person_id: int


@dataclass(frozen=True)
class MentionAdded:
    """An edited post calls by `@` whom it did not call before: a region or a person."""

    thread_id: int
    post_id: int
    region_id: int | None
    called_id: int | None
    person_id: int


@dataclass(frozen=True)
class PostRemoved:
    """Somebody took back a post of theirs."""

    thread_id: int
    post_id: int
    person_id: int


@dataclass(frozen=True)
class ThreadRemoved:
    """Somebody took back the opening of a thread, and the thread with it."""

    thread_id: int
    person_id: int


@dataclass(frozen=True)
class QuestionHeld:
    """A question came into new hands: of whoever holds it now."""

    thread_id: int
    turn: int  # counts the changes of hands, so that each is told once
    person_id: int | None


@dataclass(frozen=True)
class QuestionUnanswered:
    """A question has waited for 2, 3 or 5 working days (`step` 1, 2 or 3)."""

    thread_id: int
    step: int


@dataclass(frozen=True)
class AnswerAsked:
    """Somebody was invited to answer a question."""

    thread_id: int
    invitee_id: int
    person_id: int


@dataclass(frozen=True)
class AnswerSettled:
    """An answer was confirmed, or worked in the asker's region."""

    thread_id: int
    post_id: int
    state: str
    person_id: int


@dataclass(frozen=True)
class SettlingUndone:
    """The asker says that the question is not answered after all."""

    thread_id: int
    person_id: int


@dataclass(frozen=True)
class AnswerFolded:
    """A version of the practice was published that has an answer among its questions."""

    thread_id: int
    version_id: int
    person_id: int


@dataclass(frozen=True)
class ThreadMerged:
    """A thread was marked as a duplicate of another."""

    thread_id: int
    original_id: int
    person_id: int


@dataclass(frozen=True)
class Moderated:
    """A moderator has decided something of a thread or a post of it."""

    decision_id: int
    person_id: int


@dataclass(frozen=True)
class ReportSettled:
    """A moderator has looked at a post that somebody reported."""

    flag_id: int
    reporter_id: int
    decision_id: int
