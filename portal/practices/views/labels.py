"""How facets and their values are called on the page."""

from collections.abc import Mapping
from typing import Any

from portal.core.formats import words
from portal.core.i18n import _, _l, current_locale
from portal.practices.queries import PracticeView
from portal.practices.schemas.facets import TERM_SCHEMES
from portal.regions.queries import BadgeView, directory
from portal.vocabularies.queries import NON_SPM, scheme, term_label

FACET_LABELS = {
    "dimension": _l("Dimensi kematangan"),
    "aspect": _l("Sub-aspek"),
    "sector": _l("Sektor SPM"),
    "service": _l("Layanan SPM"),
    "urusan": _l("Urusan pemerintahan"),
    "province": _l("Provinsi"),
    "region": _l("Daerah"),
    "kind": _l("Jenis daerah"),
    "champion": _l("Daerah champion"),
    "stage": _l("Tahap"),
    "evidence": _l("Tingkat bukti"),
    "cost": _l("Biaya"),
    "partner": _l("Mitra"),
    "kit": _l("Bahan siap pakai"),
    "year": _l("Tahun mulai"),
    "language": _l("Bahasa"),
    "status": _l("Status"),
}
SORT_LABELS = {
    "relevance": _l("Paling cocok"),
    "newest": _l("Terbaru"),
    "evidence": _l("Bukti terkuat"),
}
FIXED_LABELS = {
    "kind": {"provinsi": _l("Provinsi"), "kabupaten": _l("Kabupaten"), "kota": _l("Kota")},
    "language": {"id": _l("Indonesia"), "en": _l("Inggris")},
    "status": {"active": _l("Masih berjalan"), "stopped": _l("Sudah berhenti")},
    "sector": {NON_SPM: _l("Di luar SPM")},
}


def author_label(view: PracticeView) -> str:
    """Return the name of who wrote a practice down: its region, or the editors."""
    return _("Redaksi Sokoguru") if view.by_editors else view.region.long_name


def credit_of(row: Mapping[str, Any]) -> str:
    """Return which regions asked and answered what stands in a row of questions, "" for none."""
    known = directory().by_code
    asked, answered = (known.get(row.get(key, "")) for key in ("asked_by", "answered_by"))
    told = []
    if asked:
        told.append(_("Ditanyakan %(region)s", region=asked.long_name))
    if answered:
        told.append(
            _("dijawab %(region)s", region=answered.long_name)
            if asked
            else _("Dijawab %(region)s", region=answered.long_name)
        )
    return " · ".join(told)


def short_label(facet: str, value: str) -> str:
    """Return the short name of a facet value where space is scarce."""
    code = TERM_SCHEMES.get(facet)
    term = scheme(code).terms.get(value) if code else None
    return words(term.short) if term else value_label(facet, value)


def badge_label(badge: BadgeView) -> str:
    """Return a badge as it stands on a card: "ASCN 2018"."""
    return f"{short_label('champion', badge.kind)} {badge.year}"


def value_label(facet: str, value: str) -> str:
    """Return the name of a facet value, or the value itself where it has none."""
    if fixed := FIXED_LABELS.get(facet, {}).get(value):
        return str(fixed)
    if facet in {"province", "region"}:
        region = directory().by_code.get(value)
        return region.name if region else value
    if facet in TERM_SCHEMES:
        label = term_label(TERM_SCHEMES[facet], value, current_locale())
        return f"{value} · {label}" if facet == "evidence" and label != value else label
    return value
