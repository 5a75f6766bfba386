"""What adoptions tell the features above; `person_id` is who caused it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AdoptionStarted:
    """A region has begun to look at something that it may take over."""

    adoption_id: int
    person_id: int


@dataclass(frozen=True)
class AdoptionMoved:
    """An adoption went one stage on, or was taken up again; the stage event says which."""

    adoption_id: int
    stage_event_id: int
    person_id: int


@dataclass(frozen=True)
class AdoptionDropped:
    """A region gave an adoption up; the stage event says why."""

    adoption_id: int
    stage_event_id: int
    person_id: int


@dataclass(frozen=True)
class AdoptionReported:
    """A region says what came of it, and waits for the source region."""

    adoption_id: int
    stage_event_id: int
    person_id: int


@dataclass(frozen=True)
class AdoptionConfirmed:
    """The source region said what came of it; an editor is to verify that."""

    adoption_id: int
    stage_event_id: int
    person_id: int


@dataclass(frozen=True)
class AdoptionReturned:
    """An editor asks the region and the source region to look again."""

    adoption_id: int
    stage_event_id: int
    person_id: int


@dataclass(frozen=True)
class AdoptionVerified:
    """An editor verified the outcome."""

    adoption_id: int
    stage_event_id: int
    person_id: int
