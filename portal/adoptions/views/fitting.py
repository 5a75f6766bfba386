"""Whether practices among search results fit the region of whoever is signed in, in a line each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.adoptions.permissions import regions_recording
from portal.core.permissions import Actor
from portal.practices.queries import prerequisites_of
from portal.practices.queries.names import slugs_of
from portal.practices.schemas.needs import Answer, checked
from portal.regions.queries import directory

REASONS = 2


@dataclass(frozen=True)
class Fit:
    """Whether a practice fits a region, and why; `url` is where all of it is checked."""

    fits: bool
    region: str
    why: str
    url: str


def fits_of(actor: Actor, ids: Sequence[int]) -> Mapping[int, Fit]:
    """Return which practices fit the first region for which somebody records, and which do not.

    Nothing is said where the profile answers nothing, nor to those who record for no region.
    """
    known_regions = directory().by_id
    regions = [known_regions[key] for key in regions_recording(actor)]
    if not regions:
        return {}
    region, slugs, found = min(regions, key=lambda one: one.code), slugs_of(ids), dict[int, Fit]()
    for key, rows in prerequisites_of(ids).items():
        known = [one for one in checked(rows, region) if one.answer is not Answer.UNKNOWN]
        lacking = [one for one in known if one.must and one.answer is Answer.LACKING]
        if known and key in slugs:
            why = [one.why for one in lacking or known][:REASONS]
            url = url_for("adoptions.check", slug=slugs[key], region=region.code)
            found[key] = Fit(not lacking, region.name, "; ".join(why), url)
    return found
