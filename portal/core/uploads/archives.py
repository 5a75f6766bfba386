"""OOXML and ODF: judged by the table of contents of the archive, which is never unpacked.

Read are the names and sizes of its entries, what it says it is, where it points to, and
documents that are small and embedded, as charts are.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from portal.core.i18n import _
from portal.core.uploads.types import (
    DOCX,
    MAX_BYTES,
    ODP,
    ODS,
    ODT,
    PPTX,
    XLSX,
    ZIP_SIGNATURE,
    FileType,
    UploadRefused,
)

MOST_UNPACKED = 200_000_000
MOST_ENTRIES = 5000
MOST_TOLD = 2_000_000  # bytes of what is read of one entry
LONGEST_PATH = 255
ENCRYPTED = 0x1
END_SIGNATURE = b"PK\x05\x06"
END_LENGTH = 22
CONTENT_TYPES = "[Content_Types].xml"
MIMETYPE = "mimetype"
_MAIN = {f"{kind.media_type}.main+xml".encode(): kind for kind in (DOCX, XLSX, PPTX)}
_ODF = {kind.media_type.encode(): kind for kind in (ODT, ODS, ODP)}
_TEXTS = ("xml", "rels", "rdf", "css", "txt", "vml", "docx", "xlsx", "pptx")
_MEDIA = ("mp3", "mp4", "m4a", "wav", "fntdata", "odttf", "ttf", "otf")
_DRAWINGS = ("png", "jpg", "jpeg", "jfif", "gif", "emf", "wmf", "tif", "tiff", "bmp", "svg", "wdp")
_PARTS = frozenset({*_TEXTS, *_MEDIA, *_DRAWINGS, "webp"})
_EMBEDDED = (".docx", ".xlsx", ".pptx")
_PRINTER = re.compile(r"(?:xl|word|ppt)/printersettings/[a-z]+[0-9]*\.bin")
_WITHOUT_SUFFIX = re.compile(
    r"mimetype|layout-cache|(?:[^/]+/)?objectreplacements/[^/]+|configurations2/.*"
)
_PROGRAM = re.compile(
    r"vbaproject|vbadata|macrosheets/|/activex/|^basic/|/basic/|^scripts/|/scripts/|dialogsheets/"
    r"|macrosignatures"
)
_MACROS = re.compile(rb"macroEnabled|ms-office\.vbaProject|ms-excel\.(?:macro|intlmacro)sheet")
_EXTERNAL = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/relationships/hyperlink[\"']")


def office_type(body: bytes, *, inside: bool = False) -> FileType | None:
    """Return which type of office document a zip archive is, None if none; `inside` another.

    Raises:
        UploadRefused: if it is damaged, a bomb, encrypted, or holds programs.
    """
    if not body.startswith(ZIP_SIGNATURE):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            kind = _judged(archive, len(body), inside=inside)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise _damaged() from error
    if not body[-END_LENGTH:].startswith(END_SIGNATURE):  # something follows, or a comment
        raise _damaged()
    return kind


def _judged(archive: zipfile.ZipFile, length: int, *, inside: bool) -> FileType | None:
    entries = archive.infolist()
    _check_frame(entries, length)
    kind = _kind(archive, entries)
    if kind is None:
        return None
    _check_names(entries)
    for entry in entries:
        name = entry.filename.lower()
        if name.endswith(".rels"):
            _check_pointers(archive, entry)
        elif name.endswith(_EMBEDDED):
            _check_embedded(archive, entry, inside=inside)
    return kind


def _check_frame(entries: Sequence[zipfile.ZipInfo], length: int) -> None:
    """Refuse what the sizes alone give away: bombs, overlapping entries, files before or after."""
    too_many = len(entries) > MOST_ENTRIES
    if too_many or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UploadRefused(_("Berkas ini terlalu besar bila dibuka (lebih dari 200 MB)."))
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise UploadRefused(_("Berkas ini terkunci. Simpan tanpa kata sandi, lalu unggah lagi."))
    methods = {entry.compress_type for entry in entries}
    if not entries or methods - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged()
    place = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        first = place == 0 and entry.header_offset != 0
        if first or entry.header_offset < place:
            raise _damaged()
        place = entry.header_offset + entry.compress_size + 1
    if place > length:
        raise _damaged()


def _kind(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> FileType | None:
    names = {entry.filename for entry in entries}
    if CONTENT_TYPES in names:
        told = _read(archive, archive.getinfo(CONTENT_TYPES))
        if _MACROS.search(told):
            raise _program()
        return next((kind for sign, kind in _MAIN.items() if sign in told), None)
    if entries[0].filename == MIMETYPE and entries[0].compress_type == zipfile.ZIP_STORED:
        return _ODF.get(_read(archive, entries[0]).strip())
    return None


def _check_names(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse paths that lead out of the archive, and whatever is no part of a document."""
    seen: set[str] = set()
    for entry in entries:
        # The name as it stands in the file: `filename` ends at a NUL.
        path, name = entry.orig_filename, entry.filename.lower()
        odd = not path.isprintable() or "\\" in path or path.startswith("/") or ":" in path
        if odd or ".." in path.split("/") or len(path) > LONGEST_PATH or name in seen:
            raise UploadRefused(_("Berkas ini memuat nama yang tidak wajar di dalamnya."))
        seen.add(name)
        if _PROGRAM.search(name):
            raise _program()
        if not name.endswith("/") and not _is_part(name):
            raise UploadRefused(
                _(
                    "Berkas ini memuat berkas lain di dalamnya (%(name)s). Hapus dulu sisipannya.",
                    name=path.rpartition("/")[2],
                )
            )


def _is_part(name: str) -> bool:
    stem, point, suffix = name.rpartition("/")[2].rpartition(".")
    if not point:
        return _WITHOUT_SUFFIX.fullmatch(name) is not None
    return suffix in _PARTS or not stem or _PRINTER.fullmatch(name) is not None


def _check_pointers(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse documents that fetch something from elsewhere when opened; links are no such thing."""
    told = _read(archive, entry)
    if b"\0" in told or any(
        not _HYPERLINK.search(match.group()) for match in _EXTERNAL.finditer(told)
    ):
        raise UploadRefused(
            _("Berkas ini mengambil isi dari tempat lain saat dibuka. Sematkan isinya dulu.")
        )


def _check_embedded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, inside: bool) -> None:
    """Judge a document inside a document, as the data of a chart is; there is no third level."""
    if (
        inside
        or entry.file_size > MAX_BYTES
        or office_type(archive.read(entry), inside=True) is None
    ):
        raise _damaged()


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        told = file.read(MOST_TOLD + 1)
    if len(told) > MOST_TOLD:
        raise _damaged()
    return told


def _damaged() -> UploadRefused:
    return UploadRefused(_("Berkas ini rusak atau tidak wajar. Simpan ulang, lalu unggah lagi."))


def _program() -> UploadRefused:
    return UploadRefused(_("Berkas ini memuat makro. Simpan tanpa makro, lalu unggah lagi."))
