"""What waits on the desk of editors: regions that are proposed as champions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.mentoring.queries.graduation import open_proposals
from portal.mentoring.views.graduation import TITLES
from portal.regions.schemas.labels import name_of
from portal.regions.schemas.measures import What


@dataclass(frozen=True)
class Item:
    """A proposal on the desk."""

    region: str
    invented: bool
    what: str
    dimension: str
    since: datetime
    url: str


def start() -> None:
    """Add it to the desk."""
    register(Panel(place=Place.DESK, load=_load, template="mentoring/_proposals.html"))


def _load(actor: Actor, ids: Sequence[int]) -> Mapping[int, Sequence[Item]]:
    items = [
        Item(
            view.region.name,
            view.region.invented,
            str(TITLES[view.purpose]),
            name_of(What.MATURITY, view.dimension),
            view.proposed_at,
            url_for("graduation.proposal", proposal=view.public_id),
        )
        for view in open_proposals(actor)
    ]
    return dict.fromkeys(ids, items) if items else {}
