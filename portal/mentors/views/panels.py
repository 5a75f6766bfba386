"""What pages of regions show of mentors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.mentors.queries import public_counts
from portal.regions.queries import directory


@dataclass(frozen=True)
class Willing:
    """How many mentors of a region can be asked, and where they are."""

    count: int
    url: str


def start() -> None:
    """Show it."""
    register(Panel(place=Place.REGION_ASIDE, load=_of_regions, template="mentors/_region.html"))


def _of_regions(_actor: Actor, ids: Sequence[int]) -> Mapping[int, Willing]:
    known = directory().by_id
    return {
        region_id: Willing(count, url_for("mentors.index", region=known[region_id].code))
        for region_id, count in public_counts(ids).items()
    }
