"""The step on which uploaded files find their place."""

from portal.core.i18n import _l
from portal.practices.forms.fields import Field, Group, Kind, Rows, Step
from portal.practices.schemas.shapes import MAX_LINE

FILES = Step(
    slug="files",
    title=_l("Gambar dan lampiran"),
    lead=_l("Unggah dulu berkasnya, lalu pilih di sini gambar dan lampiran yang tampil."),
    groups=(
        Group(
            title=_l("Gambar"),
            rows=Rows(
                path="images",
                one=_l("Gambar"),
                add=_l("Tambah gambar"),
                fields=(
                    Field(path="file", kind=Kind.FILE, label=_l("Berkas"), options="images"),
                    Field(
                        path="alt.id",
                        kind=Kind.TEXT,
                        label=_l("Isi gambar dengan kata-kata"),
                        hint=_l("Apa yang terlihat, untuk pembaca yang tidak melihat gambarnya."),
                    ),
                    Field(
                        path="decorative",
                        kind=Kind.CHECK,
                        label=_l("Hanya hiasan; tidak menerangkan apa-apa"),
                    ),
                    Field(
                        path="caption.id",
                        kind=Kind.LINE,
                        label=_l("Keterangan di bawah gambar"),
                        most=400,
                        more=True,
                    ),
                ),
            ),
        ),
        Group(
            title=_l("Lampiran"),
            rows=Rows(
                path="attachments",
                one=_l("Lampiran"),
                add=_l("Tambah lampiran"),
                fields=(
                    Field(path="file", kind=Kind.FILE, label=_l("Berkas"), options="attachments"),
                    Field(path="title.id", kind=Kind.LINE, label=_l("Judul"), most=MAX_LINE),
                    Field(path="member_only", kind=Kind.CHECK, label=_l("Hanya untuk anggota")),
                ),
            ),
        ),
    ),
)
