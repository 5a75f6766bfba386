"""What is suggested while somebody types a search: topics, regions and practices."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import url_for

from portal.core.errors import BadInput
from portal.core.formats import words
from portal.core.generations import Kept
from portal.core.i18n import _, current_locale
from portal.practices.queries import KIND
from portal.practices.queries.names import Heading, headings
from portal.practices.schemas.facets import ACTIVE, TERM_SCHEMES
from portal.practices.views.labels import FACET_LABELS, value_label
from portal.regions import queries as regions
from portal.regions.models import RegionKind
from portal.regions.queries import RegionView, directory
from portal.search.prefixes import Corrector, Prefixes, typed_words
from portal.search.query import MAX_LENGTH
from portal.search.registry import generation_of, table
from portal.vocabularies import queries as vocabularies
from portal.vocabularies.queries import TermView, catalogue

MOST = 8
SHARES = (3, 2, 3)  # of topics, regions and practices
FACETS = ("dimension", "sector", "aspect", "urusan", "service")
PAGES = {"dimension": "overview.dimension", "sector": "overview.sector"}


@dataclass(frozen=True)
class Suggestion:
    """A place to go; `note` says what it is, `count` how many practices are there."""

    label: str
    note: str
    url: str
    count: int | None = None
    lang: str | None = None


@dataclass(frozen=True)
class _Shelf:
    """All that can be suggested, the better first, and its words."""

    terms: Sequence[tuple[str, TermView]]
    regions: Sequence[RegionView]
    practices: Sequence[Heading]
    by_term: Prefixes
    by_region: Prefixes
    by_practice: Prefixes
    corrector: Corrector


def suggestions_for(text: str) -> list[Suggestion]:
    """Return at most eight places that fit what was typed so far, none for a letter alone.

    Raises:
        BadInput: if the text is longer than a search may be.
    """
    if len(text) > MAX_LENGTH:
        raise BadInput(_("Pencarian paling panjang %(most)s karakter.", most=MAX_LENGTH))
    typed, shelf = typed_words(text), _shelf.get()
    found = _found(shelf, typed)
    return found or _found(shelf, shelf.corrector.correct(typed))


def _found(shelf: _Shelf, typed: Sequence[str]) -> list[Suggestion]:
    terms = _distinct(shelf.terms[at] for at in shelf.by_term.find(typed, MOST))
    near = [shelf.regions[at] for at in shelf.by_region.find(typed, MOST)]
    # A region that is wanted may have nothing yet, but many such would crowd out the rest.
    places = [place for at, place in enumerate(near) if at < SHARES[1] or _has_any(place)]
    titles = [shelf.practices[at] for at in shelf.by_practice.find(typed, MOST)]
    of_terms, of_places, of_titles = _shares([len(terms), len(places), len(titles)])
    return [
        *(_term(facet, term) for facet, term in terms[:of_terms]),
        *(_region(place) for place in places[:of_places]),
        *(_practice(title) for title in titles[:of_titles]),
    ]


def _has_any(region: RegionView) -> bool:
    facet = "province" if region.kind is RegionKind.PROVINCE else "region"
    return table(KIND).count(**{facet: region.code}) > 0


def _shares(found: Sequence[int]) -> list[int]:
    """Return how many of each kind to show: its own share, and what others leave of theirs."""
    shares = [min(number, share) for number, share in zip(found, SHARES, strict=True)]
    for kind in reversed(range(len(shares))):
        shares[kind] += min(found[kind] - shares[kind], MOST - sum(shares))
    return shares


def _distinct(terms: Iterable[tuple[str, TermView]]) -> list[tuple[str, TermView]]:
    """Leave out a term that is called like a better one: an affair like its sector."""
    kept: dict[str, tuple[str, TermView]] = {}
    for facet, term in terms:
        kept.setdefault(words(term.label).casefold(), (facet, term))
    return list(kept.values())


def _term(facet: str, term: TermView) -> Suggestion:
    label, page = words(term.label), PAGES.get(facet)
    chosen: dict[str, Any] = {facet: term.code}
    return Suggestion(
        label,
        str(FACET_LABELS[facet]),
        url_for(page, slug=term.code) if page else url_for("practices.index", **chosen),
        table(KIND).count(**{facet: term.code}, status=ACTIVE),
        _foreign(label.lang),
    )


def _region(region: RegionView) -> Suggestion:
    """Lead to all practices of a province, or to the page of any other region."""
    kind = _noted(value_label("kind", region.kind.value), region)
    if region.kind is RegionKind.PROVINCE:
        count = table(KIND).count(province=region.code, status=ACTIVE)
        url = url_for("practices.index", province=region.code)
        return Suggestion(region.name, kind, url, count)
    count = table(KIND).count(region=region.code)
    return Suggestion(region.name, kind, url_for("overview.region", code=region.code), count)


def _practice(heading: Heading) -> Suggestion:
    title, region = words(heading.title), directory().by_id[heading.region_id]
    return Suggestion(
        title,
        _noted(region.name, region),
        url_for("practices.detail", slug=heading.slug),
        lang=_foreign(title.lang),
    )


def _noted(note: str, region: RegionView) -> str:
    return f"{note} · {_('Data contoh')}" if region.invented else note


def _foreign(lang: str) -> str | None:
    return lang if lang != current_locale() else None


def _load() -> _Shelf:
    objects = table(KIND)
    terms = sorted(_terms(), key=_rank_of_term)
    places = sorted(
        directory().by_code.values(),
        key=lambda place: (-objects.count(region=place.code), place.code),
    )
    best = {key: rank for rank, key in enumerate(objects.ordered("evidence", objects.everything))}
    titles = sorted(headings(), key=lambda heading: best.get(str(heading.id), len(best)))
    by_term = Prefixes([list(_names_of_term(term)) for _facet, term in terms])
    by_region = Prefixes([list(_names_of_region(place)) for place in places])
    by_practice = Prefixes([list(_names_of_practice(title)) for title in titles])
    corrector = Corrector(by_term, by_region, by_practice)
    return _Shelf(terms, places, titles, by_term, by_region, by_practice, corrector)


def _terms() -> Iterator[tuple[str, TermView]]:
    """Yield the terms that running practices carry, with their facets."""
    for facet in FACETS:
        scheme = catalogue().get(TERM_SCHEMES[facet])
        for code, term in (scheme.terms if scheme else {}).items():
            if table(KIND).count(**{facet: code}, status=ACTIVE):
                yield facet, term


def _rank_of_term(pair: tuple[str, TermView]) -> tuple[bool, int]:
    """Put what has a page of its own first, then what more practices carry."""
    facet, term = pair
    return facet not in PAGES, -table(KIND).count(**{facet: term.code}, status=ACTIVE)


def _names_of_term(term: TermView) -> Iterator[str]:
    yield from chain(term.label.values(), term.short.values(), *term.alt.values())


def _names_of_region(region: RegionView) -> Iterator[str]:
    yield from (region.name, region.long_name, region.base_name, *region.aliases)


def _names_of_practice(heading: Heading) -> Iterator[str]:
    yield from heading.title.values()
    yield from filter(None, (heading.short_name, directory().by_id[heading.region_id].base_name))


_shelf = Kept(generation_of(KIND), regions.GENERATION, vocabularies.GENERATION, load=_load)
