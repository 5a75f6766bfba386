"""What pages of practices, results and regions show of threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.i18n import _l
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.practices.queries.names import slugs_of
from portal.regions.queries import directory
from portal.search.views.listing_shapes import Link
from portal.threads.models import Thread
from portal.threads.queries.folded import titles_of
from portal.threads.queries.listing import Listed, Spot, counts, counts_at_blocks, newest_at
from portal.threads.views.rows import row_of
from portal.threads.views.shapes import Row

SHOWN = 5


@dataclass(frozen=True)
class Aside:
    """The newest threads of a practice or region; `all_url` leads to all of them."""

    rows: Sequence[Row]
    all_url: str
    ask_url: str


@dataclass(frozen=True)
class Spotted:
    """How many questions stand somewhere, and where to read and ask them."""

    count: int
    all_url: str
    ask_url: str


def _of_practices(actor: Actor, ids: Sequence[int]) -> Mapping[int, Aside]:
    slugs, found = slugs_of(ids), newest_at(actor, Thread.practice_id, ids, SHOWN)
    return {
        key: _aside(actor, found.get(key, []), practice=slugs[key]) for key in ids if key in slugs
    }


def _of_regions(actor: Actor, ids: Sequence[int]) -> Mapping[int, Aside]:
    known, found = directory().by_id, newest_at(actor, Thread.about_region_id, ids, SHOWN)
    return {key: _aside(actor, threads, region=known[key].code) for key, threads in found.items()}


def _aside(actor: Actor, threads: Sequence[Listed], **spot: str) -> Aside:
    in_region = "region" in spot
    return Aside(
        [row_of(thread, actor, place=in_region) for thread in threads],
        url_for("threads.index", **spot),  # type: ignore[arg-type]  # values of the query
        url_for("threads.new", **spot),  # type: ignore[arg-type]  # the same
    )


def _at_blocks(actor: Actor, spots: Sequence[Spot]) -> Mapping[Spot, Spotted]:
    slugs = slugs_of({practice_id for practice_id, _number, _block in spots})
    found = counts_at_blocks(actor, spots)
    return {
        spot: Spotted(
            found.get(spot, 0),
            url_for("threads.index", practice=slugs[spot[0]]),
            url_for("threads.new", practice=slugs[spot[0]], version=spot[1], block=spot[2]),
        )
        for spot in spots
        if spot[0] in slugs
    }


def _at_hits(actor: Actor, ids: Sequence[int]) -> Mapping[int, Spotted]:
    return {
        key: Spotted(
            count, url_for("threads.index", practice=slug), url_for("threads.new", practice=slug)
        )
        for key, (slug, count) in counts(actor, ids).items()
    }


def _at_questions(actor: Actor, keys: Sequence[str]) -> Mapping[str, Link]:
    """Return the links to the threads from which a practice has questions."""
    return {
        key: Link(title, url_for("threads.thread", thread=key))
        for key, title in titles_of(actor, keys).items()
    }


PANELS = (
    Panel(
        place=Place.PRACTICE_ASIDE,
        load=_of_practices,
        template="threads/_practice.html",
        anchor="tanya",
        title=_l("Pertanyaan dan diskusi"),
    ),
    Panel(place=Place.PRACTICE_BLOCK, load=_at_blocks, template="threads/_block.html"),
    Panel(place=Place.PRACTICE_FAQ, load=_at_questions, template="threads/_asked.html"),
    Panel(place=Place.RESULTS_HIT, load=_at_hits, template="threads/_hit.html"),
    Panel(place=Place.REGION_ASIDE, load=_of_regions, template="threads/_region.html"),
)


def register_all() -> None:
    """Let the pages below show what they have of threads."""
    for panel in PANELS:
        register(panel)
