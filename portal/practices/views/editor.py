"""Writing a practice step by step: shown, previewed, saved."""

from dataclasses import dataclass

from flask import Response, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.formats import clock
from portal.core.i18n import _
from portal.core.uow import unit_of_work
from portal.practices.forms.fields import Step
from portal.practices.forms.sheets import Sheet, typed_sheet
from portal.practices.forms.steps import STEPS, step_at
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.permissions import START_PRACTICE
from portal.practices.services import editing
from portal.practices.services.drafts import StaleDraft
from portal.practices.services.editing import Misfits, Tokens, Typed
from portal.practices.views.editor_conflict import conflict_of
from portal.practices.views.editor_fields import placed
from portal.practices.views.editor_pages import Looks, step_page
from portal.practices.views.editor_preview import preview_of
from portal.practices.views.editor_rows import Pressed, press
from portal.practices.views.editor_start import (
    REFUSED,
    STALE,
    blueprint,
    go,
    number_typed,
    own,
    page_of,
)

STAY, PREVIEW = "stay", "preview"


@dataclass(frozen=True)
class Sent:
    """A form of the editor: what was typed on which step of which draft, and the button."""

    practice: Practice
    draft: Draft
    step: Step
    sheet: Sheet
    pressed: Pressed
    tokens: Tokens


@blueprint.get("/practices/<slug:slug>/edit/<slug:step>")
@requires(START_PRACTICE)
def step(slug: str, step: str) -> str:
    """Show a step to write on, or to read while an editor has the draft."""
    practice, draft = own(slug)
    looks = Looks(adding=request.args.get("add", ""), missing="missing" in request.args)
    page = step_page(practice, draft, step_at(step, draft.record), looks)
    return render_template("practices/edit_step.html", page=page)


@blueprint.post("/practices/<slug:slug>/edit/<slug:step>")
@requires(START_PRACTICE)
def save(slug: str, step: str) -> AnyResponse:
    """Save a step, and stay on it or lead on; nothing typed is lost where that cannot be."""
    sent = _sent(slug, step)
    try:
        with unit_of_work() as session:
            saved = editing.keep(
                session, current_actor(), sent.practice, Typed(sent.step, sent.sheet, sent.tokens)
            )
            token = saved.token
    except StaleDraft:
        return _stale(sent)
    except Misfits as misfits:
        return _misfit(sent, misfits)
    except Conflict as conflict:
        return _locked(sent, str(conflict))
    return _saved(sent, token)


@blueprint.post("/practices/<slug:slug>/edit/<slug:step>/preview")
@requires(START_PRACTICE)
def preview(slug: str, step: str) -> str:
    """Return a part of a page: the texts as readers will see them; nothing is stored."""
    sent = _sent(slug, step)
    parts = preview_of(sent.step, sent.sheet, sent.draft.record)
    return render_template("practices/_edit_preview.html", parts=parts)


def _sent(slug: str, step: str) -> Sent:
    practice, draft = own(slug)
    known = step_at(step, draft.record)
    sheet = typed_sheet(known, request.form)
    pressed = press(sheet, request.form.get("action", ""))
    last = number_typed("token")
    return Sent(practice, draft, known, sheet, pressed, Tokens(last, number_typed("base") or last))


def _by_script() -> bool:
    """Tell whether the page saves by itself, and wants to know no more than how that went."""
    return request.accept_mimetypes.best == "application/json"


def _saved(sent: Sent, token: int) -> AnyResponse:
    if _by_script():
        return jsonify(token=token, text=_("Tersimpan %(time)s", time=clock()))
    slug, step, pressed = sent.practice.slug, sent.step.slug, sent.pressed
    if pressed.name == PREVIEW:
        parts = preview_of(sent.step, sent.sheet, sent.draft.record)
        page = step_page(sent.practice, sent.draft, sent.step, Looks(preview=parts))
        return page_of(render_template("practices/edit_step.html", page=page))
    if pressed.name == "rows":
        return go(
            "editor.step", slug=slug, step=step, add=pressed.adding or None, _anchor=pressed.anchor
        )
    if pressed.name == STAY:
        return go("editor.step", slug=slug, step=step, _anchor="simpan")
    slugs = [known.slug for known in STEPS]
    following = slugs[slugs.index(step) + 1 :]
    if following:
        return go("editor.step", slug=slug, step=following[0])
    return go("editor.overview", slug=slug)


def _misfit(sent: Sent, misfits: Misfits) -> AnyResponse:
    if _by_script():
        faults = placed(sent.step, sent.sheet, misfits.faults)
        told = [{"id": fault.field, "text": fault.text} for fault in faults]
        return _told(REFUSED, f"{faults[0].label}: {faults[0].text}", told)
    page = step_page(
        sent.practice,
        sent.draft,
        sent.step,
        Looks(
            sheet=sent.sheet,
            faults=misfits.faults,
            adding=sent.pressed.adding,
            base=sent.tokens.base,
        ),
    )
    return page_of(render_template("practices/edit_step.html", page=page), REFUSED)


def _stale(sent: Sent) -> AnyResponse:
    db.session.refresh(sent.draft)
    if _by_script():
        return _told(
            STALE, _("Rekan Anda sudah menyimpan draf ini. Tekan Simpan untuk melihatnya.")
        )
    page = conflict_of(sent.practice, sent.draft, sent.step, sent.sheet, sent.tokens.base)
    return page_of(render_template("practices/edit_conflict.html", page=page), STALE)


def _locked(sent: Sent, reason: str) -> AnyResponse:
    """Show what was typed where the draft cannot be written in any more."""
    if _by_script():
        return _told(STALE, reason)
    page = step_page(sent.practice, sent.draft, sent.step, Looks(sheet=sent.sheet))
    return page_of(render_template("practices/edit_step.html", page=page, lost=reason), STALE)


def _told(status: int, text: str, faults: object = ()) -> Response:
    answer = jsonify(
        text=text, faults=faults, url=url_for("editor.step", **(request.view_args or {}))
    )
    answer.status_code = status
    return answer
