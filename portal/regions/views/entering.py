"""Forms in which values of a region come in, and are taken back."""

from dataclasses import dataclass

from flask import render_template
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.errors import NotFound
from portal.core.formats import period
from portal.core.i18n import _
from portal.core.permissions import require
from portal.core.uow import unit_of_work
from portal.regions.forms.profile import EntryForm, ReasonForm, entry_form
from portal.regions.models.profile import Kind
from portal.regions.permissions import ENTER, VERIFY, VIEW_ASSESSMENT
from portal.regions.queries import RegionView
from portal.regions.queries.profile import (
    AssessmentView,
    assessment_at,
    assessments_of,
    effective,
)
from portal.regions.schemas.labels import KIND_LABELS, WHAT_LABELS, said
from portal.regions.schemas.measures import What
from portal.regions.services import checking, entering
from portal.regions.views.pages import blueprint, go, refused
from portal.regions.views.profile import member_of
from portal.regions.views.shapes import Row, row_of


@dataclass(frozen=True)
class Entry:
    """The page with the form of one sort of values; `official` tells that an editor fills it in."""

    region: RegionView
    title: str
    form: EntryForm
    official: bool


@dataclass(frozen=True)
class Withdrawal:
    """The page on which a value is taken back, or no longer verified."""

    region: RegionView
    title: str
    row: Row
    form: ReasonForm


@blueprint.get("/regions/<code:code>/profile/<slug:what>")
@requires(VIEW_ASSESSMENT)
def entry(code: str, what: str) -> str:
    """Show the form for one sort of values."""
    region = member_of(code)
    return _entry(region, _form(region, _what(what)))


@blueprint.post("/regions/<code:code>/profile/<slug:what>")
@requires(VIEW_ASSESSMENT)
def enter(code: str, what: str) -> AnyResponse:
    """Keep values."""
    region = member_of(code)
    form = _form(region, _what(what))
    if not form.validate():
        return refused(_entry(region, form))
    asks = "asks" in form and form["asks"].data
    with unit_of_work() as session:
        new = entering.enter(session, current_actor(), region.id, form.measured(), asks=asks)
    return go("regions.profile", code=code, done="entered" if new else "same")


@blueprint.get(f"/regions/<code:code>/profile/<{NUMBER}:number>/withdraw")
@requires(VIEW_ASSESSMENT)
def withdrawal(code: str, number: int) -> str:
    """Ask why a value is taken back."""
    return _withdrawal(member_of(code), number, ReasonForm(formdata=None))


@blueprint.post(f"/regions/<code:code>/profile/<{NUMBER}:number>/withdraw")
@requires(VIEW_ASSESSMENT)
def withdraw(code: str, number: int) -> AnyResponse:
    """Take a value back."""
    region, form, actor = member_of(code), ReasonForm(), current_actor()
    view = _standing(region, number)
    if not form.validate():
        return refused(_withdrawal(region, number, form))
    with unit_of_work() as session:
        if view.kind is Kind.VERIFIED:
            checking.revoke(session, actor, region.id, number, form.reason.data)
        else:
            entering.withdraw(session, actor, region.id, number, form.reason.data)
    return go("regions.profile", code=code, done="withdrawn")


def _what(name: str) -> What:
    try:
        return What(name)
    except ValueError as error:
        raise NotFound from error


def _form(region: RegionView, what: What) -> EntryForm:
    """Return the form, with what is known by now beside each field."""
    actor = current_actor()
    kind = entering.kind_for(actor, region.id)
    last = {
        code: _(
            "Terakhir: %(value)s, %(date)s, %(kind)s.",
            value=said(of, code, view.value),
            date=period(view.date),
            kind=KIND_LABELS[view.kind.value],
        )
        for (of, code), view in effective(assessments_of(actor, region.id)).items()
        if of is what
    }
    return entry_form(what, region.kind.value, asks=kind is Kind.SELF, last=last)


def _entry(region: RegionView, form: EntryForm) -> str:
    official = entering.kind_for(current_actor(), region.id) is Kind.OFFICIAL
    page = Entry(region, str(WHAT_LABELS[form.what]), form, official)
    return render_template("regions/entry.html", entry=page)


def _standing(region: RegionView, number: int) -> AssessmentView:
    """Return a value that is the reader's to take back."""
    view = assessment_at(current_actor(), region.id, number)
    if view is None:
        raise NotFound
    require(current_actor(), ENTER if view.kind is Kind.SELF else VERIFY, region.id)
    return view


def _withdrawal(region: RegionView, number: int, form: ReasonForm) -> str:
    view = _standing(region, number)
    verified = view.kind is Kind.VERIFIED
    title = _("Cabut verifikasi") if verified else _("Tarik nilai")
    page = Withdrawal(region, title, row_of(view), form)
    return render_template("regions/withdraw.html", withdrawal=page)
