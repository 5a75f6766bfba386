"""How strong the evidence of a practice is, and who checked what when."""

from collections.abc import Mapping
from typing import Any

from portal.core.formats import period, words
from portal.core.i18n import _, current_locale
from portal.practices.queries import PracticeView
from portal.practices.views.detail_shapes import EvidenceBox, Proof, Rung
from portal.practices.views.media import Files
from portal.practices.views.wording import evidence_reason
from portal.vocabularies.queries import scheme, term_label


def evidence_box(view: PracticeView, files: Files) -> EvidenceBox:
    """Return which rung a practice stands on, why, and by what proofs."""
    ladder = scheme("evidence-level").terms.values()
    rungs = [Rung(int(term.code), words(term.label), words(term.description)) for term in ladder]
    level = view.evidence_level
    return EvidenceBox(
        level=level,
        label=rungs[level].label,
        rungs=rungs,
        reason=evidence_reason(level, by_editors=view.by_editors),
        proofs=[_proof(row, files) for row in view.record.get("evidence", [])],
    )


def _proof(row: Mapping[str, Any], files: Files) -> Proof:
    by, on = row.get("checked_by", ""), period(row.get("checked_on", ""))
    return Proof(
        kind=term_label("evidence-kind", row["kind"], current_locale()),
        text=words(row["text"]),
        refs=row.get("sources", []),
        url=row.get("url", ""),
        file=files.download(row),
        checked=_("diperiksa oleh %(by)s, %(on)s", by=by, on=on) if by and on else by,
    )
