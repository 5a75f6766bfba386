"""What a region's practice needs before an editor sees it, and how much of it is there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.content import flatten
from portal.core.i18n import _
from portal.practices.schemas.record import RecordSchema

ONLY_APPS = frozenset({"aplikasi", "infrastruktur"})
MIN_BLOCKS = 2
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """Something that is missing: where, as a path in the record, and what to do about it."""

    path: str
    text: str


def gaps_in(record: Record) -> list[Gap]:
    """Return what keeps a record from being submitted, in the order of the editor."""
    found = [gap for check in CHECKS for gap in check(record)]
    told = {gap.path for gap in found}
    return found + [gap for gap in _halves(record) if gap.path not in told]


def progress_of(record: Record) -> tuple[int, int]:
    """Return how many of the parts that a submission needs are complete, and how many they are."""
    return sum(not list(check(record)) for check in CHECKS), len(CHECKS)


def _text(record: Record, *steps: str) -> str:
    value: Any = record
    for step in steps:
        value = value.get(step, {})
    return str(value or "").strip()


def _summary(record: Record) -> Iterator[Gap]:
    if not _text(record, "title", "id"):
        yield Gap("title.id", _("Beri judul dalam bahasa Indonesia."))
    if not _text(record, "summary", "id"):
        yield Gap("summary.id", _("Tulis ringkasannya: paling banyak 200 kata."))
    if "stage" not in record:
        yield Gap("stage", _("Pilih tahapnya."))


def _section(name: str, text: Callable[[], str]) -> Callable[[Record], Iterator[Gap]]:
    def check(record: Record) -> Iterator[Gap]:
        if not _text(record, "sections", name, "id"):
            yield Gap(f"sections.{name}.id", text())

    return check


def _blocks(record: Record) -> Iterator[Gap]:
    blocks: Sequence[Record] = record.get("blocks", [])
    for index, block in enumerate(blocks):
        for part in ("title", "body"):
            if not _text(block, part, "id"):
                yield Gap(f"blocks.{index}.{part}.id", _("Lengkapi judul dan isi blok ini."))
    if len(blocks) < MIN_BLOCKS:
        yield Gap("blocks", _("Uraikan sedikitnya dua blok."))
    elif all(block.get("kind") in ONLY_APPS for block in blocks):
        yield Gap(
            "blocks",
            _(
                "Bukan hanya aplikasi: tambahkan blok tentang aturan, proses, orang, data, atau "
                "dana yang membuatnya berjalan."
            ),
        )


def _indicators(record: Record) -> Iterator[Gap]:
    indicators: Sequence[Record] = record.get("indicators", [])
    if not indicators:
        yield Gap("indicators", _("Beri sedikitnya satu indikator hasil."))
    for index, indicator in enumerate(indicators):
        if not _text(indicator, "name", "id") or "value" not in indicator.get("actual", {}):
            yield Gap(f"indicators.{index}", _("Lengkapi nama dan capaian indikator ini."))


def _cost(record: Record) -> Iterator[Gap]:
    if "band" not in record.get("cost", {}):
        yield Gap("cost.band", _("Pilih kisaran biayanya."))


def _classification(record: Record) -> Iterator[Gap]:
    if not record.get("dimensions"):
        yield Gap("dimensions", _("Pilih satu sampai tiga dimensi."))
    if not record.get("sectors"):
        yield Gap("sectors", _("Pilih bidang SPM, atau nyatakan bukan SPM."))


def _contact(record: Record) -> Iterator[Gap]:
    if not _text(record, "contact", "mail"):
        yield Gap("contact.mail", _("Beri alamat surel kantor yang dapat ditanyai."))


def _images(record: Record) -> Iterator[Gap]:
    for index, image in enumerate(record.get("images", [])):
        if not image.get("decorative") and not _text(image, "alt", "id"):
            yield Gap(
                f"images.{index}.alt.id",
                _("Jelaskan isi gambar ini dengan kata-kata, atau tandai sebagai hiasan."),
            )


def _halves(record: Record) -> Iterator[Gap]:
    """Look for what was begun and lacks a part that every such thing has."""
    for steps, _reason in flatten(RecordSchema().validate(dict(record))):
        path, rows = ".".join(map(str, steps)), steps[0] in {"blocks", "indicators"}
        checked = rows and steps[2:3] in {("title",), ("body",), ("name",), ("actual",)}
        if len(steps) > 1 and steps[0] not in _CHECKED and path != "cost.text" and not checked:
            yield Gap(path, _PARTS.get(str(steps[-1]), lambda: _("Lengkapi isian ini."))())


_CHECKED = frozenset({"title", "summary", "sections"})
_PARTS: Mapping[str, Callable[[], str]] = {
    "kind": lambda: _("Pilih jenisnya."),
    "name": lambda: _("Beri namanya."),
    "text": lambda: _("Tulis isinya."),
    "title": lambda: _("Beri judulnya."),
    "value": lambda: _("Isi angkanya."),
    "unit": lambda: _("Beri satuannya."),
    "direction": lambda: _("Pilih kapan angka ini membaik."),
    "office": lambda: _("Beri nama kantornya."),
    "publisher": lambda: _("Sebut penerbit sumber ini."),
    "question": lambda: _("Tulis pertanyaannya."),
    "answer": lambda: _("Tulis jawabannya."),
    "must": lambda: _("Nyatakan apakah ini wajib ada."),
}
CHECKS: Sequence[Callable[[Record], Iterator[Gap]]] = (
    _summary,
    _section("problem", lambda: _("Ceritakan masalah dan keadaan sebelumnya.")),
    _blocks,
    _indicators,
    _cost,
    _section("conditions", lambda: _("Sebutkan syarat agar daerah lain dapat menirunya.")),
    _section("failures", lambda: _("Ceritakan apa yang tidak berhasil.")),
    _classification,
    _contact,
    _images,
)
