"""The evidence ladder: which rung a record has proof for; computed, never typed."""

from collections.abc import Mapping
from typing import Any

EDITORIAL_LIMIT = 2
REPLICATED = 4
DOCUMENT, THIRD_PARTY = "dokumen", "pihak-ketiga"
Record = Mapping[str, Any]


def evidence_level(record: Record, *, replicated: bool = False) -> int:
    """Return the highest rung of the evidence ladder that has proof, 0-4.

    0 claim; 1 documented; 2 measured: an indicator with baseline, actual value and sources;
    3 checked by a third party, and said who checked when; 4 `replicated`: a verified adoption
    elsewhere, which no record can hold. What editors compiled from public sources stays at 2 until
    its region has taken it over. A third party's report is also the document that it is.
    """
    rungs = {0}
    if any(_is_proven(row) for row in record.get("evidence", [])) or any(
        rule.get("sources") for rule in record.get("legal_basis", [])
    ):
        rungs.add(1)
    if any(_is_measured(indicator) for indicator in record.get("indicators", [])):
        rungs.add(2)
    if any(is_checked(row) for row in record.get("evidence", [])):
        rungs.add(3)
    if replicated:
        rungs.add(REPLICATED)
    limit = EDITORIAL_LIMIT if record["compiled_by"] == "editors" else max(rungs)
    return max(rung for rung in rungs if rung <= limit)


def is_checked(row: Record) -> bool:
    """Tell whether a piece of evidence is a third party's, and names who checked when."""
    return (
        row["kind"] == THIRD_PARTY
        and _is_proven(row)
        and bool(row.get("checked_by"))
        and bool(row.get("checked_on"))
    )


def _is_proven(row: Record) -> bool:
    """Tell whether there is something that a reader can look at."""
    known = row["kind"] in {DOCUMENT, THIRD_PARTY}
    return known and any(row.get(key) for key in ("sources", "url", "file"))


def _is_measured(indicator: Record) -> bool:
    return all(indicator.get(key, {}).get("sources") for key in ("baseline", "actual"))
