"""What the pages of those share who go along: who they are, and what stands on top."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for

from portal.core.access import current_actor
from portal.mentoring.models import Mentorship
from portal.mentoring.models.sessions import Side
from portal.mentoring.permissions import Company, sides_of
from portal.mentoring.queries import MentorshipView, mentorship_at
from portal.mentoring.queries.companies import company_of
from portal.regions.queries import RegionView, directory
from portal.search.views.listing_shapes import Link


@dataclass(frozen=True)
class Head:
    """What every page of a mentorship says on top."""

    key: str
    url: str
    learner: Link
    champion: Link
    invented: bool

    @property
    def label(self) -> str:
        """Both regions, in short."""
        return f"{self.learner.label} – {self.champion.label}"  # noqa: RUF001  # an en dash


@dataclass(frozen=True)
class Found:
    """A mentorship whose page is asked for, with for which sides the reader takes part."""

    row: Mentorship
    learner: RegionView
    champion: RegionView
    company: Company
    sides: frozenset[Side]

    @property
    def own_regions(self) -> list[RegionView]:
        """The regions for which the reader takes part, the learner first."""
        return regions_of(self, self.sides)

    @property
    def head(self) -> Head:
        """What stands on top of its pages."""
        links = [
            Link(region.name, url_for("overview.region", code=region.code))
            for region in (self.learner, self.champion)
        ]
        return Head(
            self.row.public_id,
            url_for("mentoring.mentorship", mentorship=self.row.public_id),
            learner=links[0],
            champion=links[1],
            invented=self.learner.invented,
        )


def found(key: str) -> Found:
    """Return a mentorship for whoever sent this request.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    actor, regions = current_actor(), directory().by_id
    row = mentorship_at(actor, key)
    company = company_of(row)
    return Found(
        row,
        regions[row.learner_region_id],
        regions[row.champion_region_id],
        company,
        sides_of(actor, company),
    )


def regions_of(one: Found | MentorshipView, sides: Collection[Side]) -> list[RegionView]:
    """Return the regions of some sides, the learner first."""
    regions = {Side.LEARNER: one.learner, Side.CHAMPION: one.champion}
    return [region for side, region in regions.items() if side in sides]
