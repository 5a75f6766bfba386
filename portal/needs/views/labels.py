"""How needs, their states and what tells of them are called, and needs as rows of lists."""

from collections.abc import Mapping

from flask import url_for

from portal.core.formats import words
from portal.core.i18n import _l
from portal.needs.models import NeedSource, NeedState
from portal.needs.queries import NeedView
from portal.needs.views.shapes import Row
from portal.practices.views.labels import value_label
from portal.search.views.listing_shapes import Link
from portal.vocabularies.queries import dimensions, sectors

STATES = {
    NeedState.RAW: _l("Belum tampil untuk umum"),
    NeedState.PUBLIC: _l("Belum terjawab"),
    NeedState.CLAIMED: _l("Sedang ditulis"),
    NeedState.ANSWERED: _l("Terjawab"),
    NeedState.CLOSED: _l("Selesai"),
}
STATE_KINDS = {NeedState.PUBLIC: "warn", NeedState.ANSWERED: "good", NeedState.CLOSED: "good"}
SOURCES = {
    NeedSource.SEARCH: _l("pencarian tanpa hasil yang dibuka"),
    NeedSource.REFUSAL: _l("permintaan pendampingan yang tidak diterima"),
    NeedSource.QUESTION: _l("pertanyaan yang belum dijawab"),
    NeedSource.GRID: _l("permintaan dari sel kosong"),
    NeedSource.MANUAL: _l("catatan dengan kata sendiri"),
}


def cell_label(dimension: str | None, sector: str | None) -> str:
    """Return how a cell of the grid is called, or its row or column, "" for none."""
    parts = (("dimension", dimension), ("sector", sector))
    return " · ".join(value_label(facet, code) for facet, code in parts if code)


def title_of(view: NeedView) -> str:
    """Return how a need is called: by its words, its cell, or for editors by its stems."""
    return view.title or view.signature or cell_of(view)


def cell_of(view: NeedView) -> str:
    """Return where in the grid a need is filed."""
    return cell_label(view.dimension, view.sector)


def told_sources(sources: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what tells of a need, in words, each with how often."""
    return [
        (str(label), sources[source.value])
        for source, label in SOURCES.items()
        if source.value in sources
    ]


def row_of(view: NeedView) -> Row:
    """Return a need as a row."""
    answer = view.answer if view.state in {NeedState.ANSWERED, NeedState.CLOSED} else None
    return Row(
        title=title_of(view),
        url=url_for("needs.need", need=view.public_id),
        cell=cell_of(view),
        state=str(STATES[view.state]),
        state_kind=STATE_KINDS.get(view.state, ""),
        searches=view.searches,
        regions=view.regions,
        joined=view.joined,
        claimed_by=view.claimed_by.name if view.claimed_by else "",
        claimed_until=view.claimed_until,
        answer=Link(words(answer.title), url_for("practices.detail", slug=answer.slug))
        if answer
        else None,
        in_vain=view.state in {NeedState.PUBLIC, NeedState.CLAIMED},
    )


def options(facet: str) -> list[tuple[str, str]]:
    """Return the codes and names of all dimensions or sectors."""
    codes = dimensions() if facet == "dimension" else sectors()
    return [(code, value_label(facet, code)) for code in codes]
