"""The rows of a comparison: what each says of a practice, and nothing where nothing is known."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import url_for

from portal.core.formats import number, period, words
from portal.core.i18n import _, _l, current_locale
from portal.practices.queries import PracticeView
from portal.practices.views.compare_shapes import Point, Ref
from portal.practices.views.labels import short_label, value_label
from portal.practices.views.listing import evidence_of
from portal.practices.views.wording import evidence_reason, first_sentences
from portal.regions.queries import directory
from portal.vocabularies.queries import term_label

INDICATORS = 3
STATEMENTS = 4
LONG = 220
SHORT = 160
LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+", re.MULTILINE)


def region(view: PracticeView) -> list[Point]:
    """Say where it runs."""
    url = url_for("overview.region", code=view.region.code)
    own_province = view.region.code == view.province.code
    names = [view.region.name] if own_province else [view.region.name, view.province.name]
    return [Point(text=", ".join(names), url=url)]


def kind(view: PracticeView) -> list[Point]:
    """Say what kind of region that is."""
    return [Point(text=value_label("kind", view.region.kind.value))]


def dimensions(view: PracticeView) -> list[Point]:
    """Name the dimensions."""
    return _named(short_label("dimension", code) for code in view.record["dimensions"])


def sectors(view: PracticeView) -> list[Point]:
    """Name the sectors."""
    return _named(short_label("sector", code) for code in view.record["sectors"])


def started(view: PracticeView) -> list[Point]:
    """Say since which year."""
    year = view.record.get("year")
    return [Point(text=str(year))] if year else []


def stage(view: PracticeView) -> list[Point]:
    """Name the stage."""
    return [Point(text=value_label("stage", view.record["stage"]))]


def status(view: PracticeView) -> list[Point]:
    """Say whether it runs, and why not."""
    if view.unverified:
        return [Point(text=_("Belum diverifikasi"), badge="warn")]
    if not view.stopped:
        return [Point(text=_("Tercatat berjalan"), badge="good")]
    stopped = view.record.get("stopped")
    why = [_shortened(stopped["text"], LONG)] if stopped else []
    return [Point(text=_("Sudah berhenti"), badge="stop"), *why]


def cost(view: PracticeView) -> list[Point]:
    """Say what it cost, who paid, and in a few words for what."""
    told = view.record.get("cost", {})
    locale = current_locale()
    funding = [term_label("funding", code, locale) for code in told.get("funding", [])]
    points = []
    if "band" in told:
        points.append(Point(text=term_label("cost-band", told["band"], locale)))
    if funding:
        points.append(Point(lead=_("Sumber dana"), text=", ".join(funding)))
    if "text" in told:
        points.append(_shortened(told["text"], SHORT, _refs(view, told)))
    return points


def people(view: PracticeView) -> list[Point]:
    """Say who works on it."""
    told = view.record.get("people")
    return [_shortened(told["text"], SHORT, _refs(view, told))] if told else []


def months(view: PracticeView) -> list[Point]:
    """Say how long it took."""
    duration = view.record.get("duration_months")
    return [Point(text=_("%(months)s bulan", months=number(duration)))] if duration else []


def prerequisites(view: PracticeView) -> list[Point]:
    """Name what is needed, what must be there first."""
    rows = sorted(view.record.get("prerequisites", []), key=lambda row: not row["must"])
    return [
        _statement(view, row, lead=_("Wajib") if row["must"] else _("Membantu"))
        for row in rows[:STATEMENTS]
    ]


def evidence(view: PracticeView) -> list[Point]:
    """Say how strong the proof is, and why."""
    rung = evidence_of(view.evidence_level)
    level = _("Bukti %(level)s dari 4: %(label)s", level=rung.level, label=rung.label)
    reason = evidence_reason(rung.level, by_editors=view.by_editors)
    return [Point(lead=level, text=reason)]


def indicators(view: PracticeView) -> list[Point]:
    """Give the first results in figures, from what to what."""
    return [_indicator(view, row) for row in view.record.get("indicators", [])[:INDICATORS]]


def _indicator(view: PracticeView, row: Mapping[str, Any]) -> Point:
    name, actual = words(row["name"]), row["actual"]
    measured = [actual]
    told = _measure(actual, words(row["unit"]))
    if baseline := row.get("baseline"):
        told = f"{_measure(baseline)} → {told}"
        measured.append(baseline)
    if contested := row.get("contested"):
        told += "; " + _("sumber lain: %(value)s", value=number(contested["value"]))
        measured.append(contested)
    return Point(lead=name, text=told, lang=_tongue(name.lang), refs=_refs(view, *measured))


def _measure(measured: Mapping[str, Any], unit: str = "") -> str:
    when = period(measured.get("period", ""))
    value = number(measured["value"])
    return " ".join(part for part in (value, unit, f"({when})" if when else "") if part)


def kit(view: PracticeView) -> list[Point]:
    """Name what can be taken over as it stands."""
    return [
        _statement(view, row, lead=term_label("kit-kind", row["kind"], current_locale()))
        for row in view.record.get("kit", [])[:STATEMENTS]
    ]


def replications(view: PracticeView) -> list[Point]:
    """Say who has copied it."""
    points = []
    for row in view.record.get("replications", [])[:STATEMENTS]:
        copier = directory().by_code.get(row.get("region", ""))
        year = row.get("year")
        lead = " ".join(str(part) for part in (copier and copier.name, year) if part)
        points.append(_statement(view, row, lead=lead))
    return points


def partners(view: PracticeView) -> list[Point]:
    """Name the kinds of partners."""
    kinds = dict.fromkeys(row["kind"] for row in view.record.get("partners", []))
    return _named(term_label("actor-kind", code, current_locale()) for code in kinds)


def failures(view: PracticeView) -> list[Point]:
    """Say what did not work."""
    told = view.record["sections"].get("failures")
    if not told:
        return []
    url = url_for("practices.detail", slug=view.slug, _anchor="kegagalan")
    return [_shortened(told, LONG), Point(text=_("Selengkapnya"), url=url)]


def _named(labels: Iterable[str]) -> list[Point]:
    text = " · ".join(labels)
    return [Point(text=text)] if text else []


def _statement(view: PracticeView, row: Mapping[str, Any], *, lead: str) -> Point:
    return _shortened(row["text"], SHORT, _refs(view, row), lead=lead)


def _shortened(
    text: Mapping[str, str], most: int, refs: Sequence[Ref] = (), *, lead: str = ""
) -> Point:
    told = words(text)
    short = first_sentences(LIST_MARK.sub("", told), most)
    return Point(lead=lead, text=short, lang=_tongue(told.lang), refs=list(refs))


def _tongue(lang: str) -> str | None:
    return lang if lang != current_locale() else None


def _refs(view: PracticeView, *sourced: Mapping[str, Any]) -> list[Ref]:
    ids = dict.fromkeys(source for row in sourced for source in row.get("sources", []))
    page = url_for("practices.detail", slug=view.slug)
    return [Ref(source.removeprefix("s"), f"{page}#source-{source}") for source in ids]


LABELS = {
    "region": _l("Daerah"),
    "kind": _l("Jenis daerah"),
    "dimensions": _l("Dimensi kematangan"),
    "sectors": _l("Sektor SPM"),
    "started": _l("Tahun mulai"),
    "stage": _l("Tahap"),
    "status": _l("Status"),
    "evidence": _l("Tingkat bukti"),
    "indicators": _l("Hasil utama"),
    "cost": _l("Biaya"),
    "people": _l("Tenaga"),
    "months": _l("Sampai hasil pertama"),
    "prerequisites": _l("Prasyarat"),
    "kit": _l("Bahan siap pakai"),
    "replications": _l("Sudah ditiru di mana"),
    "partners": _l("Mitra"),
    "failures": _l("Yang tidak berhasil"),
}
ROWS: dict[str, Callable[[PracticeView], list[Point]]] = {
    "region": region,
    "kind": kind,
    "dimensions": dimensions,
    "sectors": sectors,
    "started": started,
    "stage": stage,
    "status": status,
    "evidence": evidence,
    "indicators": indicators,
    "cost": cost,
    "people": people,
    "months": months,
    "prerequisites": prerequisites,
    "kit": kit,
    "replications": replications,
    "partners": partners,
    "failures": failures,
}


def add_row(name: str, label: str, say: Callable[[PracticeView], list[Point]]) -> None:
    """Let a feature above say something of each practice too, below what is said here."""
    LABELS[name], ROWS[name] = label, say
