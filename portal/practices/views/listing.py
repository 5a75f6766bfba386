"""The results page of practices: the common page, with cards and the nearest cells of the grid."""

from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup

from portal.core.formats import words
from portal.core.i18n import _l
from portal.core.panels import Place, show
from portal.core.permissions import Actor
from portal.follows.queries import Key
from portal.practices.queries import KIND, PracticeView, by_keys
from portal.practices.schemas.facets import ACTIVE, CHILD_OF, SHARED
from portal.practices.views.addresses import feed_address, results_address
from portal.practices.views.cards import Card, Evidence
from portal.practices.views.followed import topic_of_search
from portal.practices.views.labels import (
    FACET_LABELS,
    SORT_LABELS,
    badge_label,
    short_label,
    value_label,
)
from portal.practices.views.matches import matches_of
from portal.search import finder
from portal.search.highlight import Marker
from portal.search.registry import table
from portal.search.views import listing
from portal.search.views.listing import Face
from portal.search.views.listing_shapes import Link, Listing
from portal.vocabularies.queries import MATURITY, SPM, dimensions, scheme, sectors

NEAREST = 3
BADGES = 2


@dataclass(frozen=True)
class Results:
    """The results page of practices, the feed that follows the search, and what can be followed.

    `topic` is a kind of topic and its key.
    """

    page: Listing[Card]
    feed_url: str
    topic: Key | None


def _parent_of(name: str, value: str) -> str | None:
    if name == "region":
        return value.split(".", maxsplit=1)[0]
    term = scheme(MATURITY if name == "aspect" else SPM).terms.get(value)
    return term.parent if term else None


FACE = Face(
    kind=KIND,
    label=_l("Praktik"),
    path=lambda: url_for("practices.index"),
    address=results_address,
    facets=FACET_LABELS,
    sorts=SORT_LABELS,
    value=value_label,
    child_of=CHILD_OF,
    parent=_parent_of,
    by_value=frozenset({"year", "evidence"}),
    shared=SHARED,
)


def results_of(asked: finder.Request, actor: Actor) -> Results:
    """Return the results page that `asked` describes."""
    found = listing.find(FACE, asked, actor)
    views = by_keys(actor, found.results.keys)
    panels = show(Place.RESULTS_HIT, actor, [view.id for view in views])
    hits = [replace(card_of(view, found.marker), panels=panels[view.id]) for view in views]
    page = listing.listing_of(found, hits, near=lambda: _nearest(asked))
    return Results(page, feed_address(asked), topic_of_search(asked))


def card_of(view: PracticeView, marker: Marker | None = None) -> Card:
    """Return a practice as a card, with the matches of a search marked."""
    title, summary = words(view.record["title"]), words(view.record["summary"])
    own_province = view.region.code == view.province.code
    badges = list(dict.fromkeys(badge_label(badge) for badge in view.region.badges))
    snippet, attached = matches_of(view, marker) if marker else (None, None)
    return Card(
        slug=view.slug,
        url=url_for("practices.detail", slug=view.slug),
        title=marker.mark(title) if marker else Markup.escape(title),
        summary=summary,
        snippet=snippet,
        attached=attached,
        region_label=view.region.name,
        province_label="" if own_province else view.province.name,
        invented=view.region.invented,
        badges=badges[:BADGES],
        more_badges=len(badges[BADGES:]),
        year=view.record.get("year"),
        dimensions=[value_label("dimension", code) for code in view.record["dimensions"]],
        sectors=[short_label("sector", code) for code in view.record["sectors"]],
        stage=value_label("stage", view.record["stage"]),
        evidence=evidence_of(view.evidence_level),
        status="stopped" if view.stopped else "active",
        unverified=view.unverified,
        compiled_by_editors=view.by_editors,
    )


def evidence_of(level: int) -> Evidence:
    """Return a rung of the evidence ladder with its name."""
    term = scheme("evidence-level").terms[str(level)]
    return Evidence(level, words(term.label))


def _nearest(asked: finder.Request) -> list[Link]:
    """Return the fullest cells of the grid in the chosen rows and columns, or of all."""
    objects = table(KIND)
    rows = asked.selected.get("dimension") or dimensions()
    columns = asked.selected.get("sector") or sectors()
    cells = [
        Link(
            f"{value_label('dimension', dimension)} · {value_label('sector', sector)}",
            url_for("practices.index", dimension=dimension, sector=sector),
            objects.count(dimension=dimension, sector=sector, status=ACTIVE),
        )
        for dimension in rows
        for sector in columns
    ]
    found = sorted((cell for cell in cells if cell.count), key=lambda cell: -cell.count)
    return found[:NEAREST]
