"""The page on which a region, or its mentor, says for how many regions there are places."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.forms import Form, day_or_none
from portal.core.permissions import require
from portal.mentoring.forms import LimitForm
from portal.mentoring.permissions import ANSWER_REQUEST, Parties
from portal.mentoring.queries.places import taken_of
from portal.mentoring.services.limiting import limit
from portal.mentoring.views.pages import blueprint, refused
from portal.mentoring.views.shapes import LimitPage
from portal.mentors.queries import MentorView, mentor_at
from portal.practices.permissions import OPEN_DESK


@blueprint.get("/mentors/<key:mentor>/places")
@requires(OPEN_DESK)
def places(mentor: str) -> str:
    """Show for how many there are places, as a form."""
    view = _governed(mentor)
    paused = view.paused_until.isoformat() if view.paused_until else ""
    form = LimitForm(formdata=None, data={"capacity": str(view.capacity), "paused_until": paused})
    return _page(view, form)


@blueprint.post("/mentors/<key:mentor>/places")
@requires(OPEN_DESK)
def set_places(mentor: str) -> Response:
    """Keep it."""
    view, form = _governed(mentor), LimitForm()
    if not form.validate():
        return refused(_page(view, form))
    limit(current_actor(), mentor, int(form.capacity.data), day_or_none(form.paused_until.data))
    return redirect(url_for("mentors.profile", mentor=mentor, done="saved"), 303)


def _governed(mentor: str) -> MentorView:
    """Return a mentor for whom whoever sent this request may say it.

    Raises:
        NotFound, Forbidden: accordingly.
    """
    view = mentor_at(current_actor(), mentor)
    parties = Parties(None, view.region.id, view.person_id)
    require(current_actor(), ANSWER_REQUEST, parties)
    return view


def _page(view: MentorView, form: Form) -> str:
    page = LimitPage(
        name=view.name,
        url=url_for("mentors.profile", mentor=view.public_id),
        taken=taken_of(view.id),
        form=form,
    )
    return render_template("mentoring/places.html", page=page)
