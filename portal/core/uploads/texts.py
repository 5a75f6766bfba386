"""PDF and CSV: that they are whole, nothing else besides, and hold nothing that would run."""

import io
import re
import zipfile
import zlib

from portal.core.i18n import _
from portal.core.uploads.types import UploadRefused

TAIL = 1024  # bytes after a PDF's end mark; more is something else that was appended
MOST_INFLATED = 20_000_000
MOST_PACKED = 2000
LONGEST = 2_000_000  # bytes of one stream of packed objects
LONGEST_HEAD = 500  # bytes before a stream in which it says what it is
_STREAM = re.compile(rb"stream\r?\n")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNNING = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|Movie)(?![A-Za-z0-9])"
)
_MARKUP = re.compile(
    r"<\s*(?:!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|img|style|link|meta"
    r"|a\s|form|base)",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"""(?:^|[,;\t|])[ \t]*"?[ \t]*(?:[=@]|[+-][A-Za-z=@(])""", re.MULTILINE)
_PARTED = re.compile(r"[,;\t|]")
ENCODINGS = ("utf-8-sig", "cp1252")


def check_pdf(body: bytes) -> None:
    """Refuse a PDF that is cut off, is something else as well, or holds programs or files.

    Raises:
        UploadRefused: saying which.
    """
    end = body.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in body:
        raise _broken()
    if len(body) - end > TAIL or zipfile.is_zipfile(io.BytesIO(body)):
        raise UploadRefused(_("Berkas PDF ini memuat berkas lain di dalamnya. Simpan ulang."))
    objects = _unescaped(body) + b"\n" + _packed(body)
    if _LOCKED.search(objects):
        raise UploadRefused(
            _("Berkas PDF ini terkunci. Simpan tanpa kata sandi, lalu unggah lagi.")
        )
    if _RUNNING.search(objects):
        raise UploadRefused(
            _("Berkas PDF ini memuat program, formulir aktif, atau berkas sisipan. Cetak ke PDF.")
        )


def _unescaped(names: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), names)


def _packed(body: bytes) -> bytes:
    """Return what the packed objects of a PDF say.

    Raises:
        UploadRefused: if they are larger than the limits, or packed in another way than usual.
    """
    found: list[bytes] = []
    left = MOST_INFLATED
    for match in _STREAM.finditer(body):
        if b"/ObjStm" not in _unescaped(body[max(0, match.start() - LONGEST_HEAD) : match.start()]):
            continue
        end = body.find(b"endstream", match.end())
        inflater = zlib.decompressobj()
        try:
            found.append(
                inflater.decompress(body[match.end() : min(end, match.end() + LONGEST)], left)
            )
        except zlib.error as error:
            raise _broken() from error
        left -= len(found[-1])
        if not inflater.eof or left <= 0 or len(found) > MOST_PACKED:
            raise _broken()
    return _unescaped(b"\n".join(found))


def _broken() -> UploadRefused:
    return UploadRefused(_("Berkas PDF ini rusak atau terpotong. Simpan ulang, lalu coba lagi."))


def check_csv(body: bytes) -> bool:
    """Tell whether this is a table in plain text.

    Raises:
        UploadRefused: if it is, and holds markup or formulas.
    """
    text = _decoded(body)
    if text is None or not _PARTED.search(text.lstrip().partition("\n")[0]):
        return False
    if _MARKUP.search(text):
        raise UploadRefused(_("Berkas CSV ini memuat kode halaman web. Hapus dulu kodenya."))
    if _FORMULA.search(text):
        raise UploadRefused(
            _("Berkas CSV ini memuat rumus (sel yang diawali =, +, -, atau @). Simpan nilainya.")
        )
    return True


def _decoded(body: bytes) -> str | None:
    """Return plain text, None if these bytes are none."""
    for encoding in ENCODINGS:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if all(sign.isprintable() or sign in "\t\r\n\xa0" for sign in text) else None
    return None
