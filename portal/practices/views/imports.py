"""The pages on which practices come in from a file: one text at once, a table after a look."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.db import db
from portal.core.errors import BadInput, NotFound
from portal.core.faults import FaultyTextError
from portal.core.formats import Words, words
from portal.core.i18n import _
from portal.core.once import all_once, key_of_page, once
from portal.core.uow import unit_of_work
from portal.practices.forms.imports import ImportForm, import_form
from portal.practices.models import Practice
from portal.practices.models.imports import ImportTable
from portal.practices.permissions import START_PRACTICE, WRITERS
from portal.practices.schemas.document import to_text
from portal.practices.schemas.national import NATIONAL
from portal.practices.schemas.reasons import explained
from portal.practices.schemas.sheet import MOST_ROWS, OWN, read_table, to_rows
from portal.practices.services import tables
from portal.practices.services.exports import readable_draft
from portal.practices.services.imports import import_document
from portal.practices.services.tables import LookedAt
from portal.practices.views.exports import SHAPE_NAMES, to_keep
from portal.practices.views.import_examples import EXAMPLE, TOLD
from portal.practices.views.outline import fields_of
from portal.regions.queries import RegionView, directory

REFUSED = 422
SHOWN_LINE = 80  # characters of a faulty line that are quoted
SHOWN_TEXT = 120  # characters of a text that are shown before it is taken in
LEFT_OUT = "left_out"


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


@dataclass(frozen=True)
class NationalShape:
    """A table as a national programme asks for it; `columns` are its headings."""

    name: str
    url: str
    columns: list[str]


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """The whole page."""

    made: list[Made]
    columns: list[Column]
    shapes: list[NationalShape]
    most: int
    faults: list[LineFault] = field(default_factory=list)


@dataclass(frozen=True)
class RowView:
    """What a row would become, as (label, text), or what is wrong with it, as (column, reason)."""

    number: int
    title: str
    region: str
    told: list[tuple[str, str]]
    faults: list[tuple[str, str]]
    left_out: bool


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A table before it is taken in; `bad` rows cannot become drafts."""

    shape: str
    rows: list[RowView]
    passed_over: list[str]
    bad: int
    fault: str = ""


@requires(START_PRACTICE)
def import_page() -> str:
    """Show the form, and what was made of the file that came before."""
    return _page(_form())


@requires(START_PRACTICE)
def do_import() -> AnyResponse:
    """Take the practice of a text in as a draft, or keep a table to be looked at first."""
    form = _form()
    faults: list[LineFault] = []
    if form.validate():
        try:
            return redirect(_taken(form), 303)
        except FaultyTextError as error:
            faults = list(_told(error, form.text))
            form.blame("file", _("Ada yang salah di dalam berkas ini; belum ada yang disimpan."))
    return _refused(_page(form, faults))


def _taken(form: ImportForm) -> str:
    """Return where to go on after a file was taken."""
    actor, region = current_actor(), form["region"].data
    with unit_of_work() as session:
        if form.is_table:
            keep = once(key_of_page(), ImportTable, tables.keep)
            kept = keep(session, actor, form.text, region=region)
            return url_for("practices.import_table", table=kept.public_id)
        bring = once(key_of_page(), Practice, import_document)
        made = bring(session, actor, form.text, region=region)
        return url_for("practices.import_page", made=made.slug)


@requires(START_PRACTICE)
def import_table(table: str) -> str:
    """Show what each row of a table would become, and what is wrong with it."""
    return _table_page(table)


@requires(START_PRACTICE)
def do_import_table(table: str) -> AnyResponse:
    """Take the rows of a table in as drafts, but those that were left out: all or none."""
    left_out = {int(line) for line in request.form.getlist(LEFT_OUT) if _is_line(line)}
    try:
        with unit_of_work() as session:
            bring = all_once(key_of_page(), Practice, tables.take_in)
            made = bring(session, current_actor(), table, left_out)
            slugs = [practice.slug for practice in made]
    except FaultyTextError:
        fault = _("Masih ada baris yang salah; belum ada yang disimpan.")
        return _refused(_table_page(table, left_out, fault))
    except BadInput as error:
        return _refused(_table_page(table, left_out, str(error)))
    return redirect(url_for("practices.import_page", made=slugs), 303)


def _is_line(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= len(str(10**6))


def _table_page(key: str, left_out: Collection[int] = (), fault: str = "") -> str:
    actor = current_actor()
    waiting = tables.kept(db.session(), actor, key)
    table = read_table(waiting.text)
    rows = tables.looked_at(actor, table, waiting.region)
    page = TablePage(
        shape=SHAPE_NAMES[table.shape.code],
        rows=[_row(one, waiting.region, left_out) for one in rows],
        passed_over=table.passed_over,
        bad=sum(bool(one.faults) for one in rows),
        fault=fault,
    )
    return render_template("practices/import_table.html", page=page)


def _row(one: LookedAt, region: str, left_out: Collection[int]) -> RowView:
    record = {"region": region, **one.row.record}
    place = directory().by_code.get(record["region"])
    told = [] if one.faults else [(f.label, _short(f.text)) for f in fields_of(record).values()]
    return RowView(
        number=one.row.number,
        title=_short(str(words(record.get("title", {})) or "")),
        region=place.long_name if place else "",
        told=told,
        faults=[(fault.name, explained(fault.reason)) for fault in one.faults],
        left_out=one.row.number in left_out,
    )


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT].rstrip()}…"


def _refused(page: str) -> Response:
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
        columns=[Column(column.name, str(TOLD[column.name])) for column in OWN.columns],
        shapes=[
            NationalShape(
                SHAPE_NAMES[shape.code],
                url_for(f"practices.import_template_{shape.code}"),
                [column.name for column in shape.columns],
            )
            for shape in NATIONAL
        ],
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
    example = {"region": _regions()[0].code, **EXAMPLE}
    return to_keep(to_text(example), "text/markdown", "praktik.md")


@requires(START_PRACTICE)
def import_template(shape: str) -> Response:
    """Return a table of a shape to be filled in."""
    known = next(one for one in (OWN, *NATIONAL) if one.code == shape)
    example = {"region": _regions()[0].code, **EXAMPLE}
    name = "praktik" if known is OWN else known.code
    return to_keep(to_rows([example], known), "text/csv", f"{name}.csv")


def add_to(blueprint: Blueprint) -> None:
    """Add the pages and their templates to the blueprint of the practices."""
    path, table = "/practices/import", "/practices/import/<key:table>"
    blueprint.add_url_rule(path, view_func=import_page)
    blueprint.add_url_rule(path, view_func=do_import, methods=["POST"])
    blueprint.add_url_rule(table, view_func=import_table)
    blueprint.add_url_rule(table, view_func=do_import_table, methods=["POST"])
    blueprint.add_url_rule(f"{path}/template.md", view_func=import_template_text)
    for shape in (OWN, *NATIONAL):
        name = "template" if shape is OWN else f"template-{shape.code}"
        blueprint.add_url_rule(
            f"{path}/{name}.csv",
            f"import_template_{shape.code}",
            import_template,
            defaults={"shape": shape.code},
        )
