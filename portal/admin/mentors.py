"""Who of the demonstration became a mentor, and what they say of themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.accounts.queries import person_of
from portal.core.permissions import Actor, Role
from portal.mentors.queries import own
from portal.mentors.queries.choices import blocks_of
from portal.mentors.services import designations, profiles
from portal.mentors.services.profiles import Said
from portal.vocabularies.queries import MATURITY, SPM, scheme

Row = Mapping[str, Any]


def tell(everybody: Mapping[str, Actor], rows: Sequence[Row]) -> None:
    """Let each be proposed, confirmed, and write the own profile."""
    for row in rows:
        mentor = everybody[row["who"]]
        (region_id,) = mentor.regions(Role.MENTOR)
        person = person_of(mentor.person_id or 0).public_id
        designations.designate(everybody[row["by"]], region_id, person)
        (view,) = own(mentor)
        designations.confirm(everybody[row["confirmed_by"]], view.public_id)
        profiles.save(mentor, view.public_id, _said(row, region_id))


def _said(row: Row, region_id: int) -> Said:
    offered = blocks_of(region_id)
    terms = [("dimension", scheme(MATURITY).terms[code]) for code in row["dimensions"]]
    terms += [("sector", scheme(SPM).terms[code]) for code in row["sectors"]]
    return Said(
        agreed=True,
        capacity=row["capacity"],
        paused_until=None,
        about=row["about"],
        terms=terms,
        languages=row["languages"],
        blocks=[block for block in offered if block.title["id"] in row["blocks"]],
        offered=offered,
    )
