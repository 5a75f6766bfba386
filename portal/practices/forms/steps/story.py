"""Steps that tell: the problem, what was done, what did not work."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Group, Kind, Rows, Step
from portal.practices.forms.steps.parts import kind, statement, year
from portal.practices.schemas.record import MAX_BLOCKS, MAX_SUMMARY_WORDS, MAX_TITLE
from portal.practices.schemas.shapes import MAX_LINE

PROBLEM = Step(
    slug="problem",
    title=_l("Masalah"),
    lead=_l(
        "Mulai dari keadaan sebelumnya: siapa yang kesulitan, seberapa sering, dan sejak kapan."
    ),
    groups=(
        Group(
            fields=(
                Field(
                    path="title.id",
                    kind=Kind.LINE,
                    label=_l("Judul"),
                    hint=_l("Sebut apa yang dilakukan, bukan nama programnya."),
                    most=MAX_TITLE,
                ),
                Field(
                    path="short_name",
                    kind=Kind.LINE,
                    label=_l("Nama pendek"),
                    hint=_l("Nama program atau singkatan, bila ada."),
                    most=MAX_LINE,
                    more=True,
                ),
                Field(
                    path="summary.id",
                    kind=Kind.TEXT,
                    label=_l("Ringkasan"),
                    hint=_l("Masalah, tindakan, dan hasilnya dalam beberapa kalimat."),
                    words=MAX_SUMMARY_WORDS,
                ),
                Field(
                    path="sections.problem.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Masalah dan keadaan sebelumnya"),
                    hint=_l("Beri angka bila ada, misalnya lama menunggu atau jumlah warga."),
                    tall=True,
                ),
            )
        ),
        Group(
            title=_l("Sejak kapan dan oleh siapa"),
            fields=(
                Field(
                    path="unit.id",
                    kind=Kind.LINE,
                    label=_l("Perangkat daerah"),
                    hint=_l("Dinas, badan, atau unit yang menjalankan."),
                    most=MAX_LINE,
                ),
                year(_l("Tahun mulai")),
                Field(path="stage", kind=Kind.CHOICE, label=_l("Tahap"), options="practice-stage"),
            ),
        ),
    ),
)


BLOCKS = Step(
    slug="blocks",
    title=_l("Yang dilakukan"),
    lead=_l(
        "Pecah praktik ini menjadi 2 sampai 7 blok yang dapat ditiru satu per satu. Bukan hanya "
        "aplikasi: ceritakan juga aturan, proses, orang, data, atau dana yang membuatnya berjalan."
    ),
    groups=(
        Group(
            fields=(
                Field(
                    path="sections.solution.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Gambaran singkat"),
                    hint=_l("Bagaimana semuanya bekerja, dari awal sampai akhir."),
                ),
            )
        ),
        Group(
            title=_l("Blok"),
            rows=Rows(
                path="blocks",
                one=_l("Blok"),
                add=_l("Tambah blok"),
                most=MAX_BLOCKS,
                fields=(
                    kind(_l("Jenis"), "block-kind"),
                    Field(path="title.id", kind=Kind.LINE, label=_l("Judul blok"), most=MAX_LINE),
                    Field(
                        path="body.id",
                        kind=Kind.MARKDOWN,
                        label=_l("Apa yang dilakukan"),
                        tall=True,
                    ),
                    Field(
                        path="steps.id",
                        kind=Kind.MARKDOWN,
                        label=_l("Langkah"),
                        hint=_l("Urutkan sebagai daftar bernomor."),
                        more=True,
                    ),
                    Field(
                        path="enabling.id",
                        kind=Kind.MARKDOWN,
                        label=_l("Yang membuatnya berhasil"),
                        more=True,
                    ),
                    Field(path="lessons.id", kind=Kind.MARKDOWN, label=_l("Pelajaran"), more=True),
                ),
            ),
        ),
    ),
)


FAILURES = Step(
    slug="failures",
    title=_l("Yang tidak berhasil"),
    lead=_l(
        "Bagian yang paling menolong pembaca. Jujur di sini tidak mengurangi nilai praktik ini."
    ),
    groups=(
        Group(
            fields=(
                Field(
                    path="sections.failures.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Apa yang tidak berhasil"),
                    hint=_l("Percobaan yang dihentikan, penolakan, biaya yang meleset."),
                    tall=True,
                ),
                Field(
                    path="sections.lessons.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Pelajaran"),
                    hint=_l("Apa yang akan dikerjakan berbeda bila mulai lagi."),
                ),
                *statement(
                    "sustainability",
                    _l("Agar tetap berjalan"),
                    _l("Anggaran, aturan, dan orang yang menjaganya setelah pergantian pejabat."),
                ),
            )
        ),
    ),
)
