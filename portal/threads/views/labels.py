"""How the states of threads and the places where they arose are called."""

from collections.abc import Mapping

from flask import url_for

from portal.core.formats import words
from portal.core.i18n import _, _l, current_locale
from portal.regions.queries import directory
from portal.search.views.listing import paging_of
from portal.search.views.listing_shapes import Link, Paging
from portal.threads.models import Thread, ThreadKind, ThreadState
from portal.threads.queries.anchors import Anchor
from portal.threads.views.shapes import State
from portal.vocabularies.queries import MATURITY, SPM, TermView, catalogue

STATES: Mapping[ThreadState, State] = {
    ThreadState.OPEN: State(_l("Menunggu jawaban"), "warn"),
    ThreadState.ANSWERED: State(_l("Terjawab"), "good"),
    ThreadState.CONFIRMED: State(_l("Terkonfirmasi"), "good"),
    ThreadState.APPLIED: State(_l("Berhasil diterapkan"), "good"),
    ThreadState.DUPLICATE: State(_l("Sudah pernah ditanyakan"), ""),
}
DISCUSSION = State(_l("Diskusi"), "")


def state_of(kind: ThreadKind, state: ThreadState) -> State:
    """Return how far a thread has come; an open discussion waits for nothing."""
    is_open = kind is ThreadKind.DISCUSSION and state is ThreadState.OPEN
    return DISCUSSION if is_open else STATES[state]


def foreign(lang: str) -> str | None:
    """Return a language where it is not the page's own."""
    return lang if lang != current_locale() else None


def cell_link(dimension_id: int | None, sector_id: int | None) -> Link:
    """Return a cell of the grid, or a whole row or column of it."""
    dimension, sector = _term(MATURITY, dimension_id), _term(SPM, sector_id)
    label = " · ".join(words(term.label) for term in (dimension, sector) if term)
    url = url_for(
        "practices.index",
        dimension=dimension.code if dimension else None,
        sector=sector.code if sector else None,
    )
    return Link(label, url)


def _term(scheme: str, term_id: int | None) -> TermView | None:
    return next((term for term in catalogue()[scheme].terms.values() if term.id == term_id), None)


def place_codes(dimension_id: int | None, sector_id: int | None) -> list[str | None]:
    """Return the codes of a cell of the grid."""
    found = (_term(MATURITY, dimension_id), _term(SPM, sector_id))
    return [term.code if term else None for term in found]


def region_link(region_id: int) -> Link:
    """Return a region."""
    region = directory().by_id[region_id]
    return Link(region.name, url_for("overview.region", code=region.code))


def place_link(place: Thread | Anchor) -> Link | None:
    """Return where a thread arose unless that is a practice, None if nowhere in particular."""
    if place.dimension_id is not None or place.sector_id is not None:
        return cell_link(place.dimension_id, place.sector_id)
    if place.about_region_id is not None:
        return region_link(place.about_region_id)
    return None


def anchor_link(anchor: Anchor) -> Link | None:
    """Return where a thread is about to arise."""
    if anchor.title is None:
        return place_link(anchor)
    title = str(words(anchor.title))
    if anchor.block and anchor.block_title:
        title = block_label(title, anchor.block, words(anchor.block_title))
    url = url_for("practices.version", slug=anchor.slug, number=anchor.number)
    return Link(title, url + (f"#blok-{anchor.block}" if anchor.block else ""))


def block_label(title: str, number: int, block: str) -> str:
    """Return the name of a block with that of its practice."""
    return _("%(title)s, bagian %(number)s: %(block)s", title=title, number=number, block=block)


def is_invented(*region_ids: int | None) -> bool:
    """Tell whether a region is one of the demonstration's."""
    return any(directory().by_id[found].invented for found in region_ids if found is not None)


def paging_at(page: int, pages: int, endpoint: str, **values: object) -> Paging:
    """Return the links to the pages of a list; the first page has the plain address."""

    def address(number: int) -> str:
        chosen = values | ({"page": number} if number > 1 else {})
        return url_for(endpoint, **chosen)  # type: ignore[arg-type]  # values of the address

    return paging_of(page, pages, address)
