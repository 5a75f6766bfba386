"""Finding: the engine matches and ranks, the database says what may be shown and counts it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from flask import current_app
from numpy.typing import NDArray

from portal.core.tracking import holds_for
from portal.search.analysis import Analyzer, words
from portal.search.engine import Correction, Engine, IndexUnavailable, Matches
from portal.search.facets import Facet, FacetTable, Selection
from portal.search.highlight import Marker
from portal.search.query import ParsedQuery, parse
from portal.search.registry import Source, sources, table
from portal.search.tally import best, bits_of, mask_of

log = logging.getLogger(__name__)
PER_PAGE = 10
MAX_PER_PAGE = 100
MAX_DEPTH = 1000
RELEVANCE = "relevance"
LAST = 1e-9  # a score below that of whatever the index finds


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a reader asks for; `selected` holds {facet: values} as chosen, defaults left out."""

    text: str = ""
    exact: bool = False
    selected: Selection = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of keys, best first, and everything that is said about all results.

    Where these are not `exact`, there may be more than the numbers say.
    """

    keys: Sequence[str]
    total: int
    pages: int
    facets: Sequence[Facet]
    query: ParsedQuery
    corrections: Sequence[Correction]
    plain: bool
    marker: Marker
    exact: bool


@dataclass(frozen=True)
class _Matched:
    """What matches, as bits of the table; `scores` are by position, 0 for what does not."""

    bits: int
    scores: NDArray[np.float32] | None = None
    corrections: Sequence[Correction] = ()
    plain: bool = False
    marks: frozenset[tuple[str, ...]] = frozenset()
    exact: bool = True


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
    return Results(
        keys=_page(objects, matched, bits, request),
        total=total,
        pages=min(-(-total // request.per_page), MAX_DEPTH // request.per_page),
        facets=list(
            objects.facets(
                source.facets, request.selected, defaults=source.defaults, within=matched.bits
            )
        ),
        query=query,
        corrections=matched.corrections,
        plain=matched.plain,
        marker=Marker(_analyzer(), matched.marks),
        exact=matched.exact,
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
        return _Matched(objects.everything)
    others = source.inner.plain(query.words) if inner and source.inner else ()
    typed = frozenset((word.text,) for text in query.words for word in words(text))
    holds_for(0)  # the index changes apart from the database
    try:
        matches = engine().search(query, kind=source.kind)
    except IndexUnavailable:
        log.warning("the index is unavailable; answering from the database")
        keys = {*source.plain(query.words), *others}
        return _Matched(objects.of_keys(keys), plain=True, marks=typed)
    scores = _scores(objects, matches, others)
    marks = matches.marks | typed if others else matches.marks
    return _Matched(
        bits_of(scores != 0), scores, matches.corrections, marks=marks, exact=matches.exact
    )


def _scores(objects: FacetTable, matches: Matches, others: Iterable[str]) -> NDArray[np.float32]:
    """Return the scores by position; those that only the database found come after all others."""
    scores = objects.spread(matches.keys, matches.scores)
    for rank, key in enumerate(others, start=1):
        position = objects.positions.get(key)
        if position is not None and not scores[position]:
            scores[position] = LAST / rank
    return scores


def _page(objects: FacetTable, matched: _Matched, bits: int, request: Request) -> list[str]:
    """Return the keys of the page that is asked for."""
    first = (request.page - 1) * request.per_page
    last = first + request.per_page
    if first >= MAX_DEPTH:
        return []
    if request.sort != RELEVANCE or matched.scores is None:
        return list(islice(objects.ordered(request.sort, bits), first, last))
    ranked = matched.scores
    if bits != matched.bits:
        ranked = ranked * mask_of(bits, len(objects.keys)).astype(np.float32)
    return [objects.keys[position] for position in best(ranked, last)[first:].tolist()]
