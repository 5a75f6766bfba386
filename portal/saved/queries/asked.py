"""What a saved search asks for: its parameters, read as the results page reads them."""

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote_plus, urlencode

from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.security import is_broken
from portal.practices.forms import read_search
from portal.practices.schemas.facets import TERM_SCHEMES
from portal.regions.queries import directory
from portal.search.finder import Request
from portal.search.views.addresses import narrowing_of
from portal.vocabularies.queries import NON_SPM, catalogue

LONGEST = 1500  # characters
PLACES = ("province", "region")


def read(query: str) -> Request:
    """Return the search of a query, its values in order, so that it is one however it was made.

    Raises:
        BadInput: if it cannot be read, asks for nothing, or is too long to be kept.
    """
    if len(query) > LONGEST or is_broken(unquote_plus(query)):
        raise BadInput(_("Pencarian ini terlalu panjang atau tidak dapat dibaca."))
    try:
        asked = read_search(parse_qs(query))
    except ValueError as error:
        raise BadInput(_("Pencarian ini tidak dapat dibaca.")) from error
    selected = {name: tuple(sorted(values)) for name, values in asked.selected.items()}
    found = Request(text=asked.text, exact=bool(asked.text) and asked.exact, selected=selected)
    kept = query_of(found)
    if not kept:
        raise BadInput(_("Pencarian tanpa kata dan tanpa saringan tidak dapat disimpan."))
    if len(kept) > LONGEST:
        raise BadInput(_("Pencarian ini terlalu panjang untuk disimpan."))
    return found


def query_of(asked: Request) -> str:
    """Return a search as it is kept: the parameters of its address that say what it finds."""
    return urlencode(narrowing_of(asked))


def retired_in(asked: Request) -> Iterator[tuple[str, str]]:
    """Yield, as (facet, value), what a search narrows by and nobody uses any more."""
    for facet, values in asked.selected.items():
        for value in values:
            if not _is_in_use(facet, value):
                yield facet, value


def _is_in_use(facet: str, value: str) -> bool:
    if facet in PLACES:
        return value in directory().by_code
    scheme = catalogue().get(TERM_SCHEMES.get(facet, ""))
    if scheme is None or value == NON_SPM:
        return True
    term = scheme.terms.get(value)
    return term is not None and not term.retired
