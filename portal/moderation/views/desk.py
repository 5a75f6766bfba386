"""How many posts wait for the moderator whose desk it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.moderation.queries.waiting import count
from portal.threads.permissions import MODERATE_ANY


@dataclass(frozen=True)
class Queue:
    """How many posts wait."""

    count: int


def start() -> None:
    """Add it to the desk."""
    register(Panel(place=Place.DESK, load=_load, template="moderation/_desk.html"))


def _load(actor: Actor, ids: Sequence[int]) -> Mapping[int, Queue]:
    waiting = count(actor) if permits(actor, MODERATE_ANY) else 0
    return dict.fromkeys(ids, Queue(waiting)) if waiting else {}
