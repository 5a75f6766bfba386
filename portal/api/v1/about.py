"""What the human page about the API says of each address, from the specification."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _, _l
from portal.core.once import HEADER
from portal.practices.views.labels import FACET_LABELS
from portal.threads.views.listing import FACET_LABELS as THREAD_LABELS

DESCRIPTIONS = {
    "/api/v1/practices": _l("Mencari praktik; setiap saringan disertai jumlah hasilnya."),
    "/api/v1/practices/{slug}": _l("Satu praktik dalam versi terakhir."),
    "/api/v1/practices/{slug}/versions/{number}": _l("Satu praktik dalam versi tertentu."),
    "/api/v1/practices/{slug}/versions": _l("Semua versi sebuah praktik, yang terbaru dahulu."),
    "/api/v1/practices/{slug}/draft": _l("Draf sebuah praktik daerah Anda."),
    "/api/v1/practices/{slug}/review": _l("Draf dengan komentarnya, bagi yang memeriksanya."),
    "/api/v1/practices/{slug}/review/{number}": _l("Naskah dan komentar satu putaran pemeriksaan."),
    "/api/v1/regions": _l("Provinsi, kabupaten, dan kota."),
    "/api/v1/regions/{code}": _l("Satu daerah; kode lama pun dikenali."),
    "/api/v1/regions/{code}/recommendations": _l(
        "Praktik yang cocok untuk daerah Anda, dengan semua bagian nilainya."
    ),
    "/api/v1/regions/{code}/members": _l("Anggota daerah yang Anda kelola."),
    "/api/v1/members": _l("Pemegang peran nasional."),
    "/api/v1/handovers/{handover}": _l(
        "Apa yang berpindah, dan kepada siapa, saat peran berakhir."
    ),
    "/api/v1/vocabularies": _l("Dimensi kematangan, sektor SPM, dan kosakata lain."),
    "/api/v1/threads": _l("Mencari tanya jawab; setiap saringan disertai jumlah hasilnya."),
    "/api/v1/adoptions": _l(
        "Daftar penerapan: siapa mengambil apa dari siapa, dan sampai tahap mana."
    ),
    "/api/v1/adoptions/{adoption}": _l("Satu penerapan dengan bagian, indikator, dan riwayatnya."),
    "/api/v1/champions": _l("Daerah yang berstatus champion hari ini, per dimensi, dan buktinya."),
    "/api/v1/mentorships": _l("Daftar pendampingan daerah Anda, dan sampai di mana masing-masing."),
    "/api/v1/mentorships/{mentorship}": _l("Satu pendampingan dengan keadaan dan tanggalnya."),
    "/api/v1/threads/{thread}": _l("Satu utas dengan tulisannya, per halaman."),
}
WRITTEN = {
    ("post", "/api/v1/threads"): _l("Memulai pertanyaan atau diskusi."),
    ("post", "/api/v1/threads/{thread}/posts"): _l(
        "Menulis jawaban atau komentar, boleh sebagai daerah."
    ),
    ("post", "/api/v1/practices"): _l("Memulai praktik baru untuk daerah Anda, sebagai draf."),
    ("post", "/api/v1/practices/{slug}/draft"): _l("Memulai versi berikutnya sebuah praktik."),
    ("put", "/api/v1/practices/{slug}/draft"): _l(
        "Menyimpan draf; ditolak bila orang lain menyimpannya sejak Anda membacanya."
    ),
    ("post", "/api/v1/practices/{slug}/submit"): _l("Mengirim draf kepada editor nasional."),
    ("post", "/api/v1/practices/{slug}/files"): _l("Melampirkan berkas pada draf."),
    ("post", "/api/v1/practices/{slug}/review/comments"): _l("Mengomentari satu isian draf."),
    ("post", "/api/v1/practices/{slug}/review/comments/{number}/settle"): _l(
        "Menandai komentar selesai."
    ),
    ("post", "/api/v1/practices/{slug}/review/take"): _l("Mulai memeriksa draf, sebagai editor."),
    ("post", "/api/v1/practices/{slug}/review/changes"): _l("Mengembalikan draf agar diubah."),
    ("post", "/api/v1/practices/{slug}/review/approve"): _l("Menyetujui draf; ia langsung terbit."),
    ("post", "/api/v1/practices/{slug}/confirm"): _l(
        "Menyatakan praktik masih berjalan, boleh dengan nilai indikator baru."
    ),
    ("post", "/api/v1/practices/{slug}/stop"): _l(
        "Menyatakan praktik berhenti, dengan alasan dari daftar dan pelajarannya."
    ),
    ("post", "/api/v1/practices/{slug}/resume"): _l("Menyatakan praktik berjalan lagi."),
    ("post", "/api/v1/practices/{slug}/suspend"): _l("Menangguhkan praktik, dengan alasannya."),
    ("post", "/api/v1/practices/{slug}/release"): _l("Menayangkan lagi praktik yang ditangguhkan."),
    ("post", "/api/v1/practices/{slug}/withdraw"): _l("Mencabut praktik, dengan alasannya."),
    ("post", "/api/v1/regions/{code}/members/{person}/{role}/end"): _l(
        "Mengakhiri peran di daerah dan menyerahkan pekerjaannya."
    ),
    ("post", "/api/v1/members/{person}/{role}/end"): _l(
        "Mengakhiri peran nasional dan menyerahkan pekerjaannya."
    ),
}
THREADS = "/api/v1/threads"
PARAMETER_LABELS = {
    **FACET_LABELS,
    "phase": _l("Tahap"),
    "reason": _l("Alasan berhenti"),
    "practice": _l("Praktik"),
    "side": _l("Pihak"),
    "group": _l("Keadaan"),
    "q": _l("Kata yang dicari"),
    "exact": _l("Kata persis seperti diketik, tanpa pembetulan ejaan"),
    "sort": _l("Urutan"),
    "page": _l("Nomor halaman"),
    "per_page": _l("Banyaknya butir per halaman"),
    HEADER: _l("Header; nama kiriman ini. Dikirim lagi dengan nama sama, tidak tercatat dua kali"),
}
SAMPLE_QUERIES = {
    "/api/v1/practices": "?q=stunting&per_page=5",
    "/api/v1/regions": "?province=34&kind=kota",
    "/api/v1/vocabularies": "?per_page=100",
    "/api/v1/threads": "?q=server&state=open",
    "/api/v1/adoptions": "?phase=evaluasi",
    "/api/v1/champions": "?dimension=tata-kelola",
}
METHODS = ("get", "post", "put")
SAMPLE_CODE = "35.10"
FIRST_VERSION = "1"


@dataclass(frozen=True)
class Parameter:
    """A parameter, what it is called and what it may hold, in words."""

    name: str
    label: str
    values: str


@dataclass(frozen=True)
class Operation:
    """An address with what it answers; `sample` is one to try, if there is anything to show.

    `needs_token` says that only whoever sends a bearer token is answered.
    """

    method: str
    path: str
    description: str
    parameters: list[Parameter]
    sample: str | None
    needs_token: bool


def operations_of(spec: Mapping[str, Any], *, slug: str | None) -> list[Operation]:
    """Return the operations of a specification in its order; `slug` is a practice for samples."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            description=str(WRITTEN.get((method, path)) or DESCRIPTIONS[path]),
            parameters=list(_parameters(path, [*item.get("parameters", []), *_own(operation)])),
            sample=None if _needs_token(operation) else _sample(path, slug),
            needs_token=_needs_token(operation),
        )
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def _needs_token(operation: Mapping[str, Any]) -> bool:
    return "security" in operation and all(operation["security"])


def _own(operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    own: list[Mapping[str, Any]] = operation.get("parameters", [])
    return own


def _sample(path: str, slug: str | None) -> str | None:
    if any(key in path for key in ("{thread}", "{adoption}")) or (
        "{slug}" in path and slug is None
    ):
        return None
    values = {"slug": slug, "number": FIRST_VERSION, "code": SAMPLE_CODE}
    return path.format(**values) + SAMPLE_QUERIES.get(path, "")


def _parameters(path: str, listed: Sequence[Mapping[str, Any]]) -> Iterator[Parameter]:
    labels = {**PARAMETER_LABELS, **THREAD_LABELS} if path == THREADS else PARAMETER_LABELS
    for parameter in listed:
        if f"{{{parameter['name']}}}" not in path:
            name = parameter["name"]
            yield Parameter(name, str(labels[name]), _values(parameter["schema"]))


def _values(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(value for value in schema["enum"] if value)
    if schema["type"] == "array":
        return _("satu atau beberapa kode")
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        return _("bilangan bulat %(least)s-%(most)s", least=least, most=most)
    return _("teks")
