"""Reads: the terms and regions that a record may name."""

from portal.practices.schemas.rules import Terms
from portal.regions.queries import directory
from portal.vocabularies.queries import SchemeView, catalogue


def terms() -> Terms:
    """Return the terms and regions that a record may name today."""
    schemes = [{"code": scheme.code, "terms": _rows(scheme)} for scheme in catalogue().values()]
    return Terms(schemes, tuple(directory().by_code))


def _rows(scheme: SchemeView) -> list[dict[str, object]]:
    return [
        {
            "code": term.code,
            "parent": term.parent,
            "applies_to": sorted(term.applies_to),
            "retired_on": term.retired,
        }
        for term in scheme.terms.values()
    ]
