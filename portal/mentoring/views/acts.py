"""What is done on the page of a mentorship: accepted, declined, taken up, withdrawn."""

from flask import request
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.forms import readable
from portal.core.permissions import require
from portal.mentoring.forms import DeclineForm
from portal.mentoring.permissions import ANSWER_REQUEST
from portal.mentoring.queries import get_visible
from portal.mentoring.services import answering, requesting
from portal.mentoring.views.detail import page_of
from portal.mentoring.views.pages import act_on, blueprint, done, refused
from portal.practices.permissions import OPEN_DESK


@blueprint.post("/mentoring/<key:mentorship>/accept")
@requires(OPEN_DESK)
def accept(mentorship: str) -> Response:
    """Accept; an admin says who goes along."""
    act_on(mentorship, answering.accept, readable(request.form.get("mentor", "")))
    return done(mentorship, "accepted")


@blueprint.post("/mentoring/<key:mentorship>/mentor")
@requires(OPEN_DESK)
def name(mentorship: str) -> Response:
    """Name who goes on with it."""
    act_on(mentorship, answering.name, readable(request.form.get("mentor", "")))
    return done(mentorship, "named")


@blueprint.post("/mentoring/<key:mentorship>/decline")
@requires(OPEN_DESK)
def decline(mentorship: str) -> Response:
    """Decline, and say why."""
    view, form = get_visible(current_actor(), mentorship), DeclineForm()
    require(current_actor(), ANSWER_REQUEST, view.parties)
    if not form.validate():
        return refused(page_of(view, form))
    act_on(mentorship, answering.decline, form.reason.data)
    return done(mentorship, "declined")


@blueprint.post("/mentoring/<key:mentorship>/take")
@requires(OPEN_DESK)
def take(mentorship: str) -> Response:
    """Take the place that is offered."""
    act_on(mentorship, requesting.take_up)
    return done(mentorship, "requested")


@blueprint.post("/mentoring/<key:mentorship>/withdraw")
@requires(OPEN_DESK)
def withdraw(mentorship: str) -> Response:
    """Ask no more."""
    act_on(mentorship, requesting.withdraw)
    return done(mentorship, "withdrawn")
