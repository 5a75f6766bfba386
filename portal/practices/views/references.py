"""What a practice refers to: its sources, its legal basis, and its numbers in other systems."""

from collections.abc import Mapping
from typing import Any

from portal.core.formats import words
from portal.core.i18n import current_locale
from portal.practices.views.detail_shapes import ExternalNumber, LegalBasis, Source
from portal.practices.views.media import Files
from portal.vocabularies.queries import term_label

DOI_RESOLVER = "https://doi.org/"


def references_of(record: Mapping[str, Any], files: Files) -> dict[str, Any]:
    """Return them as the page of a practice names them."""
    return {
        "sources": [_source(row, files) for row in record.get("sources", [])],
        "legal_basis": [_legal_basis(row) for row in record.get("legal_basis", [])],
        "external_ids": [_external_id(row) for row in record.get("external_ids", [])],
    }


def _source(row: Mapping[str, Any], files: Files) -> Source:
    return Source(
        id=row["id"],
        number=row["id"].removeprefix("s"),
        title=row["title"],
        publisher=row["publisher"],
        year=row.get("year"),
        url=row.get("url", ""),
        file=files.download(row),
    )


def _legal_basis(row: Mapping[str, Any]) -> LegalBasis:
    return LegalBasis(
        term_label("legal-kind", row["kind"], current_locale()),
        row.get("number"),
        row.get("year"),
        words(row["title"]),
        row.get("sources", []),
    )


def _external_id(row: Mapping[str, Any]) -> ExternalNumber:
    known = f"{DOI_RESOLVER}{row['id']}" if row["scheme"] == "doi" else None
    return ExternalNumber(
        term_label("external-scheme", row["scheme"], current_locale()),
        row["id"],
        row.get("url", known),
    )
