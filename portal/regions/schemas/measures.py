"""What is measured of a region, and which values there are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.addresses import is_web_address
from portal.core.clock import today
from portal.core.formats import day_of
from portal.core.i18n import _
from portal.vocabularies.queries import INDICES, MATURITY, SPM, TermView, scheme

FIRST_YEAR = 2000
LEVELS = 5
USUAL_TARGET = 4
FULL = 100.0
MOST_SOURCE, MOST_URL, MOST_EVIDENCE = 200, 500, 2000
_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,4})?", re.ASCII)
_YEAR = re.compile(r"20[0-9]{2}", re.ASCII)


class What(StrEnum):
    """What is measured; the values stand in addresses and files."""

    MATURITY = "maturity"
    SPM = "spm"
    INDEX = "index"


SCHEMES = {What.MATURITY: MATURITY, What.SPM: SPM, What.INDEX: INDICES}
WHATS = {code: what for what, code in SCHEMES.items()}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A value as it comes in: of what, from when, and where it is written."""

    what: What
    code: str
    date: str
    value: float
    source: str
    url: str = ""
    evidence: str = ""


def terms_of(what: What, kind: str) -> Mapping[str, TermView]:
    """Return what can be measured of a kind of region, by code."""
    top = scheme(SCHEMES[what]).top()
    return {term.code: term for term in top if what is not What.INDEX or kind in term.applies_to}


def read_value(text: str) -> float | None:
    """Return a number as it was typed, with a point or a comma, None if it is none."""
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def faults_of(measured: Measured, kind: str) -> dict[str, str]:
    """Return what is wrong with a value of a kind of region, as {field: reason}."""
    term = terms_of(measured.what, kind).get(measured.code)
    faults: dict[str, Any] = {
        "code": _("Tidak ada dalam daftar.") if term is None else "",
        "date": date_fault(measured.what, measured.date),
        "value": value_fault(measured.what, term, measured.value) if term else "",
        "source": _source_fault(measured.source),
        "url": url_fault(measured.what, measured.url),
        "evidence": _("Isian ini paling panjang %(most)s karakter.", most=MOST_EVIDENCE)
        if len(measured.evidence) > MOST_EVIDENCE
        else "",
    }
    return {name: fault for name, fault in faults.items() if fault}


def date_fault(what: What, text: str) -> str:
    """Return what is wrong with the day of a level, or the year of another value; "" if nothing."""
    if what is not What.MATURITY:
        if not _YEAR.fullmatch(text):
            return _("Tulis tahun dengan empat angka, seperti 2026.")
        return "" if int(text) <= today().year else _("Tahun ini belum datang.")
    try:
        day = day_of(text)
    except ValueError:
        return _("Tulis tanggal seperti 2027-01-31.")
    if day.year < FIRST_YEAR:
        return _("Tulis tanggal seperti 2027-01-31.")
    return "" if day <= today() else _("Tanggal ini belum datang.")


def value_fault(what: What, term: TermView, value: float | None) -> str:
    """Return what is wrong with a value; "" if nothing."""
    if what is What.MATURITY:
        fits = value is not None and value in range(1, LEVELS + 1)
        return "" if fits else _("Tingkat adalah angka dari 1 sampai 5.")
    most = (term.most if what is What.INDEX else None) or FULL
    fits = value is not None and 0 <= value <= most
    return "" if fits else _("Tulis angka dari 0 sampai %(most)s.", most=f"{most:g}")


def url_fault(what: What, url: str) -> str:
    """Return what is wrong with the address of a source; "" if nothing."""
    if not url:
        return _("Indeks resmi perlu tautan sumbernya.") if what is What.INDEX else ""
    if len(url) > MOST_URL or not is_web_address(url):
        return _("Tulis alamat lengkap yang diawali https://.")
    return ""


def _source_fault(source: str) -> str:
    if not source:
        return _("Isian ini wajib.")
    if len(source) > MOST_SOURCE:
        return _("Isian ini paling panjang %(most)s karakter.", most=MOST_SOURCE)
    return ""
