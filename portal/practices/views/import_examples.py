"""What a file of practices may look like, and what belongs in the columns of our own table."""

from typing import Any

from portal.core.i18n import _l

# What a file may look like; written to be overwritten.
EXAMPLE: dict[str, Any] = {
    "title": {"id": "Judul praktik, paling panjang 100 karakter"},
    "summary": {"id": "Apa masalahnya, apa yang dilakukan, apa hasilnya: paling banyak 200 kata."},
    "unit": {"id": "Dinas yang menjalankan"},
    "year": 2024,
    "stage": "penerapan",
    "dimensions": ["tata-kelola"],
    "sectors": ["non-spm"],
    "duration_months": 6,
    "cost": {"band": "100-juta-1-miliar", "text": {"id": "Untuk apa saja biayanya."}},
    "indicators": [
        {
            "name": {"id": "Waktu tunggu"},
            "unit": {"id": "menit"},
            "direction": "down",
            "baseline": {"value": 120, "period": "2023"},
            "actual": {"value": 45, "period": "2024"},
        }
    ],
    "contact": {"office": "Nama dinas", "mail": "kantor@contoh.go.id"},
    "sections": {
        "problem": {"id": "Keadaan sebelumnya, dan siapa yang terdampak."},
        "solution": {"id": "Apa yang diubah, dan bagaimana jalannya."},
        "results": {"id": "Apa yang tercapai, dan apa yang belum diketahui."},
        "failures": {"id": "Apa yang tidak berhasil, dan mengapa."},
        "lessons": {"id": "Apa yang perlu diketahui daerah lain."},
        "conditions": {"id": "- Syarat pertama\n- Syarat kedua"},
    },
    "blocks": [
        {
            "kind": "regulasi",
            "title": {"id": "Judul bagian pertama"},
            "body": {"id": "Uraiannya."},
            "steps": {"id": "1. Langkah pertama\n2. Langkah kedua"},
        },
        {
            "kind": "proses",
            "title": {"id": "Judul bagian kedua"},
            "body": {"id": "Uraiannya."},
        },
    ],
}
TOLD = {
    "region": _l("kode daerah; boleh kosong"),
    "title": _l("judul bahasa Indonesia; wajib"),
    "title_en": _l("judul bahasa Inggris"),
    "short_name": _l("nama pendek atau singkatan"),
    "summary": _l("ringkasan, paling banyak 200 kata"),
    "summary_en": _l("ringkasan bahasa Inggris"),
    "unit": _l("dinas yang menjalankan"),
    "year": _l("tahun mulai"),
    "stage": _l("inisiatif, uji-coba, atau penerapan"),
    "dimensions": _l("kode dimensi; beberapa dipisahkan titik koma"),
    "aspects": _l("kode aspek dari dimensi itu"),
    "sectors": _l("kode bidang SPM, atau non-spm"),
    "services": _l("kode layanan SPM, misalnya 1.02.K04"),
    "form": _l("digital, non-digital, atau campuran"),
    "initiator": _l("kepala-daerah, dprd, opd, asn, atau masyarakat"),
    "problem": _l("masalah dan keadaan sebelumnya"),
    "solution": _l("yang dilakukan"),
    "results": _l("hasilnya"),
    "failures": _l("yang tidak berhasil"),
    "lessons": _l("pelajaran"),
    "conditions": _l("syarat bagi daerah lain"),
    "duration_months": _l("bulan sampai hasil pertama"),
    "cost_band": _l("kode kisaran biaya"),
    "cost": _l("biaya dalam kata-kata"),
    "contact_office": _l("kantor yang dapat ditanyai"),
    "contact_mail": _l("surel kantor itu"),
    "contact_phone": _l("telepon kantor itu"),
}
