"""The page on which practices come in from a file, as drafts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.faults import FaultyTextError
from portal.core.formats import Words, words
from portal.core.i18n import _, _l
from portal.core.once import all_once, key_of_page
from portal.core.uow import unit_of_work
from portal.practices.forms.imports import ImportForm, import_form
from portal.practices.models import Practice
from portal.practices.permissions import START_PRACTICE, WRITERS
from portal.practices.schemas.document import to_text
from portal.practices.schemas.reasons import explained
from portal.practices.schemas.sheet import COLUMNS, MOST_ROWS, to_rows
from portal.practices.services.exports import readable_draft
from portal.practices.services.imports import import_drafts
from portal.practices.views.exports import to_keep
from portal.regions.queries import RegionView, directory

REFUSED = 422
SHOWN_LINE = 80  # characters of a faulty line that are quoted
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


@dataclass(frozen=True)
class LineFault:
    """A fault of a file: where, what stands there, and what is wrong with it."""

    line: int
    name: str
    quoted: str
    text: str


@dataclass(frozen=True)
class Made:
    """A draft that came of a file."""

    title: Words
    url: str
    text_url: str


@dataclass(frozen=True)
class Column:
    """A column of the table, and what belongs in it."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """The whole page."""

    made: list[Made]
    columns: list[Column]
    most: int
    faults: list[LineFault] = field(default_factory=list)


@requires(START_PRACTICE)
def import_page() -> str:
    """Show the form, and what was made of the file that came before."""
    return _page(_form())


@requires(START_PRACTICE)
def do_import() -> AnyResponse:
    """Take the practices of a file in as drafts, all or none."""
    form = _form()
    faults: list[LineFault] = []
    if form.validate():
        try:
            with unit_of_work() as session:
                bring = all_once(key_of_page(), Practice, import_drafts)
                region = form["region"].data
                made = bring(session, current_actor(), form.text, form.kind, region=region)
                slugs = [practice.slug for practice in made]
        except FaultyTextError as error:
            faults = list(_told(error, form.text))
            form.blame("file", _("Ada yang salah di dalam berkas ini; belum ada yang disimpan."))
        else:
            return redirect(url_for("practices.import_page", made=slugs), 303)
    page = _page(form, faults)
    return Response(page, REFUSED, content_type="text/html; charset=utf-8")


def _form() -> ImportForm:
    return import_form([(region.code, region.name) for region in _regions()])


def _regions() -> list[RegionView]:
    known = directory().by_id
    found = [known[number] for number in current_actor().regions(*WRITERS)]
    return sorted(found, key=lambda region: region.code)


def _told(error: FaultyTextError, text: str) -> Iterator[LineFault]:
    lines = text.splitlines()
    for fault in error.faults:
        quoted = lines[fault.line - 1].strip() if fault.line <= len(lines) else ""
        yield LineFault(fault.line, fault.name, quoted[:SHOWN_LINE], explained(fault.reason))


def _page(form: ImportForm, faults: Sequence[LineFault] = ()) -> str:
    page = ImportPage(
        made=list(_made(request.args.getlist("made")[:MOST_ROWS])),
        columns=[Column(name, str(TOLD[name])) for name in COLUMNS],
        most=MOST_ROWS,
        faults=list(faults),
    )
    return render_template("practices/import.html", form=form, page=page)


def _made(slugs: Sequence[str]) -> Iterator[Made]:
    for slug in slugs:
        try:
            draft = readable_draft(db.session(), current_actor(), slug)
        except NotFound:
            continue
        address = url_for("practices.export_draft_text", slug=slug)
        url = url_for("reviews.review", slug=slug)
        yield Made(words(draft.record["title"]), url, address)


@requires(START_PRACTICE)
def import_template_text() -> Response:
    """Return a Markdown file to be filled in."""
    return to_keep(to_text(_example()), "text/markdown", "praktik.md")


@requires(START_PRACTICE)
def import_template_table() -> Response:
    """Return a table to be filled in."""
    table = "\ufeff" + to_rows([_example()])  # spreadsheets know UTF-8 by this
    return to_keep(table, "text/csv", "praktik.csv")


def _example() -> dict[str, Any]:
    return {"region": _regions()[0].code, **EXAMPLE}


def add_to(blueprint: Blueprint) -> None:
    """Add the page and its templates to the blueprint of the practices."""
    blueprint.add_url_rule("/practices/import", view_func=import_page)
    blueprint.add_url_rule("/practices/import", view_func=do_import, methods=["POST"])
    for path, view in (
        ("template.md", import_template_text),
        ("template.csv", import_template_table),
    ):
        blueprint.add_url_rule(f"/practices/import/{path}", view_func=view)
