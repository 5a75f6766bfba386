"""What happens to what a region says of itself, and to its champion statuses."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AssessmentsChanged:
    """Something was done with assessments of a region, whatever it was; the act says what."""

    act_id: int
    person_id: int | None


@dataclass(frozen=True)
class AssessmentEntered:
    """A region has entered assessments that wait for an editor."""

    act_id: int
    person_id: int | None


@dataclass(frozen=True)
class AssessmentVerified:
    """An editor has verified assessments of a region."""

    act_id: int
    person_id: int | None


@dataclass(frozen=True)
class AssessmentRefused:
    """An editor has not verified assessments of a region, and says why."""

    act_id: int
    person_id: int | None


@dataclass(frozen=True)
class AssessmentRevoked:
    """An editor no longer stands behind an assessment of a region, and says why."""

    act_id: int
    person_id: int | None


@dataclass(frozen=True)
class ChampionChanged:
    """A champion status was granted, renewed, suspended, reinstated, revoked, or has expired."""

    event_id: int
    person_id: int | None


@dataclass(frozen=True)
class ChampionExpiring:
    """A champion status ends in so many days, unless it is renewed."""

    status_id: int
    expires_on: date
    days: int
