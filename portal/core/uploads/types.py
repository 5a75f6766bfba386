"""The table of file types: names, signatures, and what must agree before a file is believed."""

import re
import unicodedata
from dataclasses import dataclass
from http import HTTPStatus

from portal.core.errors import BadInput
from portal.core.i18n import _

MAX_BYTES = 10_000_000
MEGABYTE = 1_000_000
LONGEST_NAME = 100
# What browsers call a file whose type they do not know.
UNKNOWN = frozenset({"", "application/octet-stream", "application/binary", "binary/octet-stream"})
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


class UploadRefused(BadInput):
    """A file that is not taken; the message, already translated, says why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class FileType:
    """A type of file: its name for people, its suffixes, the first being the one that is kept.

    `also` are other media types under which browsers send it.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    also: frozenset[str] = frozenset()

    @property
    def suffix(self) -> str:
        """The suffix that names of this type get."""
        return self.suffixes[0]


PDF = FileType("PDF", "application/pdf", (".pdf",), frozenset({"application/x-pdf"}))
PNG = FileType("PNG", "image/png", (".png",), frozenset({"image/x-png"}))
JPEG = FileType("JPEG", "image/jpeg", (".jpg", ".jpeg"), frozenset({"image/jpg", "image/pjpeg"}))
WEBP = FileType("WebP", "image/webp", (".webp",))
CSV = FileType(
    "CSV",
    "text/csv",
    (".csv",),
    frozenset({"text/plain", "application/csv", "application/vnd.ms-excel", "text/x-csv"}),
)
_ZIP = frozenset({"application/zip", "application/x-zip-compressed"})
DOCX = FileType("DOCX", f"{OOXML}wordprocessingml.document", (".docx",), _ZIP)
XLSX = FileType("XLSX", f"{OOXML}spreadsheetml.sheet", (".xlsx",), _ZIP)
PPTX = FileType("PPTX", f"{OOXML}presentationml.presentation", (".pptx",), _ZIP)
ODT = FileType("ODT", f"{ODF}text", (".odt",), _ZIP)
ODS = FileType("ODS", f"{ODF}spreadsheet", (".ods",), _ZIP)
ODP = FileType("ODP", f"{ODF}presentation", (".odp",), _ZIP)

ATTACHMENTS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, CSV, PNG, JPEG)
IMAGES = (PNG, JPEG, WEBP)
PICTURES = frozenset(IMAGES)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in {*ATTACHMENTS, *IMAGES}}

_SIGNATURES = (
    (re.compile(rb"%PDF-[12]\.\d"), PDF),
    (re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), PNG),
    (re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), JPEG),
    (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), WEBP),
)
ZIP_SIGNATURE = b"PK\x03\x04"


def signed_type(body: bytes) -> FileType | None:
    """Return the type whose signature a file begins with; zipped types have none of their own."""
    return next((kind for sign, kind in _SIGNATURES if sign.match(body)), None)


def check_agreement(kind: FileType, name: str, declared: str) -> None:
    """Refuse a file whose name or declared type says something else than its content.

    Raises:
        UploadRefused: naming both.
    """
    suffix = suffix_of(name)
    if suffix not in kind.suffixes:
        raise UploadRefused(
            _(
                "Isi berkas ini %(kind)s, tetapi namanya berakhiran “%(suffix)s”. "
                "Beri nama yang sesuai isinya.",
                kind=kind.name,
                suffix=suffix,
            )
        )
    told = declared.partition(";")[0].strip().lower()
    if told not in UNKNOWN | kind.also | {kind.media_type}:
        raise UploadRefused(
            _(
                "Isi berkas ini %(kind)s, tetapi dikirim sebagai %(told)s. "
                "Simpan ulang berkasnya, lalu unggah lagi.",
                kind=kind.name,
                told=told[:LONGEST_NAME],
            )
        )


def suffix_of(name: str) -> str:
    """Return what a file's name ends with, in small letters, with its point; "" if nothing."""
    stem, point, end = _base(name).rpartition(".")
    return f".{end.lower()}" if point and stem else ""


def display_name(name: str, kind: FileType) -> str:
    """Return a name that can be shown and saved under: no folders, no signs that mislead."""
    base = unicodedata.normalize("NFC", _base(name))
    readable = "".join(
        character if unicodedata.category(character)[0] not in "CZ" else " "
        for character in base
        if character not in '<>:"|?*'
    )
    stem = " ".join(readable.split())
    stem = (stem.rpartition(".")[0] or stem).strip(". -")
    return (stem[:LONGEST_NAME].rstrip(". ") or "berkas") + kind.suffix


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].strip()
