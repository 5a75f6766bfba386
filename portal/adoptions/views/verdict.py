"""The page on which the source region confirms an outcome, and an editor verifies it."""

from collections.abc import Mapping

from flask import render_template
from werkzeug.wrappers import Response

from portal.adoptions.forms import ConfirmForm, ReturnForm, VerifyForm
from portal.adoptions.models import Act, Outcome, Stage
from portal.adoptions.permissions import CONFIRM_OUTCOME, VERIFY_OUTCOME
from portal.adoptions.queries import AdoptionView, get_visible, history
from portal.adoptions.queries.plans import indicators_of
from portal.adoptions.queries.wording import OUTCOMES
from portal.adoptions.services import judging
from portal.adoptions.views.measures import shown
from portal.adoptions.views.pages import act_on, blueprint, done, refused
from portal.adoptions.views.rights import target
from portal.adoptions.views.rows import head_of
from portal.adoptions.views.shapes import VerdictPage
from portal.core.access import current_actor, requires
from portal.core.errors import Forbidden
from portal.core.forms import Form
from portal.core.permissions import permits, require
from portal.practices.permissions import OPEN_DESK


@blueprint.get("/adoptions/<key:adoption>/verdict")
@requires(OPEN_DESK)
def verdict(adoption: str) -> str:
    """Show what is to be judged."""
    view = get_visible(current_actor(), adoption)
    if not any(_may(view, action) for action in (CONFIRM_OUTCOME, VERIFY_OUTCOME)):
        raise Forbidden
    return _page(view, {})


@blueprint.post("/adoptions/<key:adoption>/confirm")
@requires(OPEN_DESK)
def confirm(adoption: str) -> Response:
    """Say for the source region what came of it."""
    view, form = _judged(adoption, CONFIRM_OUTCOME), ConfirmForm(prefix="confirm-")
    if not form.validate():
        return refused(_page(view, {"confirm": form}))
    outcome = Outcome(str(form.outcome.data))
    act_on(adoption, judging.confirm, outcome, str(form.note.data))
    return done(adoption, "confirmed")


@blueprint.post("/adoptions/<key:adoption>/verify")
@requires(OPEN_DESK)
def verify(adoption: str) -> Response:
    """Verify the outcome."""
    view, form = _judged(adoption, VERIFY_OUTCOME), VerifyForm(prefix="verify-")
    if not form.validate():
        return refused(_page(view, {"verify": form}))
    act_on(adoption, judging.verify, str(form.note.data))
    return done(adoption, "verified")


@blueprint.post("/adoptions/<key:adoption>/return")
@requires(OPEN_DESK)
def send_back(adoption: str) -> Response:
    """Ask both regions to look again."""
    view, form = _judged(adoption, VERIFY_OUTCOME), ReturnForm(prefix="send_back-")
    if not form.validate():
        return refused(_page(view, {"send_back": form}))
    act_on(adoption, judging.send_back, str(form.note.data))
    return done(adoption, "returned")


def _judged(key: str, action: str) -> AdoptionView:
    view = get_visible(current_actor(), key)
    require(current_actor(), action, target(view))
    return view


def _may(view: AdoptionView, action: str) -> bool:
    return permits(current_actor(), action, target(view))


def _page(view: AdoptionView, tried: Mapping[str, Form]) -> str:
    forms: dict[str, Form] = dict(tried)
    reported, waits = view.stage is Stage.REPORTED, view.confirmed_by_id is not None
    verifies = reported and waits and _may(view, VERIFY_OUTCOME)
    empty = {
        "confirm": (ConfirmForm, reported and not waits and _may(view, CONFIRM_OUTCOME)),
        "verify": (VerifyForm, verifies),
        "send_back": (ReturnForm, verifies),
    }
    for name, (kind, possible) in empty.items():
        if possible and name not in forms:
            forms[name] = kind(formdata=None, prefix=f"{name}-")
    said = [line for line in history(view.id) if line.act is Act.CONFIRMED]
    page = VerdictPage(
        head=head_of(view),
        report=view.report or "",
        indicators=[row for row in map(shown, indicators_of(view.id)) if row is not None],
        outcome=str(OUTCOMES[view.outcome]) if view.outcome else "",
        confirmation=said[-1].note if waits and said else "",
        **{name: forms.get(name) for name in empty},
    )
    return render_template("adoptions/verdict.html", page=page)
