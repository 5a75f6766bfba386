"""Writes: who governs a region, or its mentor, says for how many regions there are places."""

from datetime import date

from portal.core.permissions import Actor, require
from portal.core.uow import unit_of_work
from portal.mentoring.permissions import ANSWER_REQUEST, Parties
from portal.mentors.services import profiles
from portal.mentors.services.designations import profile_at


def limit(actor: Actor, key: str, capacity: int, paused_until: date | None) -> None:
    """Say how many regions a mentor, by public id, goes along with, and until when they rest.

    What goes on already goes on.

    Raises:
        NotFound: if there is no such mentor whom the actor may see.
        Forbidden: if the actor neither governs the region nor is the mentor.
    """
    with unit_of_work() as session:
        profile = profile_at(session, actor, key)
        require(actor, ANSWER_REQUEST, Parties(None, profile.region_id, profile.person_id))
        profiles.limit(session, actor, profile, capacity, paused_until)
