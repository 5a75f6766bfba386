"""What is wrong with a text or a record, said to the people who wrote it.

The rules, which also speak to whoever runs commands, give their reasons in plain English.
"""

import re

from portal.core.i18n import _, _l

_REASONS = (
    (
        re.compile(r"must begin with front matter.*"),
        _l("Awali berkas dengan kepala data di antara baris ---."),
    ),
    (
        re.compile(r"must be a mapping of keys to values"),
        _l("Tulis kepala data sebagai “kunci: nilai”."),
    ),
    (
        re.compile(r"Unknown field\.|is not yours to set|no such column"),
        _l("Isian ini tidak dikenal."),
    ),
    (re.compile(r"the column stands twice"), _l("Kolom ini ada dua kali.")),
    (re.compile(r"needs this column"), _l("Kolom ini harus ada.")),
    (
        re.compile(r"needs 1 to (?P<most>\d+) rows"),
        _l("Isi 1 sampai %(most)s baris di bawah judul kolom."),
    ),
    (re.compile(r"needs (?P<count>\d+) values"), _l("Baris ini harus berisi %(count)s kolom.")),
    (re.compile(r"is not CSV"), _l("Tanda kutip pada baris ini tidak berpasangan.")),
    (re.compile(r"is no region that you write for"), _l("Bukan daerah tempat Anda menulis.")),
    (
        re.compile(
            r"must not be empty|Field may not be null\.|Missing data for required field\."
            r"|Shorter than minimum length 1\."
        ),
        _l("Isian ini belum diisi."),
    ),
    (
        re.compile(r"Not a valid (?:integer|number)\.|Special numeric values.*|Number too large\."),
        _l("Harus berupa angka."),
    ),
    (re.compile(r"Not a valid boolean\."), _l("Harus true atau false.")),
    (
        re.compile(r"Not a valid string\."),
        _l("Harus berupa teks. Beri tanda kutip bila berisi angka."),
    ),
    (re.compile(r"Not a valid list\."), _l("Harus berupa daftar.")),
    (
        re.compile(r"(?:Not a valid mapping|Invalid input|Invalid) type\."),
        _l("Bagian ini harus berisi “kunci: nilai”."),
    ),
    (
        re.compile(r"Not a valid email address\."),
        _l("Tulis alamat surel seperti nama@dinas.go.id."),
    ),
    (re.compile(r"Must be one of: (?P<known>.*)\."), _l("Pilih salah satu: %(known)s.")),
    (
        re.compile(r"Length must be between (?P<least>\d+) and (?P<most>\d+)\."),
        _l("Isi %(least)s sampai %(most)s karakter."),
    ),
    (re.compile(r"must be true"), _l("Beri tanda bahwa Anda mengerti akibatnya.")),
    (
        re.compile(r"Longer than maximum length (?P<most>\d+)\."),
        _l("Terlalu panjang: paling banyak %(most)s."),
    ),
    (
        re.compile(
            r"Must be greater than or equal to (?P<least>\d+) and less than .* (?P<most>\d+)\."
        ),
        _l("Harus antara %(least)s dan %(most)s."),
    ),
    (re.compile(r"must have at most (?P<most>\d+) words"), _l("Paling banyak %(most)s kata.")),
    (
        re.compile(r"must be a year, a month.*"),
        _l("Tulis tahun, bulan (2015-04), atau rentang (2013-2015)."),
    ),
    (re.compile(r"must be a day like.*"), _l("Tulis tanggal seperti 2026-01-31.")),
    (re.compile(r"must be a web address"), _l("Tulis alamat web lengkap, diawali https://.")),
    (re.compile(r"must be the id of a file"), _l("Bukan nomor berkas yang diunggah.")),
    (re.compile(r"must look like s1"), _l("Nomor sumber ditulis seperti s1.")),
    (
        re.compile(r"no (?:term|dimension|SPM sector) (?P<code>.*?)(?: in .*)?"),
        _l("Istilah %(code)s tidak dikenal."),
    ),
    (re.compile(r"no region (?P<code>.*)"), _l("Daerah dengan kode ini tidak dikenal.")),
    (
        re.compile(r"(?P<code>.*) is no aspect of a dimension named above"),
        _l("Aspek %(code)s bukan bagian dari dimensi yang dipilih."),
    ),
    (
        re.compile(r"(?P<code>.*) is no service of a sector named above"),
        _l("Layanan %(code)s bukan bagian dari bidang SPM yang dipilih."),
    ),
    (
        re.compile(r"(?P<code>.*) does not bind a (?P<kind>.*)"),
        _l("Layanan %(code)s bukan kewajiban %(kind)s."),
    ),
    (re.compile(r"(?P<code>.*) stands alone"), _l("%(code)s tidak boleh disertai bidang lain.")),
    (re.compile(r"duplicate key (?P<key>.*)"), _l("Kunci %(key)s ada dua kali.")),
    (re.compile(r"references .* are not allowed"), _l("Rujukan (*nama) tidak diterima.")),
    (re.compile(r"is nested too deep"), _l("Bagian ini bertingkat terlalu dalam.")),
    (
        re.compile(r"text before the first heading|text outside of a section"),
        _l("Teks ini tidak berada di bawah judul bagian."),
    ),
    (
        re.compile(r"unexpected heading (?P<title>.*)|unknown or repeated section (?P<title_>.*)"),
        _l("Judul bagian ini tidak dikenal atau ada dua kali."),
    ),
    (
        re.compile(r"the English blocks must follow.*"),
        _l(
            "Blok bahasa Inggris harus sama jumlah, urutan, dan jenisnya dengan blok "
            "bahasa Indonesia."
        ),
    ),
    (
        re.compile(r"goes with status: stopped.*"),
        _l("Alasan berhenti hanya untuk praktik yang berhenti."),
    ),
    (
        re.compile(r"has characters that cannot be read"),
        _l("Isian ini memuat karakter yang tidak dapat dibaca."),
    ),
    (
        re.compile(r"must have at most .*|longer than .*|(?:a \w+ of )?more than .*|nested .*"),
        _l("Teks ini terlalu panjang atau terlalu rumit. Bagi menjadi beberapa paragraf."),
    ),
)


def explained(reason: str) -> str:
    """Return a reason in the reader's language; what a library says of YAML is not repeated."""
    for pattern, text in _REASONS:
        if match := pattern.fullmatch(reason):
            return str(text) % match.groupdict()
    return _("Penulisan pada baris ini salah. Periksa titik dua, tanda kutip, dan jarak dari tepi.")
