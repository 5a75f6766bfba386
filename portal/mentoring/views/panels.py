"""What pages of mentors, practices and regions show of mentorships."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.core.i18n import _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.mentoring.permissions import ANSWER_REQUEST, PARTIES, Parties
from portal.mentoring.queries.places import open_places
from portal.mentors.queries import public_counts, shown_as
from portal.practices.queries.names import owners_of
from portal.regions.queries import directory


@dataclass(frozen=True)
class OfMentor:
    """How many places a mentor has, where to ask, and where to change that."""

    left: int
    ask_url: str | None
    limit_url: str | None


@dataclass(frozen=True)
class OfRegion:
    """Where to ask a region, or for whom it is one's own, where its mentorships are."""

    ask_url: str | None
    list_url: str | None


def _of_mentors(actor: Actor, ids: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], OfMentor]:
    own = actor.regions(*PARTIES)
    places = open_places({region_id for _person_id, region_id in ids})
    found = {}
    for who, (profile_id, key) in shown_as(ids).items():
        person_id, region_id = who
        governs = permits(actor, ANSWER_REQUEST, Parties(None, region_id, person_id))
        found[who] = OfMentor(
            places.get(profile_id, 0),
            None if region_id in own else url_for("mentoring.new", mentor=key),
            url_for("mentoring.places", mentor=key) if governs else None,
        )
    return found


def _of_regions(actor: Actor, ids: Sequence[int]) -> Mapping[int, OfRegion]:
    known, own, willing = directory().by_id, actor.regions(*PARTIES), public_counts(ids)
    return {
        region_id: _of_region(own=region_id in own, region=known[region_id].code)
        for region_id in ids
        if region_id in own or region_id in willing
    }


def _of_practices(actor: Actor, ids: Sequence[int]) -> Mapping[int, OfRegion]:
    owners, own = owners_of(ids), actor.regions(*PARTIES)
    willing = public_counts({region_id for region_id, _slug in owners.values()})
    return {
        practice_id: _of_region(own=False, practice=slug)
        for practice_id, (region_id, slug) in owners.items()
        if region_id in willing and region_id not in own
    }


def _of_region(*, own: bool, **asked: Any) -> OfRegion:
    if own:
        return OfRegion(None, url_for("mentoring.index"))
    return OfRegion(url_for("mentoring.new", **asked), None)


PANELS = (
    Panel(place=Place.MENTOR_ASIDE, load=_of_mentors, template="mentoring/_mentor.html"),
    Panel(place=Place.REGION_ASIDE, load=_of_regions, template="mentoring/_region.html"),
    Panel(
        place=Place.PRACTICE_ASIDE,
        load=_of_practices,
        template="mentoring/_practice.html",
        anchor="pendampingan",
        title=_l("Pendampingan"),
    ),
)


def register_all() -> None:
    """Let the pages below show what they have of mentorships."""
    for panel in PANELS:
        register(panel)
