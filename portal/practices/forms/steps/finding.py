"""Steps by which a practice is found, asked about and believed."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Group, Kind, Rows, Step
from portal.practices.forms.steps.parts import kind, sources, year
from portal.practices.schemas.shapes import MAX_LINE

CLASSIFICATION = Step(
    slug="classification",
    title=_l("Penggolongan"),
    lead=_l("Dengan ini praktik ditemukan oleh daerah yang membutuhkannya."),
    groups=(
        Group(
            title=_l("Dimensi kematangan"),
            hint=_l("Satu sampai tiga dimensi; sub-aspek boleh dilewati."),
            fields=(
                Field(
                    path="dimensions",
                    kind=Kind.CHOICES,
                    label=_l("Dimensi"),
                    options="dimensions",
                    children="aspects",
                ),
            ),
        ),
        Group(
            title=_l("Bidang SPM"),
            hint=_l("Sampai tiga bidang. Bila bukan pelayanan dasar, pilih Di luar SPM."),
            fields=(
                Field(
                    path="sectors",
                    kind=Kind.CHOICES,
                    label=_l("Bidang SPM"),
                    options="sectors",
                    children="services",
                ),
            ),
        ),
        Group(
            title=_l("Lainnya"),
            fields=(
                Field(
                    path="urusan",
                    kind=Kind.CHOICES,
                    label=_l("Urusan pemerintahan"),
                    options="urusan",
                    more=True,
                ),
                Field(
                    path="keywords.id",
                    kind=Kind.WORDS,
                    label=_l("Kata kunci"),
                    hint=_l(
                        "Kata yang dipakai orang tetapi tidak ada di tulisan; pisahkan dengan koma."
                    ),
                    most=1000,
                ),
            ),
        ),
    ),
)


CONTACT = Step(
    slug="contact",
    title=_l("Kontak"),
    lead=_l("Kantor yang dapat ditanyai, bukan orang: pejabat berganti, kantornya tetap."),
    groups=(
        Group(
            fields=(
                Field(
                    path="contact.office", kind=Kind.LINE, label=_l("Nama kantor"), most=MAX_LINE
                ),
                Field(
                    path="contact.mail",
                    kind=Kind.MAIL,
                    label=_l("Surel kantor"),
                    hint=_l("Misalnya dinkes@kota.go.id."),
                    most=254,
                ),
                Field(
                    path="contact.phone", kind=Kind.LINE, label=_l("Telepon"), most=40, short=True
                ),
            )
        ),
    ),
)


EVIDENCE = Step(
    slug="evidence",
    title=_l("Bukti"),
    lead=_l("Dokumen, pengukuran, atau pemeriksaan pihak lain yang menguatkan cerita ini."),
    groups=(
        Group(
            rows=Rows(
                path="evidence",
                one=_l("Bukti"),
                add=_l("Tambah bukti"),
                fields=(
                    kind(_l("Jenis bukti"), "evidence-kind"),
                    Field(path="text.id", kind=Kind.TEXT, label=_l("Apa yang dibuktikan")),
                    Field(path="url", kind=Kind.URL, label=_l("Alamat web"), most=2000),
                    Field(path="file", kind=Kind.FILE, label=_l("Berkas"), options="attachments"),
                    Field(
                        path="checked_by",
                        kind=Kind.LINE,
                        label=_l("Diperiksa oleh"),
                        most=MAX_LINE,
                    ),
                    Field(path="checked_on", kind=Kind.DAY, label=_l("Tanggal"), short=True),
                    sources(),
                ),
            )
        ),
        Group(
            title=_l("Penghargaan"),
            rows=Rows(
                path="awards",
                one=_l("Penghargaan"),
                add=_l("Tambah penghargaan"),
                fields=(
                    Field(path="text.id", kind=Kind.TEXT, label=_l("Nama dan pemberinya")),
                    year(_l("Tahun")),
                    sources(),
                ),
            ),
        ),
    ),
)


SOURCES = Step(
    slug="sources",
    title=_l("Sumber"),
    lead=_l(
        "Dari mana angka dan pernyataan berasal. Sumber yang ditulis di bagian lain muncul di sini."
    ),
    groups=(
        Group(
            rows=Rows(
                path="sources",
                one=_l("Sumber"),
                add=_l("Tambah sumber"),
                most=200,
                fields=(
                    Field(path="title", kind=Kind.LINE, label=_l("Judul"), most=400),
                    Field(
                        path="publisher",
                        kind=Kind.LINE,
                        label=_l("Penerbit"),
                        hint=_l("Lembaga yang menerbitkannya."),
                        most=MAX_LINE,
                    ),
                    Field(path="url", kind=Kind.URL, label=_l("Alamat web"), most=2000),
                    Field(path="file", kind=Kind.FILE, label=_l("Berkas"), options="attachments"),
                    year(_l("Tahun")),
                ),
            )
        ),
    ),
)
