"""Profiles as files: the table that goes out, and the page on which one comes in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import accepts_files, current_actor, public, requires
from portal.core.faults import FaultyTextError, TextFault
from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.uow import unit_of_work
from portal.regions.forms.profile import SheetForm
from portal.regions.models.profile import Kind
from portal.regions.permissions import VIEW_ASSESSMENT
from portal.regions.queries import RegionView
from portal.regions.queries.profile import assessments_of
from portal.regions.schemas.labels import WHAT_LABELS
from portal.regions.schemas.measures import What, terms_of
from portal.regions.services import entering, sheets
from portal.regions.views.pages import blueprint, go, refused, region_at
from portal.regions.views.profile import member_of

TOLD = {
    "what": _l("maturity, spm, atau index"),
    "code": _l("salah satu kode di bawah"),
    "date": _l("hari seperti 2027-01-31 untuk kematangan, tahun seperti 2026 untuk yang lain"),
    "value": _l("tingkat 1 sampai 5, persen, atau nilai indeks"),
    "kind": _l("boleh kosong; baris dari jenis yang tidak Anda isi dilewati"),
    "source": _l("di mana nilai ini tertulis; wajib"),
    "url": _l("tautan sumber; wajib untuk indeks"),
    "evidence": _l("bukti dukung; boleh kosong"),
}
MARK = "\ufeff"  # spreadsheets know UTF-8 by this


@dataclass(frozen=True)
class Codes:
    """The codes of one sort of values, each with its name."""

    what: What
    label: str
    terms: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Import:
    """The page; `official` tells that an editor brings values in."""

    region: RegionView
    form: SheetForm
    faults: Sequence[TextFault]
    columns: Sequence[tuple[str, str]]
    codes: Sequence[Codes]
    most: int
    official: bool


@blueprint.get("/regions/<code:code>/profile.csv")
@public
def export(code: str) -> Response:
    """Return what the reader may read of a region as a table."""
    region = region_at(code)
    text = MARK + sheets.written(assessments_of(current_actor(), region.id))
    name = f"profil-{code}.csv"
    return Response(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/regions/<code:code>/profile/import")
@requires(VIEW_ASSESSMENT)
def sheet(code: str) -> str:
    """Show the form for a file."""
    return _page(member_of(code), SheetForm())


@blueprint.post("/regions/<code:code>/profile/import")
@requires(VIEW_ASSESSMENT)
@accepts_files
def take_sheet(code: str) -> AnyResponse:
    """Keep all values of a file, or none."""
    region, actor, form = member_of(code), current_actor(), SheetForm()
    kind = entering.kind_for(actor, region.id)
    if not form.validate():
        return refused(_page(region, form))
    try:
        values = sheets.read(form.text, region.kind.value, kind)
    except FaultyTextError as error:
        form.blame("file", _("Ada yang salah di dalam berkas ini; belum ada yang disimpan."))
        return refused(_page(region, form, error.faults))
    with unit_of_work() as session:
        new = entering.enter(session, actor, region.id, values, asks=form.asks.data)
    return go("regions.profile", code=code, done="entered" if new else "same")


def _page(region: RegionView, form: SheetForm, faults: Sequence[TextFault] = ()) -> str:
    kind = entering.kind_for(current_actor(), region.id)
    page = Import(
        region=region,
        form=form,
        faults=faults,
        columns=[(name, str(TOLD[name])) for name in sheets.COLUMNS],
        codes=[
            Codes(
                what,
                str(label),
                [
                    (term.code, words(term.label))
                    for term in terms_of(what, region.kind.value).values()
                ],
            )
            for what, label in WHAT_LABELS.items()
        ],
        most=sheets.MOST_ROWS,
        official=kind is Kind.OFFICIAL,
    )
    return render_template("regions/import.html", page=page)
