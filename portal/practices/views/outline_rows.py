"""The rows of a record in words: indicators, partners, rules, sources and the like."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.formats import number, period
from portal.core.i18n import _, _l, current_locale
from portal.practices.schemas.needs import needs
from portal.practices.views.labels import credit_of
from portal.regions.queries import directory
from portal.vocabularies.queries import term_label

Row = Mapping[str, Any]
MEASURES = {
    "baseline": _l("Awal"),
    "target": _l("Target"),
    "actual": _l("Capaian"),
    "contested": _l("Menurut sumber lain"),
}


@dataclass(frozen=True)
class Rows:
    """How rows of a kind are called, told line by line, and recognised in another version."""

    label: str
    lines: Callable[[Row], Iterator[str]]
    name: Callable[[Row], str]


def _both(texts: Mapping[str, str]) -> list[str]:
    return [texts[lang] for lang in ("id", "en") if texts.get(lang)]


def _named(key: str) -> Callable[[Row], str]:
    """Recognise a row by a text of it, in Indonesian."""

    def name(row: Row) -> str:
        value = row.get(key, "")
        return str(value.get("id", "") if isinstance(value, Mapping) else value)

    return name


def _kind(row: Row, scheme: str) -> str:
    return term_label(scheme, row["kind"], current_locale()) if "kind" in row else ""


def _refs(row: Row) -> str:
    return f" [{', '.join(row['sources'])}]" if row.get("sources") else ""


def _titled(head: list[object], texts: Mapping[str, str], row: Row) -> Iterator[str]:
    """Tell a text in both languages behind what goes before it, and its sources."""
    before = " ".join(str(piece) for piece in head if piece)
    for text in _both(texts) or [""]:
        yield f"{before}: {text}{_refs(row)}" if before else f"{text}{_refs(row)}"


def _indicator(row: Row) -> Iterator[str]:
    for lang in ("id", "en"):
        name, unit = row.get("name", {}).get(lang), row.get("unit", {}).get(lang)
        if name:
            yield f"{name} ({unit})" if unit else name
    if "direction" in row:
        yield (
            _("Makin rendah makin baik")
            if row["direction"] == "down"
            else _("Makin tinggi makin baik")
        )
    for key, label in MEASURES.items():
        measure = row.get(key, {})
        if "value" in measure:
            when = f" ({period(measure['period'])})" if measure.get("period") else ""
            yield f"{label}: {number(measure['value'])}{when}{_refs(measure)}"
    yield from _both(row.get("contested", {}).get("note", {}))
    yield from _both(row.get("note", {}))


def _partner(row: Row) -> Iterator[str]:
    yield from _titled([_kind(row, "actor-kind")], row.get("name", {}), row)
    yield from _both(row.get("role", {}))


def _rule(row: Row) -> Iterator[str]:
    number_ = _("Nomor %(number)s", number=row["number"]) if row.get("number") else ""
    year = _("Tahun %(year)s", year=row["year"]) if row.get("year") else ""
    yield from _titled([_kind(row, "legal-kind"), number_, year], row.get("title", {}), row)


def _prerequisite(row: Row) -> Iterator[str]:
    must = _("Wajib") if row.get("must") else _("Membantu")
    need = needs().get(row.get("needs", ""), "")
    yield from _titled([must, need], row.get("text", {}), row)


def _replication(row: Row) -> Iterator[str]:
    region = directory().by_code.get(row.get("region", ""))
    yield from _titled([region.name if region else "", row.get("year")], row.get("text", {}), row)


def _award(row: Row) -> Iterator[str]:
    yield from _titled([row.get("year")], row.get("text", {}), row)


def _evidence(row: Row) -> Iterator[str]:
    yield from _titled([_kind(row, "evidence-kind")], row.get("text", {}), row)
    if row.get("url"):
        yield row["url"]
    if row.get("checked_by"):
        on = f", {period(row['checked_on'])}" if row.get("checked_on") else ""
        yield _("Diperiksa %(who)s", who=row["checked_by"]) + on


def _kit(row: Row) -> Iterator[str]:
    yield from _titled([_kind(row, "kit-kind")], row.get("text", {}), row)
    if row.get("url"):
        yield row["url"]


def _faq(row: Row) -> Iterator[str]:
    yield from _both(row.get("question", {}))
    yield from _both(row.get("answer", {}))
    if credit := credit_of(row):
        yield credit


def _image(row: Row) -> Iterator[str]:
    if row.get("decorative"):
        yield _("Hiasan, tanpa penjelasan")
    yield from _both(row.get("alt", {}))
    yield from _both(row.get("caption", {}))


def _attachment(row: Row) -> Iterator[str]:
    yield from _both(row.get("title", {}))
    yield _("Hanya untuk anggota") if row.get("member_only") else _("Untuk umum")


def _source(row: Row) -> Iterator[str]:
    told = [row.get("title"), row.get("publisher"), row.get("year")]
    yield f"[{row.get('id', '')}] " + ", ".join(str(piece) for piece in told if piece)
    if row.get("url"):
        yield row["url"]


ROWS = {
    "indicators": Rows(_l("Indikator"), _indicator, _named("name")),
    "partners": Rows(_l("Mitra"), _partner, _named("name")),
    "legal_basis": Rows(_l("Aturan"), _rule, _named("title")),
    "prerequisites": Rows(_l("Prasyarat"), _prerequisite, _named("text")),
    "replications": Rows(_l("Peniruan"), _replication, _named("text")),
    "awards": Rows(_l("Penghargaan"), _award, _named("text")),
    "evidence": Rows(_l("Bukti"), _evidence, _named("text")),
    "kit": Rows(_l("Bahan"), _kit, _named("text")),
    "faq": Rows(_l("Pertanyaan"), _faq, _named("question")),
    "images": Rows(_l("Gambar"), _image, _named("file")),
    "attachments": Rows(_l("Lampiran"), _attachment, _named("file")),
    "sources": Rows(_l("Sumber"), _source, _named("id")),
}
