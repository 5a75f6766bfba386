"""The shapes in which two national programmes ask for an innovation, column by column.

IID, the Indeks Inovasi Daerah of the Ministry of Home Affairs, by the form that regions fill in:
https://123dok.com/id/docs/form-isian-proposal-inovasi-daerah.11901683 (names, order and choices of
the columns; its column on Covid-19 belonged to those years), with the affairs, the budget and the
initiators that the ministry's presentation of 2022 names besides:
https://pdfcoffee.com/download/paparan-indeks-inovasi-daerah-3-pdf-free.html

KIPP, the Kompetisi Inovasi Pelayanan Publik of the Ministry of Administrative Reform, by the eight
aspects of the proposal of 2023, general group:
https://123dok.com/id/docs/penulisan-proposal-kompetisi-inovasi-pelayanan-publik-tahun-2023.11917199
and by what a proposal carries besides them, unit and link to a video:
https://menpan.go.id/site/berita-terkini/10-hari-jelang-penutupan-inovator-pelayanan-publik-diharapkan-segera-kirimkan-proposal

What a record does not have stays empty going out and is passed over coming in.
"""

from portal.practices.schemas.columns import Cell, Column, Shape

SOLUTION = ("sections", "solution", "id")
IID = Shape(
    code="iid",
    title="Nama Inovasi Daerah",
    columns=(
        Column("Nama Inovasi Daerah", ("title", "id")),
        Column("Tahapan Inovasi", ("stage",), Cell.TERM, "practice-stage"),
        Column("Inisiator Inovasi Daerah", ("initiator",), Cell.TERM, "initiator"),
        Column("Jenis Inovasi", ("form",), Cell.TERM, "practice-form"),
        Column("Bentuk Inovasi Daerah"),
        Column("Urusan Inovasi Daerah", ("urusan",), Cell.TERMS, "urusan"),
        Column("Waktu Uji Coba Inovasi Daerah"),
        Column("Waktu Penerapan Inovasi Daerah", ("year",), Cell.YEAR),
        Column("Rancang Bangun dan Pokok Perubahan", SOLUTION),
        Column("Tujuan Inovasi Daerah", ("summary", "id")),
        Column("Manfaat yang Diperoleh", ("beneficiaries", "text", "id")),
        Column("Hasil Inovasi", ("sections", "results", "id")),
        Column("Anggaran", ("cost", "text", "id")),
    ),
)
KIPP = Shape(
    code="kipp",
    title="Judul Inovasi",
    columns=(
        Column("Judul Inovasi", ("title", "id")),
        Column("Unit Kerja", ("unit", "id")),
        Column("Ringkasan", ("summary", "id")),
        Column("Latar Belakang dan Tujuan", ("sections", "problem", "id")),
        Column("Kebaruan/Nilai Tambah", SOLUTION, adds=True),
        Column("Implementasi Inovasi", SOLUTION),
        Column("Signifikansi", ("sections", "results", "id")),
        Column("Adaptabilitas", ("sections", "conditions", "id")),
        Column("Sumber Daya", ("people", "text", "id")),
        Column("Strategi Keberlanjutan", ("sustainability", "text", "id")),
        Column("Tautan Video"),
    ),
)
NATIONAL = (IID, KIPP)
