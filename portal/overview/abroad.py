"""What home tells cities of other countries, who read it in English."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.i18n import current_locale
from portal.practices.queries import KIND
from portal.practices.schemas.facets import ACTIVE
from portal.regions.queries import RegionView, directory
from portal.search.registry import table

NETWORK = "ascn"  # the term of the badge, which bears the source


@dataclass(frozen=True)
class Member:
    """A region in the ASEAN Smart Cities Network, since when, and how many practices it has."""

    name: str
    url: str
    since: str
    count: int


@dataclass(frozen=True)
class Invitation:
    """What can be read in English, which regions are in the network, and who can be written to."""

    total: int
    practices_url: str
    members: Sequence[Member]
    reachable: int


def invitation() -> Invitation | None:
    """Return what cities abroad need first, None for who reads Indonesian."""
    if current_locale() != "en":
        return None
    regions = [region for region in directory().by_code.values() if not region.invented]
    return Invitation(
        total=table(KIND).count(language="en", status=ACTIVE),
        practices_url=url_for("practices.index", language="en"),
        members=[_member(region, since) for region in regions for since in _since(region)],
        reachable=sum(1 for region in regions if region.public_mailbox),
    )


def _since(region: RegionView) -> Sequence[str]:
    """Return the first year of which a source says that a region is in the network, or none."""
    return sorted(badge.year for badge in region.badges if badge.kind == NETWORK)[:1]


def _member(region: RegionView, since: str) -> Member:
    count = table(KIND).count(region=region.code, status=ACTIVE)
    return Member(region.name, url_for("overview.region", code=region.code), since, count)
