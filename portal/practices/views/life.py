"""Pages on which a region speaks for its practice, and on which one is taken from readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.errors import NotFound
from portal.core.formats import read_number
from portal.core.forms import Form
from portal.core.i18n import _l
from portal.practices.forms.life import (
    MeasureForm,
    StopForm,
    SuspendForm,
    WithdrawForm,
)
from portal.practices.permissions import (
    CONFIRM_PRACTICE,
    OPEN_DESK,
    RETIRE_PRACTICE,
    require_seen,
)
from portal.practices.queries import PracticeView, get_visible
from portal.practices.services import claims, life
from portal.practices.services.reviews import Incomplete
from portal.practices.views.former import elsewhere
from portal.practices.views.life_pages import confirm_page, measure_form, retire_page
from portal.practices.views.lived import act_on, practice_in

blueprint = Blueprint("life", __name__, template_folder="../templates")
blueprint.register_error_handler(NotFound, elsewhere)
REFUSED = 422
DONE = {
    "confirmed": _l("Terima kasih. Praktik ini tercatat masih berjalan."),
    "stopped": _l("Tercatat berhenti. Alasan dan pelajarannya tetap dapat dibaca."),
    "resumed": _l("Praktik ini tercatat berjalan lagi."),
    "submitted": _l("Naskah dikirim ke editor nasional. Labelnya berganti setelah disetujui."),
    "suspended": _l("Praktik ini ditangguhkan; umum tidak lagi melihatnya."),
    "released": _l("Praktik ini tayang lagi."),
    "withdrawn": _l("Praktik ini dicabut; di alamatnya tinggal keterangan Anda."),
}


@dataclass(frozen=True)
class Tried:
    """A form that was sent and refused, by its name, and what else is wrong."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    gaps: Sequence[str] = ()


@blueprint.get("/practices/<slug:slug>/confirm")
@requires(OPEN_DESK)
def confirm(slug: str) -> str:
    """Ask a region whether its practice still runs."""
    return _confirm_page(slug, Tried())


@blueprint.post("/practices/<slug:slug>/confirm")
@requires(OPEN_DESK)
def say_it_runs(slug: str) -> AnyResponse:
    """Keep that it runs, with new values if there are any."""
    view = _seen(slug, CONFIRM_PRACTICE)
    forms = {
        measure_form(index): MeasureForm(prefix=measure_form(index))
        for index, _row in enumerate(view.record.get("indicators", []))
    }
    valid = [form.validate() for form in forms.values()]  # each of them, to tell all faults
    if not all(valid):
        return _refused(_confirm_page(slug, Tried(forms)))
    measures = [
        life.Measure(row["name"]["id"], _value(form), str(form.period.data), str(form.source.data))
        for row, form in zip(view.record.get("indicators", []), forms.values(), strict=True)
        if form.is_filled
    ]
    act_on(slug, life.confirm, measures)
    return _done("life.confirm", slug, "confirmed")


@blueprint.post("/practices/<slug:slug>/stop")
@requires(OPEN_DESK)
def say_it_stopped(slug: str) -> AnyResponse:
    """Keep that it no longer runs, why, and what was learnt."""
    _seen(slug, CONFIRM_PRACTICE)
    form = StopForm(prefix="stop-")
    if not form.validate():
        return _refused(_confirm_page(slug, Tried({"stop": form})))
    act_on(slug, life.stop, str(form.reason.data), str(form.lesson.data))
    return _done("life.confirm", slug, "stopped")


@blueprint.post("/practices/<slug:slug>/resume")
@requires(OPEN_DESK)
def say_it_runs_again(slug: str) -> AnyResponse:
    """Keep that it runs again."""
    act_on(slug, life.resume)
    return _done("life.confirm", slug, "resumed")


@blueprint.post("/practices/<slug:slug>/claim")
@requires(OPEN_DESK)
def claim(slug: str) -> AnyResponse:
    """Take a compilation over: as it stands, or into a draft to write in."""
    if "unchanged" not in request.form:
        act_on(slug, claims.claim)
        return redirect(f"{url_for('practices.detail', slug=slug)}/edit", 303)
    try:
        act_on(slug, claims.claim_unchanged)
    except Incomplete as incomplete:
        gaps = [gap.text for gap in incomplete.gaps]
        return _refused(_confirm_page(slug, Tried(gaps=gaps)))
    return _done("life.confirm", slug, "submitted")


@blueprint.get("/practices/<slug:slug>/retire")
@requires(OPEN_DESK)
def retire(slug: str) -> str:
    """Show how a practice is taken from readers."""
    return _retire_page(slug, Tried())


@blueprint.post("/practices/<slug:slug>/suspend")
@requires(OPEN_DESK)
def suspend(slug: str) -> AnyResponse:
    """Take it from readers until it has been looked at."""
    _seen(slug, RETIRE_PRACTICE)
    form = SuspendForm(prefix="suspend-")
    if not form.validate():
        return _refused(_retire_page(slug, Tried({"suspend": form})))
    act_on(slug, life.suspend, str(form.reason.data))
    return _done("life.retire", slug, "suspended")


@blueprint.post("/practices/<slug:slug>/release")
@requires(OPEN_DESK)
def release(slug: str) -> AnyResponse:
    """Bring it back as it was."""
    act_on(slug, life.release)
    return redirect(url_for("life.retire", slug=slug, done="released"), 303)


@blueprint.post("/practices/<slug:slug>/withdraw")
@requires(OPEN_DESK)
def withdraw(slug: str) -> AnyResponse:
    """Take it from readers for good."""
    _seen(slug, RETIRE_PRACTICE)
    form = WithdrawForm(prefix="withdraw-")
    if not form.validate():
        return _refused(_retire_page(slug, Tried({"withdraw": form})))
    act_on(slug, life.withdraw, str(form.reason.data))
    return _done("life.retire", slug, "withdrawn")


def _seen(slug: str, action: str) -> PracticeView:
    view = get_visible(current_actor(), slug)
    require_seen(current_actor(), action, practice_in(view))
    return view


def _value(form: MeasureForm) -> float:
    value = read_number(form.value.data)
    if value is None:
        raise ValueError("a form that was found right holds a number")
    return value


def _confirm_page(slug: str, tried: Tried) -> str:
    view = _seen(slug, CONFIRM_PRACTICE)
    page = confirm_page(view, current_actor(), tried.forms, tried.gaps, _told())
    return render_template("practices/confirm.html", page=page)


def _retire_page(slug: str, tried: Tried) -> str:
    view = _seen(slug, RETIRE_PRACTICE)
    page = retire_page(view, current_actor(), tried.forms, _told())
    return render_template("practices/retire.html", page=page)


def _told() -> str:
    return str(DONE.get(request.args.get("done", ""), ""))


def _refused(page: str) -> Response:
    return Response(page, REFUSED, content_type="text/html; charset=utf-8")


def _done(endpoint: str, slug: str, done: str) -> AnyResponse:
    return redirect(url_for(endpoint, slug=slug, done=done), 303)
