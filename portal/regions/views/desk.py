"""What waits on the desk of editors: regions whose assessments are to be verified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.regions.permissions import VERIFY
from portal.regions.queries import directory
from portal.regions.queries.profile import waiting


@dataclass(frozen=True)
class Item:
    """A region with assessments that wait."""

    region: str
    invented: bool
    url: str
    count: int
    since: datetime


def start() -> None:
    """Add it to the desk."""
    register(Panel(place=Place.DESK, load=_load, template="regions/_desk.html"))


def _load(actor: Actor, ids: Sequence[int]) -> Mapping[int, list[Item]]:
    known = directory().by_id
    found = waiting() if permits(actor, VERIFY) else []
    items = [
        Item(
            known[one.region_id].name,
            known[one.region_id].invented,
            url_for("regions.check", code=known[one.region_id].code),
            one.count,
            one.since,
        )
        for one in found
        if permits(actor, VERIFY, one.region_id)
    ]
    return dict.fromkeys(ids, items) if items else {}
