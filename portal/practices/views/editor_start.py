"""The life of a draft as its region sees it: begun, looked over, submitted, thrown away."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.db import db
from portal.core.errors import BadInput, Conflict
from portal.core.forms import whole
from portal.core.i18n import _
from portal.core.once import key_of_page, once
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.forms.starting import AddressForm, StartForm
from portal.practices.forms.steps import STEPS
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.permissions import START_PRACTICE, WRITE_DRAFT, require_seen
from portal.practices.queries.names import practice_at
from portal.practices.schemas.completeness import Gap
from portal.practices.services import drafts, editing, reviews, slugs
from portal.practices.services.drafts import StaleDraft
from portal.practices.services.reviews import Incomplete
from portal.practices.views.editor_history import history_of
from portal.practices.views.editor_pages import overview_of
from portal.regions.queries import directory

blueprint = Blueprint("editor", __name__)
REFUSED = 422
STALE = 409
Gaps = Sequence[Gap]


def page_of(body: str, status: int = 200) -> Response:
    """Return a page with a status."""
    return Response(body, status, content_type="text/html; charset=utf-8")


def go(endpoint: str, **values: Any) -> AnyResponse:
    """Lead on to a page after a write."""
    return redirect(url_for(endpoint, **values), 303)


def own(slug: str) -> tuple[Practice, Draft]:
    """Return a practice that the actor may write, with its draft.

    Raises:
        NotFound, Forbidden: if the actor may not see or not write it, or nothing is being written.
    """
    practice = practice_at(current_actor(), slug)
    require_seen(current_actor(), WRITE_DRAFT, practice)
    return practice, drafts.draft_of(db.session(), practice)


@blueprint.get("/practices/new")
@requires(START_PRACTICE)
def new() -> str:
    """Ask for the region and a title."""
    return render_template("practices/edit_new.html", form=StartForm(_regions(), formdata=None))


@blueprint.post("/practices/new")
@requires(START_PRACTICE)
def start() -> AnyResponse:
    """Begin a practice, and lead on to its first step."""
    form = StartForm(_regions())
    if form.validate():
        try:
            with unit_of_work() as session:
                create = once(key_of_page(), Practice, drafts.create)
                slug = create(session, current_actor(), form.region.data, form.title.data).slug
        except BadInput as error:
            form.blame("title", str(error))
        else:
            return go("editor.step", slug=slug, step=STEPS[0].slug)
    return page_of(render_template("practices/edit_new.html", form=form), REFUSED)


def _regions() -> list[tuple[str, str]]:
    """Return the regions that the actor writes for, as (code, name)."""
    own_ids = current_actor().regions(Role.PUBLISHER, Role.REGION_ADMIN)
    found = sorted((directory().by_id[known] for known in own_ids), key=lambda view: view.code)
    return [(view.code, view.long_name) for view in found]


@blueprint.get("/practices/<slug:slug>/edit")
@requires(START_PRACTICE)
def overview(slug: str) -> str:
    """Show the steps with what is done and what is missing."""
    return _overview(*own(slug))


def _overview(
    practice: Practice, draft: Draft, *, address: AddressForm | None = None, gaps: Gaps = ()
) -> str:
    """Return the overview; `address` and `gaps` say what could not be done just now."""
    return render_template(
        "practices/edit.html",
        page=overview_of(practice, draft, gaps=gaps),
        address=address or AddressForm(formdata=None, slug=practice.slug),
    )


@blueprint.post("/practices/<slug:slug>/edit/address")
@requires(START_PRACTICE)
def rename(slug: str) -> AnyResponse:
    """Give the practice another address; the one it had leads to it."""
    practice, draft = own(slug)
    form = AddressForm()
    if form.validate():
        try:
            with unit_of_work() as session:
                slugs.rename(session, current_actor(), practice, str(form.slug.data))
        except BadInput as error:
            form.blame("slug", str(error))
        else:
            return go("editor.overview", slug=practice.slug)
    return page_of(_overview(practice, draft, address=form), REFUSED)


@blueprint.get("/practices/<slug:slug>/edit/history")
@requires(START_PRACTICE)
def history(slug: str) -> str:
    """Show who saved when, and on which steps."""
    done = _("Draf sekarang berisi simpanan itu lagi.") if "done" in request.args else ""
    return _history(*own(slug), done=done)


@blueprint.post(f"/practices/<slug:slug>/edit/history/<{NUMBER}:number>")
@requires(START_PRACTICE)
def bring_back(slug: str, number: int) -> AnyResponse:
    """Save the draft again as it was at an earlier save."""
    practice, draft = own(slug)
    try:
        with unit_of_work() as session:
            token = number_typed("token")
            editing.bring_back(session, current_actor(), practice, number, token=token)
    except StaleDraft:
        refusal = _("Draf baru saja disimpan lagi. Lihat simpanan terbaru, lalu pilih.")
    except Conflict as conflict:
        refusal = str(conflict)
    else:
        return go("editor.history", slug=slug, done=1)
    db.session.refresh(draft)
    return page_of(_history(practice, draft, refusal=refusal), STALE)


def _history(practice: Practice, draft: Draft, *, done: str = "", refusal: str = "") -> str:
    page = history_of(practice, draft)
    return render_template("practices/edit_history.html", page=page, done=done, refusal=refusal)


def number_typed(name: str) -> int:
    """Return a number that a form carries unseen, 0 if it carries none.

    Raises:
        BadInput: if it is none that the portal wrote.
    """
    typed = request.form.get(name, "")
    if not typed:
        return 0
    number = whole(typed)
    if number is None:
        raise BadInput(_("Halaman ini tidak lengkap. Muat ulang, lalu kirim lagi."))
    return number


@blueprint.post("/practices/<slug:slug>/submit")
@requires(START_PRACTICE)
def submit(slug: str) -> AnyResponse:
    """Hand the draft to the editors, or list exactly what is missing."""
    practice, draft = own(slug)
    try:
        with unit_of_work() as session:
            token = number_typed("token") or draft.token
            reviews.submit(session, current_actor(), practice, token=token)
    except Incomplete as incomplete:
        return page_of(_overview(practice, draft, gaps=incomplete.gaps), REFUSED)
    return go("editor.overview", slug=slug)


@blueprint.post("/practices/<slug:slug>/revise")
@requires(START_PRACTICE)
def revise(slug: str) -> AnyResponse:
    """Begin the next version; of what editors compiled, this is the region's claim."""
    practice = practice_at(current_actor(), slug)
    with unit_of_work() as session:
        drafts.revise(session, current_actor(), practice)
    return go("editor.overview", slug=slug)


@blueprint.post("/practices/<slug:slug>/discard")
@requires(START_PRACTICE)
def discard(slug: str) -> AnyResponse:
    """Throw the draft away."""
    practice = practice_at(current_actor(), slug)
    was_live = practice.current_version_id is not None
    with unit_of_work() as session:
        drafts.discard(session, current_actor(), practice)
    return go("practices.detail", slug=slug) if was_live else go("practices.index")
