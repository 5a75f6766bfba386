"""The list of mentors, and the page of one of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from portal.core import panels
from portal.core.access import current_actor, public
from portal.core.panels import Place
from portal.core.permissions import permits
from portal.mentors.models import MentorState
from portal.mentors.permissions import CONFIRM, EDIT_PROFILE
from portal.mentors.queries import MentorView, mentor_at, own, public_mentors
from portal.mentors.schemas import LANGUAGES
from portal.mentors.views.pages import blueprint, told
from portal.mentors.views.shapes import Card, about_of, card_of
from portal.practices.views.labels import FACET_LABELS, value_label

PER_PAGE = 30
VALUES: dict[str, Callable[[MentorView], Sequence[str]]] = {
    "region": lambda view: (view.region.code,),
    "dimension": lambda view: view.dimensions,
    "sector": lambda view: view.sectors,
    "language": lambda view: view.languages,
}


@dataclass(frozen=True)
class Option:
    """A value to filter by, and how many mentors carry it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Filter:
    """What mentors are filtered by; `chosen` is "" for all."""

    name: str
    label: str
    options: Sequence[Option]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The list; a next page only where there is more."""

    filters: Sequence[Filter]
    total: int
    everybody: int
    cards: Sequence[Card]
    previous_url: str | None
    next_url: str | None
    own_url: str | None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The page of a mentor; an address is None where its button is not for the reader."""

    card: Card
    panels: Sequence[panels.Shown]
    about: Markup
    waits: bool
    hidden: bool
    edit_url: str | None
    confirm_url: str | None
    done: str


@blueprint.get("/mentors")
@public
def index() -> str:
    """Show the mentors who agreed to be shown, all or those that fit."""
    everybody = public_mentors()
    chosen = {name: request.args.get(name, "") for name in VALUES}
    found = [view for view in everybody if _fits(view, chosen)]
    page = max(1, request.args.get("page", 1, type=int))
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    ids = [(view.person_id, view.region.id) for view in shown]
    parts = panels.show(Place.MENTOR_CARD, current_actor(), ids)
    listed = Directory(
        filters=[_filter(name, everybody, chosen[name]) for name in VALUES],
        total=len(found),
        everybody=len(everybody),
        cards=[card_of(view, parts[view.person_id, view.region.id]) for view in shown],
        previous_url=_page_url(chosen, page - 1) if page > 1 else None,
        next_url=_page_url(chosen, page + 1) if len(found) > page * PER_PAGE else None,
        own_url=_own_url(),
    )
    return render_template("mentors/index.html", listed=listed)


@blueprint.get("/mentors/<key:mentor>")
@public
def profile(mentor: str) -> str:
    """Show a mentor."""
    actor = current_actor()
    view = mentor_at(actor, mentor)
    waits = view.state is MentorState.PROPOSED
    is_own = view.person_id == actor.person_id
    second = permits(actor, CONFIRM) and not is_own and view.granted_by_id != actor.person_id
    who = (view.person_id, view.region.id)
    parts = panels.show(Place.MENTOR_CARD, actor, [who])[who]
    page = Profile(
        card=card_of(view, parts),
        panels=panels.show(Place.MENTOR_ASIDE, actor, [who])[who],
        about=about_of(view),
        waits=waits,
        hidden=not view.agreed,
        edit_url=url_for("mentors.edit", mentor=mentor) if is_own else None,
        confirm_url=url_for("mentors.confirm", mentor=mentor) if waits and second else None,
        done=told(),
    )
    return render_template("mentors/profile.html", mentor=page)


def _own_url() -> str | None:
    """Return where whoever is a mentor finds the own profile."""
    mine = own(current_actor()) if permits(current_actor(), EDIT_PROFILE) else []
    return url_for("mentors.profile", mentor=mine[0].public_id) if mine else None


def _fits(view: MentorView, chosen: dict[str, str]) -> bool:
    return all(not value or value in VALUES[name](view) for name, value in chosen.items())


def _filter(name: str, everybody: Iterable[MentorView], chosen: str) -> Filter:
    numbers = Counter(value for view in everybody for value in VALUES[name](view))
    options = [Option(value, _label(name, value), number) for value, number in numbers.items()]
    return Filter(
        name,
        str(FACET_LABELS[name]),
        sorted(options, key=lambda option: option.label),
        chosen if chosen in numbers else "",
    )


def _label(name: str, value: str) -> str:
    return str(LANGUAGES.get(value, value)) if name == "language" else value_label(name, value)


def _page_url(chosen: dict[str, str], page: int) -> str:
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return url_for("mentors.index", **kept, page=page if page > 1 else None)
