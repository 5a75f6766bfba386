"""Steps for whoever wants to copy: partners, law, conditions."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Group, Kind, Rows, Step
from portal.practices.forms.steps.parts import kind, sources, statement, year
from portal.practices.schemas.shapes import MAX_LINE

PARTNERS = Step(
    slug="partners",
    title=_l("Mitra"),
    lead=_l("Siapa saja yang ikut, dan apa bagiannya. Boleh kosong bila dikerjakan sendiri."),
    groups=(
        Group(
            rows=Rows(
                path="partners",
                one=_l("Mitra"),
                add=_l("Tambah mitra"),
                fields=(
                    kind(_l("Jenis mitra"), "actor-kind"),
                    Field(path="name.id", kind=Kind.LINE, label=_l("Nama"), most=MAX_LINE),
                    Field(path="role.id", kind=Kind.LINE, label=_l("Perannya"), most=MAX_LINE),
                ),
            )
        ),
    ),
)


LAW = Step(
    slug="law",
    title=_l("Dasar hukum"),
    lead=_l(
        "Peraturan atau keputusan yang menjadi dasar, agar daerah lain tahu apa yang perlu dibuat."
    ),
    groups=(
        Group(
            rows=Rows(
                path="legal_basis",
                one=_l("Peraturan"),
                add=_l("Tambah peraturan"),
                fields=(
                    kind(_l("Jenis peraturan"), "legal-kind"),
                    Field(path="number", kind=Kind.LINE, label=_l("Nomor"), most=80, short=True),
                    year(_l("Tahun")),
                    Field(path="title.id", kind=Kind.LINE, label=_l("Tentang"), most=400),
                    sources(),
                ),
            )
        ),
    ),
)


CONDITIONS = Step(
    slug="conditions",
    title=_l("Syarat meniru"),
    lead=_l(
        "Apa yang harus ada lebih dulu di daerah lain, dan apa yang bisa langsung mereka pakai."
    ),
    groups=(
        Group(
            fields=(
                Field(
                    path="sections.conditions.id",
                    kind=Kind.MARKDOWN,
                    label=_l("Syarat agar berhasil di tempat lain"),
                    hint=_l(
                        "Keadaan, kewenangan, petugas, sambungan, atau sistem yang diperlukan."
                    ),
                    tall=True,
                ),
                *statement(
                    "integration",
                    _l("Sistem yang terhubung"),
                    _l("Aplikasi atau data lain yang dipakai bersama."),
                ),
            )
        ),
        Group(
            title=_l("Prasyarat satu per satu"),
            rows=Rows(
                path="prerequisites",
                one=_l("Prasyarat"),
                add=_l("Tambah prasyarat"),
                fields=(
                    Field(
                        path="must",
                        kind=Kind.CHECK,
                        label=_l("Wajib ada; tanpa ini tidak berjalan"),
                    ),
                    Field(path="text.id", kind=Kind.TEXT, label=_l("Apa yang harus ada")),
                    Field(
                        path="needs",
                        kind=Kind.CHOICE,
                        label=_l("Terlihat dari profil daerah"),
                        hint=_l(
                            "Bila ini soal jaringan, dana, atau wilayah: petugas daerah lain "
                            "langsung melihat apakah daerahnya memenuhi."
                        ),
                        options="needs",
                        more=True,
                    ),
                    sources(),
                ),
            ),
        ),
        Group(
            title=_l("Bahan siap pakai"),
            hint=_l("SOP, petunjuk teknis, kode sumber, atau API yang boleh diambil daerah lain."),
            rows=Rows(
                path="kit",
                one=_l("Bahan"),
                add=_l("Tambah bahan"),
                fields=(
                    kind(_l("Jenis bahan"), "kit-kind"),
                    Field(path="text.id", kind=Kind.TEXT, label=_l("Isinya")),
                    Field(path="url", kind=Kind.URL, label=_l("Alamat web"), most=2000),
                    sources(),
                ),
            ),
        ),
        Group(
            title=_l("Sudah ditiru di mana"),
            rows=Rows(
                path="replications",
                one=_l("Peniruan"),
                add=_l("Tambah peniruan"),
                fields=(
                    Field(
                        path="text.id",
                        kind=Kind.TEXT,
                        label=_l("Siapa meniru, dan bagaimana jadinya"),
                    ),
                    year(_l("Tahun")),
                    sources(),
                ),
            ),
        ),
    ),
)
