"""Panels: what a higher feature shows on the pages of a lower one, at places that have a name.

A panel has one loader for all that a page shows, so that a page with more of them asks the database
no more often, and a template that is given what was loaded as `panel`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import current_app
from markupsafe import Markup

from portal.core.i18n import current_locale
from portal.core.permissions import Actor

K = TypeVar("K", bound=Hashable)


class Place(StrEnum):
    """Where panels stand, and in brackets what identifies what they are about."""

    PRACTICE_ASIDE = "practice.aside"  # practice id
    PRACTICE_BLOCK = "practice.block"  # practice id, number of the version, number of the block
    PRACTICE_FAQ = "practice.faq"  # key of the thread it came from
    RESULTS_HIT = "results.hit"  # practice id
    REGION_ASIDE = "region.aside"  # region id
    MENTOR_CARD = "mentor.card"  # person id, region id
    MENTOR_ASIDE = "mentor.aside"  # person id, region id
    THREAD_OUTCOME = "thread.outcome"  # thread id
    DESK = "desk"  # person id


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What a feature shows at a place; `load` leaves out what there is nothing to show of.

    `anchor` and `title` name a panel that is a section of its page.
    """

    place: Place
    load: Callable[[Actor, Sequence[Any]], Mapping[Any, object]]
    template: str
    anchor: str = ""
    title: object = ""


@dataclass(frozen=True)
class Shown:
    """A panel as it stands on a page."""

    html: Markup
    anchor: str
    title: str


_panels: dict[Place, dict[str, Panel]] = defaultdict(dict)


def register(panel: Panel) -> None:
    """Let a panel be shown at its place, below those that were there before."""
    _panels[panel.place][panel.template] = panel


def show(place: Place, actor: Actor, ids: Sequence[K]) -> dict[K, list[Shown]]:
    """Return what the features show to `actor` at a place, for each of `ids`."""
    found: dict[K, list[Shown]] = {key: [] for key in ids}
    for panel in _panels[place].values() if ids else ():
        template = current_app.jinja_env.get_template(panel.template)
        for key, data in panel.load(actor, ids).items():
            html = Markup(template.render(panel=data, locale=current_locale()))  # noqa: S704  # a template of ours, which escapes
            found[key].append(Shown(html, panel.anchor, str(panel.title)))
    return found
