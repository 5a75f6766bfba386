"""What the templates of mentors are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup

from portal.core.clock import today
from portal.core.formats import Words, words
from portal.core.panels import Shown
from portal.mentors.queries import MentorView
from portal.mentors.schemas import LANGUAGES
from portal.practices.views.labels import short_label, value_label


@dataclass(frozen=True)
class Done:
    """A practice with the blocks of it that a mentor delivered."""

    title: Words
    url: str
    blocks: Sequence[Words]


@dataclass(frozen=True, kw_only=True)
class Card:
    """A mentor in a list; `paused_until` is None for who is not resting today."""

    id: int
    public_id: str
    url: str
    name: str
    region: str
    region_url: str
    invented: bool
    dimensions: Sequence[str]
    sectors: Sequence[str]
    languages: Sequence[str]
    done: Sequence[Done]
    capacity: int
    paused_until: date | None
    parts: Sequence[Shown] = ()


def card_of(view: MentorView, parts: Sequence[Shown] = ()) -> Card:
    """Return a mentor as a card shows them, with what features above tell."""
    paused = view.paused_until is not None and view.paused_until >= today()
    return Card(
        id=view.id,
        public_id=view.public_id,
        url=url_for("mentors.profile", mentor=view.public_id),
        name=view.name,
        region=view.region.name,
        region_url=url_for("overview.region", code=view.region.code),
        invented=view.region.invented,
        dimensions=[short_label("dimension", code) for code in view.dimensions],
        sectors=[value_label("sector", code) for code in view.sectors],
        languages=[str(LANGUAGES.get(code, code)) for code in view.languages],
        done=[
            Done(
                words(found.title),
                url_for("practices.detail", slug=found.slug),
                [words(title) for title in found.blocks],
            )
            for found in view.delivered
        ],
        capacity=view.capacity,
        paused_until=view.paused_until if paused else None,
        parts=parts,
    )


def about_of(view: MentorView) -> Markup:
    """Return what a mentor says of himself."""
    return Markup(view.about_html)  # noqa: S704  # it came from the sanitiser
