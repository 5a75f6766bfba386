"""The page of a need, and what can be done there: join it, claim it, answer it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, public, requires
from portal.core.forms import readable
from portal.core.permissions import Actor, permits
from portal.core.uow import unit_of_work
from portal.needs import queries
from portal.needs.forms import AnswerForm, JoinForm, claim_form
from portal.needs.models import NeedState
from portal.needs.permissions import (
    ANSWER_NEED,
    CLAIM_NEED,
    RECORD_NEED,
    VIEW_RAW,
    WRITERS,
)
from portal.needs.queries import NeedView, wish_of
from portal.needs.services import answering, claiming, recording
from portal.needs.services.answering import PracticeUnknown
from portal.needs.views.labels import row_of, told_sources
from portal.needs.views.pages import blueprint, done, refused, told
from portal.needs.views.raw import worded
from portal.needs.views.shapes import NeedPage
from portal.practices.permissions import OPEN_DESK
from portal.regions.queries import directory

OPEN = (NeedState.PUBLIC, NeedState.CLAIMED)


@blueprint.get("/needs/<key:need>")
@public
def need(need: str) -> str:
    """Show a need."""
    return _page(queries.get_visible(current_actor(), need))


@blueprint.post("/needs/<key:need>/join")
@requires(RECORD_NEED)
def join(need: str) -> AnyResponse:
    """Say that the own region has it too."""
    notify = JoinForm().notify.data
    with unit_of_work() as session:
        recording.join(session, current_actor(), need, notify=notify)
    return done(need, "joined")


@blueprint.post("/needs/<key:need>/leave")
@requires(RECORD_NEED)
def leave(need: str) -> AnyResponse:
    """Take that back."""
    with unit_of_work() as session:
        recording.leave(session, current_actor(), need)
    return redirect(url_for("needs.index", done="left"), 303)


@blueprint.post("/needs/<key:need>/claim")
@requires(OPEN_DESK)
def claim(need: str) -> AnyResponse:
    """Let the own region write about it."""
    with unit_of_work() as session:
        claiming.claim(session, current_actor(), need, readable(request.form.get("region", "")))
    return done(need, "claimed")


@blueprint.post("/needs/<key:need>/give-back")
@requires(OPEN_DESK)
def give_back(need: str) -> AnyResponse:
    """Let others write about it."""
    with unit_of_work() as session:
        claiming.give_back(session, current_actor(), need)
    return done(need, "given-back")


@blueprint.post("/needs/<key:need>/practice")
@requires(OPEN_DESK)
def name_practice(need: str) -> AnyResponse:
    """Say which practice answers it."""
    view, form = queries.get_visible(current_actor(), need), AnswerForm()
    if not form.validate():
        return refused(_page(view, answer=form))
    try:
        with unit_of_work() as session:
            row = answering.name_practice(session, current_actor(), need, form.address.data)
            is_answered = row.state is NeedState.ANSWERED
    except PracticeUnknown as error:
        form.blame("address", str(error))
        return refused(_page(view, answer=form))
    return done(need, "answered" if is_answered else "named")


def _own_regions(actor: Actor) -> list[tuple[str, str]]:
    known = directory().by_id
    found = [known[region_id] for region_id in sorted(actor.regions(*WRITERS))]
    return [(region.code, region.name) for region in found]


def _page(view: NeedView, *, answer: AnswerForm | None = None) -> str:
    actor = current_actor()
    wish = wish_of(actor, view.id) if actor.person_id else None
    regions = _own_regions(actor)
    is_open = view.state in OPEN
    join_form = JoinForm(formdata=None, notify=wish.notify if wish else True)
    if is_open and answer is None and _may_answer(actor):
        answer = AnswerForm(formdata=None)
    is_editor = permits(actor, VIEW_RAW)
    cell: dict[str, Any] = {"dimension": view.dimension, "sector": view.sector}
    asked = {"q": view.title} if view.signature else cell
    page = NeedPage(
        row=row_of(view),
        search_url=url_for("practices.index", **asked),
        done=told(),
        act_url=url_for("needs.need", need=view.public_id),
        join=join_form if is_open and permits(actor, RECORD_NEED) else None,
        joined=wish is not None,
        claim=claim_form(regions) if regions and view.state is NeedState.PUBLIC else None,
        answer=answer,
        own_claim=bool(view.claimed_by) and permits(actor, CLAIM_NEED, _claimer(view)),
        sign_in_url=_sign_in_url(actor),
        wordings=worded(view) if is_editor else (),
        sources=told_sources(view.sources) if is_editor else (),
    )
    return render_template("needs/need.html", page=page)


def _may_answer(actor: Actor) -> bool:
    regions = actor.regions(*WRITERS) or {0}
    return any(permits(actor, ANSWER_NEED, region_id) for region_id in regions)


def _claimer(view: NeedView) -> int:
    return view.claimed_by.id if view.claimed_by else 0


def _sign_in_url(actor: Actor) -> str | None:
    """Return where a stranger signs in to come back here."""
    if actor.person_id is not None:
        return None
    return url_for("accounts.sign_in", next=request.path)
