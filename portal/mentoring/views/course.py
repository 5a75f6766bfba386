"""Pages on which a mentorship rests, goes on, or ends before its time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.errors import Conflict
from portal.core.forms import Fault
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.mentoring.forms.closing import NoteForm
from portal.mentoring.models import TAKING, WAYS, Mentorship, MentorshipState
from portal.mentoring.permissions import TAKE_PART
from portal.mentoring.queries.companies import company_of
from portal.mentoring.services import closing
from portal.mentoring.views.pages import act_on, blueprint, done, refused
from portal.mentoring.views.together import Found, Head, found
from portal.practices.permissions import OPEN_DESK

Act = Callable[[Session, Actor, Mentorship, str], object]


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """The page on which it rests or ends; None is what cannot be done now."""

    head: Head
    pause: NoteForm | None
    resume: NoteForm | None
    end: NoteForm | None

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        forms = (self.pause, self.resume, self.end)
        return [fault for form in forms if form for fault in form.faults]


@blueprint.get("/mentoring/<key:mentorship>/course")
@requires(OPEN_DESK)
def course(mentorship: str) -> str:
    """Ask how it goes on."""
    return _page(_mine(mentorship), {})


@blueprint.post("/mentoring/<key:mentorship>/pause")
@requires(OPEN_DESK)
def pause(mentorship: str) -> Response:
    """Let it rest."""
    return _act(mentorship, "pause", closing.pause, "paused")


@blueprint.post("/mentoring/<key:mentorship>/resume")
@requires(OPEN_DESK)
def resume(mentorship: str) -> Response:
    """Go on with it."""
    return _act(mentorship, "resume", closing.resume, "resumed")


@blueprint.post("/mentoring/<key:mentorship>/end")
@requires(OPEN_DESK)
def end_early(mentorship: str) -> Response:
    """End it before its time."""
    return _act(mentorship, "end", closing.end_early, "ended")


def _act(mentorship: str, name: str, act: Act, said: str) -> Response:
    one, form = _mine(mentorship), NoteForm(prefix=f"{name}-")
    if not form.validate():
        return refused(_page(one, {name: form}))
    act_on(mentorship, act, str(form.note.data))
    return done(mentorship, said)


def _mine(key: str) -> Found:
    one = found(key)
    require(current_actor(), TAKE_PART, company_of(one.row))
    if one.row.state not in TAKING:
        raise Conflict(_("Keadaan pendampingan ini sudah berubah. Muat ulang halamannya."))
    return one


def _page(one: Found, tried: Mapping[str, NoteForm]) -> str:
    state, ways = one.row.state, WAYS.get(one.row.state, ())
    possible = {
        "pause": MentorshipState.PAUSED in ways,
        "resume": state is MentorshipState.PAUSED,
        "end": MentorshipState.ENDED_EARLY in ways,
    }
    forms = {
        name: tried.get(name) or NoteForm(formdata=None, prefix=f"{name}-")
        for name, can in possible.items()
        if can
    }
    page = CoursePage(head=one.head, **{name: forms.get(name) for name in possible})
    return render_template("mentoring/course.html", page=page)
