"""What mentorships tell the features above; `person_id` is who caused it, None where time did.

`event_id` is the line of the history that came with it.
"""

from dataclasses import dataclass


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
