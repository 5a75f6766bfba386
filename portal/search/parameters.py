"""Reading what a searcher asks from the parameters of an address."""

from collections.abc import Mapping, Sequence

from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.search.finder import MAX_PER_PAGE, PER_PAGE, RELEVANCE, Request
from portal.search.query import MAX_LENGTH

MAX_PAGE = 1_000_000
MAX_VALUE = 80
MAX_VALUES = 100
Parameters = Mapping[str, Sequence[str]]


def read_request(parameters: Parameters, *, facets: Sequence[str], sorts: Sequence[str]) -> Request:
    """Return the search that `parameters`, {name: values}, ask for.

    A facet value that nothing carries is kept: it selects nothing and can be removed.

    Raises:
        BadInput: for an unknown order, a page that is no number, or values beyond all measure.
    """
    text = _one(parameters, "q")
    if len(text) > MAX_LENGTH:
        raise BadInput(_("Pencarian paling panjang %(most)s karakter.", most=MAX_LENGTH))
    sort = _one(parameters, "sort") or RELEVANCE
    if sort not in sorts:
        raise BadInput(_("Urutan tidak dikenal."))
    return Request(
        text=text,
        exact=_one(parameters, "exact") == "1",
        selected={name: values for name in facets if (values := _values(parameters, name))},
        sort=sort,
        page=_number(parameters, "page", default=1, most=MAX_PAGE),
        per_page=_number(parameters, "per_page", default=PER_PAGE, most=MAX_PER_PAGE),
    )


def _one(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, ())
    return values[0].strip() if values else ""


def _values(parameters: Parameters, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in parameters.get(name, ()) if value))
    if len(values) > MAX_VALUES or any(len(value) > MAX_VALUE for value in values):
        raise BadInput(_("Nilai saringan tidak dapat dibaca."))
    return values


def _number(parameters: Parameters, name: str, *, default: int, most: int) -> int:
    raw = _one(parameters, name)
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) <= len(str(most)) and int(raw)):
        raise BadInput(_("“%(name)s” harus bilangan bulat mulai dari 1.", name=name))
    return min(int(raw), most)
