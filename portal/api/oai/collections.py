"""The sets of the repository: practices by dimension of maturity and by sector of the SPM."""

from collections.abc import Iterator, Mapping, Sequence

from portal.practices.queries import PracticeView
from portal.practices.schemas.facets import CLASSIFICATION, TERM_SCHEMES
from portal.vocabularies.queries import NON_SPM, scheme

FACETS = ("dimension", "sector")
BOTH = ("id", "en")
NOTHING = "-"  # a facet that no practice has


def collections() -> Iterator[tuple[str, str]]:
    """Yield (setSpec, name in both languages) of all sets."""
    for facet in FACETS:
        found = scheme(TERM_SCHEMES[facet])
        yield facet, _named(found.label)
        for term in found.top():
            yield f"{facet}:{term.code}", _named(term.label)


def collections_of(view: PracticeView) -> Iterator[str]:
    """Yield the sets that a practice is in."""
    for facet in FACETS:
        codes: Sequence[str] = view.record[CLASSIFICATION[facet]]
        yield from (f"{facet}:{code}" for code in codes if code != NON_SPM)


def facet_and_term(collection: str) -> tuple[str, str]:
    """Return the facet and the term that a set stands for; what is no set has nothing in it."""
    facet, _, term = collection.partition(":")
    return (facet if facet in {"", *FACETS} else NOTHING), term


def _named(label: Mapping[str, str]) -> str:
    return " / ".join(dict.fromkeys(label[locale] for locale in BOTH if locale in label))
