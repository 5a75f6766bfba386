"""What the parts of a profile are called."""

from portal.core.formats import number, words
from portal.core.i18n import _l
from portal.regions.schemas.measures import SCHEMES, What
from portal.vocabularies.queries import MATURITY, LevelView, TermView, scheme

WHAT_LABELS = {
    What.MATURITY: _l("Kematangan kota cerdas"),
    What.SPM: _l("Capaian SPM"),
    What.INDEX: _l("Indeks resmi"),
}
KIND_LABELS = {
    "self": _l("mandiri"),
    "verified": _l("terverifikasi"),
    "official": _l("resmi"),
}
TRAIT_LABELS = {
    "kind": _l("Jenis daerah"),
    "population-band": _l("Jumlah penduduk"),
    "terrain": _l("Bentang alam"),
    "connectivity": _l("Koneksi internet"),
    "fiscal-band": _l("Kapasitas fiskal"),
}
CHAMPION_STATES = {
    "active": _l("Champion"),
    "suspended": _l("Ditangguhkan"),
    "revoked": _l("Dicabut"),
    "expired": _l("Berakhir"),
}
CHAMPION_ACTS = {
    "granted": _l("Diberikan"),
    "renewed": _l("Diperpanjang"),
    "suspended": _l("Ditangguhkan"),
    "reinstated": _l("Dipulihkan"),
    "revoked": _l("Dicabut"),
    "expired": _l("Berakhir"),
}
PROOF_LABELS = {
    "adoption": _l("penerapan yang terverifikasi berhasil"),
    "level": _l("tingkat kematangan terverifikasi"),
    "practice": _l("praktik sendiri yang terbit sesudahnya"),
    "answers": _l("jawaban yang dikonfirmasi penanya"),
}
REGION_KINDS = {
    "provinsi": _l("Provinsi"),
    "kabupaten": _l("Kabupaten"),
    "kota": _l("Kota"),
}


def term_of(what: What, code: str) -> TermView | None:
    """Return what was measured, None where it has left the vocabulary."""
    return scheme(SCHEMES[what]).terms.get(code)


def name_of(what: What, code: str) -> str:
    """Return what was measured in the reader's language."""
    term = term_of(what, code)
    return words(term.label) if term else code


def level_of(value: float) -> LevelView | None:
    """Return the rung of the ladder that a value stands for, None where it has left it."""
    return next((level for level in scheme(MATURITY).levels if level.rank == value), None)


def said(what: What, code: str, value: float) -> str:
    """Return a value as people write it: a level with its name, a percentage, an index's band."""
    if what is What.MATURITY:
        level = level_of(value)
        return f"{level.code} {words(level.label)}" if level else number(value)
    if what is What.SPM:
        return f"{number(value)} %"
    term = term_of(what, code)
    band = term.band_of(value) if term else None
    return f"{number(value)} ({words(band.label)})" if band else number(value)


def trait_label(trait: str, code: str | None) -> str:
    """Return the value of a trait in the reader's language, "" where nobody has said."""
    if not code:
        return ""
    if trait == "kind":
        return str(REGION_KINDS[code])
    term = scheme(trait).terms.get(code)
    return words(term.label) if term else code


def trait_words(trait: str, code: str) -> str:
    """Return a trait in words that stand alone: "koneksi internet lemah", "pesisir"."""
    label = trait_label(trait, code)
    said_with_name = trait in {"connectivity", "fiscal-band"}
    return f"{TRAIT_LABELS[trait]} {label}".lower() if said_with_name else label.lower()


def champion_reason(act: str, reason: str) -> str:
    """Return why something happened to a champion status, "" where there is nothing to say."""
    if act != "suspended":
        return reason
    return ", ".join(str(PROOF_LABELS[proof]) for proof in reason.split())
