"""What can be chosen in the editor, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.formats import words
from portal.core.i18n import _
from portal.practices.schemas.needs import needs
from portal.regions.models import kind_of
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, TermView, catalogue

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """Something to choose; `children` can be chosen with it."""

    value: str
    label: str
    hint: str = ""
    children: tuple["Option", ...] = ()


def options_of(name: str, record: Record) -> Sequence[Option]:
    """Return a list by its name: a vocabulary, or one made for the record."""
    make = _MADE.get(name)
    return make(record) if make else [_option(term) for term in _terms(name)]


def codes_of(options: Sequence[Option]) -> frozenset[str]:
    """Return what can be chosen, children aside."""
    return frozenset(option.value for option in options)


def parents_of(options: Sequence[Option]) -> Mapping[str, str]:
    """Return {child: the option above it}."""
    return {child.value: option.value for option in options for child in option.children}


def _terms(scheme: str) -> Sequence[TermView]:
    found = catalogue().get(scheme)
    return found.top() if found else ()


def _option(term: TermView, children: tuple[Option, ...] = ()) -> Option:
    return Option(term.code, words(term.label), words(term.description), children)


def _dimensions(_record: Record) -> Sequence[Option]:
    scheme = catalogue()[MATURITY]
    return [
        _option(term, tuple(_option(child) for child in scheme.children(term.code)))
        for term in scheme.top()
    ]


def _sectors(record: Record) -> Sequence[Option]:
    """Return the sectors with the services that bind the region's level (PP 2/2018)."""
    scheme, kind = catalogue()[SPM], kind_of(record["region"]).value
    found = [
        _option(
            term,
            tuple(
                _option(child)
                for child in scheme.children(term.code)
                if kind in child.applies_to and not child.retired
            ),
        )
        for term in scheme.top()
        if term.code != NON_SPM
    ]
    return [*found, Option(NON_SPM, _("Di luar SPM"), _("Bukan pelayanan dasar."))]


def _directions(_record: Record) -> Sequence[Option]:
    return [Option("up", _("naik")), Option("down", _("turun"))]


def _translated_by(_record: Record) -> Sequence[Option]:
    return [
        Option("human", _("Ditulis atau diperiksa orang")),
        Option("machine", _("Hasil mesin, belum diperiksa orang")),
    ]


def _needs(_record: Record) -> Sequence[Option]:
    return [Option(code, label) for code, label in needs().items()]


_MADE: Mapping[str, Callable[[Record], Sequence[Option]]] = {
    "dimensions": _dimensions,
    "sectors": _sectors,
    "direction": _directions,
    "translated-by": _translated_by,
    "needs": _needs,
}
