"""What mentorships tell the features above; `person_id` is who caused it, None where time did.

`event_id` is the line of the history that came with it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class GraduationProposed:
    """A region has what it takes to become or stay a champion; an editor is to decide."""

    proposal_id: int


@dataclass(frozen=True)
class PlacesChanged:
    """A place of a mentor of a region was taken or has become free, or there are more or fewer."""

    region_id: int


@dataclass(frozen=True)
class MentorshipRequested:
    """A region asks another one, which is to answer."""

    mentorship_id: int
    event_id: int
    person_id: int | None


@dataclass(frozen=True)
class AnswerAwaited:
    """So many days have gone by without an answer to a request."""

    mentorship_id: int
    day: int


@dataclass(frozen=True)
class PlaceOffered:
    """A place has become free for who waited for it."""

    mentorship_id: int
    event_id: int


@dataclass(frozen=True)
class PlaceRecalled:
    """The place that was offered is gone; who waited for it waits on."""

    mentorship_id: int
    event_id: int


@dataclass(frozen=True)
class MentorshipAccepted:
    """The champion region accepts."""

    mentorship_id: int
    event_id: int
    person_id: int | None


@dataclass(frozen=True)
class MentorshipDeclined:
    """The champion region declines; the line of the history says why."""

    mentorship_id: int
    event_id: int
    person_id: int | None


@dataclass(frozen=True)
class MentorshipWithdrawn:
    """The learner region takes its request back."""

    mentorship_id: int
    event_id: int
    person_id: int | None


@dataclass(frozen=True)
class MentorshipExpired:
    """A request got no answer in time, or an offered place was not taken."""

    mentorship_id: int
    event_id: int


@dataclass(frozen=True)
class AgreementWritten:
    """Somebody wrote a version of the agreement, which both regions are to sign."""

    mentorship_id: int
    agreement_id: int
    person_id: int


@dataclass(frozen=True)
class AgreementSigned:
    """A version of the agreement was signed for a region."""

    mentorship_id: int
    agreement_id: int
    region_id: int
    person_id: int


@dataclass(frozen=True)
class AgreementUnsigned:
    """A version of the agreement has waited long for a signature."""

    mentorship_id: int
    agreement_id: int


@dataclass(frozen=True)
class MentorshipBegun:
    """Both regions have signed, and the first day has come; the history event says when."""

    mentorship_id: int
    event_id: int


@dataclass(frozen=True)
class SessionPlanned:
    """A session was planned, or moved to another time; `revision` tells the times apart."""

    mentorship_id: int
    session_id: int
    revision: int
    person_id: int


@dataclass(frozen=True)
class ItemAdded:
    """One side has something new to do."""

    mentorship_id: int
    item_id: int
    person_id: int


@dataclass(frozen=True)
class ItemDue:
    """What one side is to do is due and not done."""

    mentorship_id: int
    item_id: int


@dataclass(frozen=True)
class MentorshipHalted:
    """A mentorship was paused or taken up again, or ended early; the history event says which."""

    mentorship_id: int
    event_id: int
    person_id: int


@dataclass(frozen=True)
class ClosingSent:
    """One side has filled in the closing form."""

    mentorship_id: int
    form_id: int
    person_id: int


@dataclass(frozen=True)
class MentorshipCompleted:
    """Both sides have filled in the closing form; an editor is to look at what came of it."""

    mentorship_id: int
    person_id: int


@dataclass(frozen=True)
class MentorshipJudged:
    """An editor said what came of a mentorship."""

    mentorship_id: int
    event_id: int
    person_id: int


@dataclass(frozen=True)
class FollowUpAsked:
    """The learner region is asked whether what was reached has lasted."""

    mentorship_id: int
    follow_up_id: int


@dataclass(frozen=True)
class FollowUpAnswered:
    """The learner region has said whether it lasted."""

    mentorship_id: int
    follow_up_id: int
    person_id: int
