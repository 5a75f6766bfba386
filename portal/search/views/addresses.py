"""The addresses of searches."""

from dataclasses import replace
from urllib.parse import urlencode

from portal.search import finder

Pairs = list[tuple[str, str]]


def narrowing_of(asked: finder.Request) -> Pairs:
    """Return the parameters that say what a search finds, defaults left out."""
    pairs = [("q", asked.text)] if asked.text else []
    pairs += [(name, value) for name, values in asked.selected.items() for value in values]
    if asked.exact:
        pairs.append(("exact", "1"))
    return pairs


def address_at(path: str, asked: finder.Request) -> str:
    """Return the address that reproduces a search, without what is at its default."""
    pairs = narrowing_of(asked)
    if asked.sort != finder.RELEVANCE:
        pairs.append(("sort", asked.sort))
    if asked.page > 1:
        pairs.append(("page", str(asked.page)))
    if asked.per_page != finder.PER_PAGE:
        pairs.append(("per_page", str(asked.per_page)))
    return with_pairs(path, pairs)


def with_pairs(path: str, pairs: Pairs) -> str:
    """Return an address with parameters."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def without(asked: finder.Request, facet: str, value: str | None = None) -> finder.Request:
    """Return the search without a value of a facet, or without the facet; children go along."""
    selected = {name: tuple(values) for name, values in asked.selected.items()}
    left = tuple(kept for kept in selected.get(facet, ()) if value is not None and kept != value)
    selected[facet] = left
    return replace(asked, selected={name: kept for name, kept in selected.items() if kept}, page=1)
