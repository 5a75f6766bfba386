"""Steps of what came out and what it took."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Group, Kind, Rows, Step
from portal.practices.forms.steps.parts import MONTHS, sources, statement
from portal.practices.schemas.shapes import MAX_LINE


def _measure(part: str, value: str, when: str) -> tuple[Field, Field]:
    return (
        Field(path=f"{part}.value", kind=Kind.NUMBER, label=value, short=True),
        Field(path=f"{part}.period", kind=Kind.PERIOD, label=when, most=20, short=True),
    )


RESULTS = Step(
    slug="results",
    title=_l("Hasil"),
    lead=_l(
        "Satu angka yang terukur dan bersumber lebih berharga daripada sepuluh pujian. Angka awal, "
        "capaian, dan sumbernya bersama-sama menaikkan tingkat bukti menjadi 2."
    ),
    groups=(
        Group(
            title=_l("Indikator"),
            hint=_l("Tulis waktu sebagai tahun (2025), bulan (2025-04), atau rentang (2023-2025)."),
            rows=Rows(
                path="indicators",
                one=_l("Indikator"),
                add=_l("Tambah indikator"),
                fields=(
                    Field(
                        path="name.id",
                        kind=Kind.LINE,
                        label=_l("Apa yang diukur"),
                        hint=_l("Misalnya: waktu tunggu di loket."),
                        most=MAX_LINE,
                    ),
                    Field(
                        path="unit.id",
                        kind=Kind.LINE,
                        label=_l("Satuan"),
                        most=MAX_LINE,
                        short=True,
                    ),
                    Field(
                        path="direction",
                        kind=Kind.CHOICE,
                        label=_l("Membaik bila"),
                        options="direction",
                        short=True,
                    ),
                    *_measure("baseline", _l("Angka awal"), _l("Waktu awal")),
                    *_measure("target", _l("Target"), _l("Waktu target")),
                    *_measure("actual", _l("Capaian"), _l("Waktu capaian")),
                    sources("sources", "baseline", "target", "actual"),
                    Field(path="note.id", kind=Kind.TEXT, label=_l("Catatan"), more=True),
                ),
            ),
        ),
        Group(
            title=_l("Cerita hasilnya"),
            fields=(
                Field(
                    path="sections.results.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Apa yang berubah"),
                    tall=True,
                ),
                *statement(
                    "beneficiaries",
                    _l("Siapa yang merasakan manfaat"),
                    _l("Jumlah dan kelompoknya, termasuk yang biasanya sulit dijangkau."),
                ),
            ),
        ),
    ),
)


RESOURCES = Step(
    slug="resources",
    title=_l("Biaya dan orang"),
    lead=_l("Daerah lain menimbang dari sini: berapa biayanya, berapa orang, dan berapa lama."),
    groups=(
        Group(
            title=_l("Biaya"),
            fields=(
                Field(
                    path="cost.band",
                    kind=Kind.CHOICE,
                    label=_l("Kisaran biaya"),
                    options="cost-band",
                ),
                Field(
                    path="cost.funding",
                    kind=Kind.CHOICES,
                    label=_l("Sumber dana"),
                    options="funding",
                ),
                Field(
                    path="cost.text.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Rincian biaya"),
                    hint=_l("Biaya awal dan biaya tiap tahun, beserta tahunnya."),
                ),
                sources("cost.sources"),
            ),
        ),
        Group(
            title=_l("Orang dan waktu"),
            fields=(
                *statement(
                    "people",
                    _l("Orang yang menjalankan"),
                    _l("Berapa orang, keterampilannya, dan pelatihannya."),
                ),
                Field(
                    path="duration_months",
                    kind=Kind.INTEGER,
                    label=_l("Bulan sampai hasil pertama"),
                    between=MONTHS,
                    short=True,
                ),
                Field(
                    path="initiator",
                    kind=Kind.CHOICE,
                    label=_l("Pemrakarsa"),
                    options="initiator",
                ),
                Field(path="form", kind=Kind.CHOICE, label=_l("Bentuk"), options="practice-form"),
            ),
        ),
    ),
)
