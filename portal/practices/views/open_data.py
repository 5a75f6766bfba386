"""Practices as open data: what they are about, what can be taken over, their figures, and all."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from flask import url_for

from portal.core.addresses import absolute
from portal.core.i18n import _l
from portal.core.open_data import Cell, Column, DataSet, Row, in_both, part_by_part, register, texts
from portal.practices.queries import PracticeView, public_after
from portal.practices.queries.changes import last_change
from portal.practices.queries.counting import count_blocks, count_indicators, count_public
from portal.practices.queries.names import first_published
from portal.practices.schemas.record import BLOCK_PARTS, SECTIONS
from portal.regions.views.open_data import DIRECTORY

WHICH = (
    Column("practice_id", _l("Pengenal praktik, tetap selamanya")),
    Column("practice", _l("Nama praktik dalam alamatnya")),
)
SECTION_WORDS = {
    "problem": _l("Masalah"),
    "solution": _l("Apa yang dilakukan"),
    "results": _l("Hasil"),
    "failures": _l("Yang tidak berhasil"),
    "lessons": _l("Pelajaran"),
    "conditions": _l("Syarat"),
}
PART_WORDS = {
    "body": _l("Isi bagian"),
    "steps": _l("Langkah"),
    "enabling": _l("Yang memungkinkannya"),
    "lessons": _l("Pelajaran"),
}
MEASURES = {
    "baseline": (_l("Nilai awal"), _l("Masa nilai awal")),
    "target": (_l("Sasaran"), _l("Masa sasaran")),
    "actual": (_l("Nilai akhir"), _l("Masa nilai akhir")),
}
TABLES = frozenset({"practice", "practice_version"}) | DIRECTORY
_of_practices = partial(DataSet, tables=TABLES, changed=last_change)


def _which(view: PracticeView) -> tuple[Cell, ...]:
    return view.public_id, view.slug


def _practices(views: Sequence[PracticeView]) -> list[Row]:
    first = first_published([view.id for view in views])
    return [(*_practice(view), first.get(view.id), view.published_at) for view in views]


def _practice(view: PracticeView) -> tuple[Cell, ...]:
    record = view.record
    return (
        *_which(view),
        absolute(url_for("practices.detail", slug=view.slug)),
        *texts(record["title"]),
        *texts(record["summary"]),
        view.region.code,
        view.region.long_name,
        view.province.code,
        record.get("year"),
        record["stage"],
        "stopped" if view.stopped else "active",
        record["dimensions"],
        record.get("aspects", ()),
        record["sectors"],
        record.get("services", ()),
        record.get("urusan", ()),
        view.evidence_level,
        record.get("cost", {}).get("band"),
        record["compiled_by"],
        view.has_english,
        *(cell for name in SECTIONS for cell in texts(record["sections"].get(name))),
        view.number,
    )


def _blocks(views: Sequence[PracticeView]) -> list[Row]:
    return [
        (
            *_which(view),
            number,
            block["kind"],
            *texts(block["title"]),
            *(cell for part in BLOCK_PARTS for cell in texts(block.get(part))),
        )
        for view in views
        for number, block in enumerate(view.record["blocks"], start=1)
    ]


def _indicators(views: Sequence[PracticeView]) -> list[Row]:
    return [
        (
            *_which(view),
            number,
            *texts(row["name"]),
            *texts(row["unit"]),
            row["direction"],
            *(cell for name in MEASURES for cell in _measured(row.get(name, {}))),
            row["actual"].get("sources", ()),
        )
        for view in views
        for number, row in enumerate(view.record.get("indicators", ()), start=1)
    ]


def _measured(measure: Mapping[str, Any]) -> Iterator[Cell]:
    yield measure.get("value")
    yield measure.get("period")


def _records(views: Sequence[PracticeView]) -> list[Row]:
    return [(*_which(view), view.number, view.content_hash, view.record) for view in views]


PRACTICES = _of_practices(
    name="practices",
    title=_l("Praktik"),
    about=_l("Praktik yang terbit, dengan penggolongan dan uraiannya dalam kedua bahasa."),
    columns=(
        *WHICH,
        Column("url", _l("Alamat halaman")),
        *in_both("title", _l("Judul")),
        *in_both("summary", _l("Ringkasan")),
        Column("region", _l("Kode daerah")),
        Column("region_name", _l("Nama daerah")),
        Column("province", _l("Kode provinsi")),
        Column("year", _l("Tahun mulai")),
        Column("stage", _l("Tahap, kode dari kosakata practice-stage")),
        Column("status", _l("Status: active atau stopped")),
        Column("dimensions", _l("Dimensi kematangan, kode dari kosakata kota-cerdas-id")),
        Column("aspects", _l("Sub-aspek, kode dari kosakata kota-cerdas-id")),
        Column("sectors", _l("Sektor SPM, kode dari kosakata spm, atau non-spm")),
        Column("services", _l("Layanan SPM, kode dari kosakata spm")),
        Column("urusan", _l("Urusan pemerintahan, kode dari kosakata urusan")),
        Column("evidence", _l("Tingkat bukti, 0 sampai 4")),
        Column("cost", _l("Pita biaya, kode dari kosakata cost-band")),
        Column("compiled_by", _l("Penyusun: region atau editors")),
        Column("has_english", _l("Apakah uraiannya ada dalam bahasa Inggris")),
        *(column for name in SECTIONS for column in in_both(name, SECTION_WORDS[name])),
        Column("version", _l("Nomor versi")),
        Column("first_published_at", _l("Saat versi pertama terbit")),
        Column("published_at", _l("Saat versi ini terbit")),
    ),
    batches=part_by_part(public_after, _practices),
    count=count_public,
)
BLOCKS = _of_practices(
    name="practice-blocks",
    title=_l("Bagian yang bisa ditiru"),
    about=_l("Bagian praktik yang dapat diambil daerah lain, teksnya dalam Markdown."),
    columns=(
        *WHICH,
        Column("number", _l("Nomor urut dalam praktik")),
        Column("kind", _l("Jenis bagian")),
        *in_both("title", _l("Judul")),
        *(column for part in BLOCK_PARTS for column in in_both(part, PART_WORDS[part])),
    ),
    batches=part_by_part(public_after, _blocks),
    count=count_blocks,
)
INDICATORS = _of_practices(
    name="indicators",
    title=_l("Indikator praktik"),
    about=_l("Angka sebelum dan sesudah, dengan masanya, seperti tertulis dalam praktik."),
    columns=(
        *WHICH,
        Column("number", _l("Nomor urut dalam praktik")),
        *in_both("name", _l("Nama indikator")),
        *in_both("unit", _l("Satuan")),
        Column("direction", _l("Arah yang baik: up atau down")),
        *(
            column
            for name, (value, period) in MEASURES.items()
            for column in (Column(name, value), Column(f"{name}_period", period))
        ),
        Column("sources", _l("Nomor sumber nilai akhir dalam praktik")),
    ),
    batches=part_by_part(public_after, _indicators),
    count=count_indicators,
)
RECORDS = _of_practices(
    name="practice-records",
    title=_l("Naskah lengkap praktik"),
    about=_l("Semua isian setiap praktik sebagai satu dokumen JSON, seperti di API."),
    columns=(
        *WHICH,
        Column("version", _l("Nomor versi")),
        Column("content_hash", _l("SHA-256 naskah")),
        Column("record", _l("Naskah sebagai JSON")),
    ),
    batches=part_by_part(public_after, _records),
    count=count_public,
)


def start() -> None:
    """Let them be taken along."""
    register(PRACTICES, BLOCKS, INDICATORS, RECORDS)
