"""What waits on the desk: designations for editors, empty profiles for mentors."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.mentors.permissions import CONFIRM, EDIT_PROFILE
from portal.mentors.queries import MentorView, own, proposed


@dataclass(frozen=True)
class Waiting:
    """A mentor of whom something is to be done."""

    name: str
    region: str
    url: str


@dataclass(frozen=True)
class Waitings:
    """Designations to be confirmed, and own profiles that say nothing yet."""

    confirm: Sequence[Waiting]
    write: Sequence[Waiting]


def start() -> None:
    """Add it to the desk."""
    register(Panel(place=Place.DESK, load=_load, template="mentors/_desk.html"))


def _load(actor: Actor, ids: Sequence[int]) -> dict[int, Waitings]:
    waiting = proposed() if permits(actor, CONFIRM) else []
    unwritten = own(actor) if permits(actor, EDIT_PROFILE) else []
    confirm = _items([view for view in waiting if view.person_id != actor.person_id], "profile")
    write = _items([view for view in unwritten if not view.about], "edit")
    return dict.fromkeys(ids, Waitings(confirm, write)) if confirm or write else {}


def _items(views: Sequence[MentorView], page: str) -> list[Waiting]:
    return [
        Waiting(view.name, view.region.name, url_for(f"mentors.{page}", mentor=view.public_id))
        for view in views
    ]
