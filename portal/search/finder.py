"""Finding: the engine matches and ranks, the database says what may be shown and counts it."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from flask import current_app

from portal.core.tracking import holds_for
from portal.search.analysis import Analyzer, words
from portal.search.engine import Correction, Engine, IndexUnavailable
from portal.search.facets import FacetTable, FacetValue, Selection
from portal.search.highlight import Marker
from portal.search.query import ParsedQuery, parse
from portal.search.registry import Source, sources, table

log = logging.getLogger(__name__)
PER_PAGE = 10
MAX_PER_PAGE = 100
MAX_DEPTH = 1000
RELEVANCE = "relevance"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a reader asks for; `selected` holds {facet: values} as chosen, defaults left out."""

    text: str = ""
    exact: bool = False
    selected: Selection = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True)
class Facet:
    """A facet with its values, most results first; `without` is the total with it unfiltered."""

    name: str
    values: Sequence[FacetValue]
    without: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of keys, best first, and everything that is said about all results."""

    keys: Sequence[str]
    total: int
    pages: int
    facets: Sequence[Facet]
    query: ParsedQuery
    corrections: Sequence[Correction]
    plain: bool
    marker: Marker


@dataclass(frozen=True)
class _Matched:
    ranked: Sequence[str] | None
    bits: int
    corrections: Sequence[Correction] = ()
    plain: bool = False
    marks: frozenset[tuple[str, ...]] = frozenset()


def engine() -> Engine:
    """Return the engine of this portal."""
    found: Engine = current_app.extensions["search_engine"]
    return found


def _analyzer() -> Analyzer:
    found: Analyzer = current_app.extensions["search_analyzer"]
    return found


def telling_stems(text: str) -> list[str]:
    """Return the stems of the words of a text that tell what it is about, each once."""
    stop_words: frozenset[str] = current_app.extensions["search_stop_words"]
    found = (word.text for word in words(text))
    return list(dict.fromkeys(_analyzer().stem(word) for word in found if word not in stop_words))


def find(kind: str, request: Request, *, inner: bool = False) -> Results:
    """Return the page of results that `request` asks for.

    With `inner` what only some readers may find is found too; whoever asks for it sees to that.

    Raises:
        QueryTooLong: if the text has more than 200 characters.
    """
    source, objects = sources()[kind], table(kind, inner=inner)
    query = parse(request.text, exact=request.exact)
    matched = _match(source, objects, query, inner=inner)
    bits = _selected(source, objects, request, matched)
    total = bits.bit_count()
    start = (request.page - 1) * request.per_page
    keys = islice(_ordered(objects, matched, bits, request.sort), start, start + request.per_page)
    return Results(
        keys=list(keys) if start < MAX_DEPTH else [],
        total=total,
        pages=min(-(-total // request.per_page), MAX_DEPTH // request.per_page),
        facets=[
            _facet(source, objects, name, request.selected, matched.bits) for name in source.facets
        ],
        query=query,
        corrections=matched.corrections,
        plain=matched.plain,
        marker=Marker(_analyzer(), matched.marks),
    )


def total(kind: str, request: Request, *, inner: bool = False) -> int:
    """Return how many results there are, as `find` says.

    Raises:
        QueryTooLong: if the text has more than 200 characters.
    """
    source, objects = sources()[kind], table(kind, inner=inner)
    query = parse(request.text, exact=request.exact)
    matched = _match(source, objects, query, inner=inner)
    return _selected(source, objects, request, matched).bit_count()


def _selected(source: Source, objects: FacetTable, request: Request, matched: _Matched) -> int:
    selection = {**source.defaults, **{k: v for k, v in request.selected.items() if v}}
    return objects.select(selection, within=matched.bits)


def _match(source: Source, objects: FacetTable, query: ParsedQuery, *, inner: bool) -> _Matched:
    """Match by the index what is public, and by the database what is not, which goes last."""
    if query.is_empty:
        return _Matched(None, objects.everything)
    others = source.inner.plain(query.words) if inner and source.inner else ()
    typed = frozenset((word.text,) for text in query.words for word in words(text))
    holds_for(0)  # the index changes apart from the database
    try:
        matches = engine().search(query, kind=source.kind)
    except IndexUnavailable:
        log.warning("the index is unavailable; answering from the database")
        keys = {*source.plain(query.words), *others}
        return _Matched(None, objects.of_keys(keys), plain=True, marks=typed)
    ranked = list(dict.fromkeys((*(key for key, _score in matches.ranked), *others)))
    marks = matches.marks | typed if others else matches.marks
    return _Matched(ranked, objects.of_keys(ranked), matches.corrections, marks=marks)


def _ordered(objects: FacetTable, matched: _Matched, bits: int, sort: str) -> Iterable[str]:
    if sort == RELEVANCE and matched.ranked is not None:
        positions = objects.positions
        return (key for key in matched.ranked if key in positions and bits >> positions[key] & 1)
    return objects.ordered(sort, bits)


def _facet(
    source: Source, objects: FacetTable, name: str, chosen: Selection, matched: int
) -> Facet:
    selection: Mapping[str, Collection[str]] = {
        **{facet: values for facet, values in source.defaults.items() if facet != name},
        **{facet: values for facet, values in chosen.items() if values},
    }
    picked = {facet: tuple(values) for facet, values in selection.items()}
    values = objects.facet(name, picked, default=source.defaults.get(name, ()), within=matched)
    others = {facet: values for facet, values in picked.items() if facet != name}
    return Facet(
        name,
        sorted(values, key=lambda value: (-value.count, value.value)),
        objects.select(others, within=matched).bit_count(),
    )
