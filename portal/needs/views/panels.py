"""What is offered where a search finds nothing: ask others, or record the need."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from flask import url_for

from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor, permits
from portal.needs.permissions import RECORD_NEED
from portal.needs.services.searching import only
from portal.needs.views.pages import record_url
from portal.needs.views.shapes import Offer
from portal.practices.forms import read_search

FACETS = ("dimension", "sector")


def start() -> None:
    """Add it to empty pages of results."""
    register(Panel(place=Place.RESULTS_EMPTY, load=_load, template="needs/_empty.html"))


def _load(actor: Actor, searches: Sequence[str]) -> Mapping[str, Offer]:
    """Return what is offered for each search, by its parameters."""
    return {search: _offer(actor, search) for search in searches}


def _offer(actor: Actor, search: str) -> Offer:
    asked = read_search(parse_qs(search))
    cell: dict[str, Any] = {facet: value for facet in FACETS if (value := only(asked, facet))}
    said = {"words": asked.text, **cell} if asked.text else cell
    return Offer(
        record=[*said.items(), ("notify", "y")],
        may_record=bool(said) and permits(actor, RECORD_NEED),
        record_url=record_url(actor, said),
        ask_url=url_for("threads.new"),
        mentors_url=url_for("mentors.index", **cell),
    )
