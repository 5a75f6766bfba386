"""How soon regions answer, and what became of a mentor's answers, beside those they are about."""

from collections.abc import Mapping, Sequence

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.threads.queries.record import (
    Recognition,
    ResponseRecord,
    recognitions,
    response_records,
)

Mentor = tuple[int, int]  # the ids of the person and of the region


def start() -> None:
    """Show them."""
    for panel in (
        Panel(place=Place.REGION_ASIDE, load=_of_regions, template="threads/_record.html"),
        Panel(place=Place.MENTOR_CARD, load=_usual, template="threads/_usual.html"),
        Panel(place=Place.MENTOR_ASIDE, load=_recognised, template="threads/_recognition.html"),
    ):
        register(panel)


def _of_regions(_actor: Actor, ids: Sequence[int]) -> Mapping[int, ResponseRecord]:
    return response_records(ids)


def _usual(_actor: Actor, ids: Sequence[Mentor]) -> Mapping[Mentor, ResponseRecord]:
    """Return the record of each mentor's region: of a person's own none is kept."""
    found = response_records({region_id for _person_id, region_id in ids})
    known = {mentor: found[mentor[1]] for mentor in ids if mentor[1] in found}
    return {mentor: record for mentor, record in known.items() if record.hours is not None}


def _recognised(_actor: Actor, ids: Sequence[Mentor]) -> Mapping[Mentor, Recognition]:
    found = recognitions({person_id for person_id, _region_id in ids})
    known = {mentor: found[mentor[0]] for mentor in ids if mentor[0] in found}
    return {mentor: told for mentor, told in known.items() if told.settled or told.helpful}
