"""Pages of sessions, for those who take part; to everybody else there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response as Answer
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER, absolute
from portal.core.clock import today
from portal.core.errors import BadInput
from portal.core.formats import day_of, reader_zone
from portal.core.forms import Fault, whole
from portal.core.i18n import _
from portal.core.icalendar import MIMETYPE, Event, calendar
from portal.core.once import key_of_page, once
from portal.mentoring.forms.sessions import ItemForm, MeetingForm
from portal.mentoring.forms.times import moment_of
from portal.mentoring.forms.wordings import LENGTHS, MODES
from portal.mentoring.models import TAKING
from portal.mentoring.models.sessions import ActionItem, MentorshipSession, Mode, Side
from portal.mentoring.queries.sessions import (
    ItemView,
    SessionView,
    require_part,
    session_of,
    sessions_of,
)
from portal.mentoring.services import sessions as service
from portal.mentoring.services.sessions import Item, Meeting, Stale
from portal.mentoring.views.pages import act_on, blueprint, done, refused, told
from portal.mentoring.views.together import Found, Head, found, regions_of
from portal.practices.permissions import OPEN_DESK


@dataclass(frozen=True)
class Task:
    """What one side is to do; `place` is from 1 on in its session."""

    place: int
    text: str
    region: str
    due_on: date
    is_late: bool
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A session as it is shown."""

    number: int
    starts_at: datetime
    length: str
    mode: str
    notes: str
    tasks: Sequence[Task]


@dataclass(frozen=True, kw_only=True)
class SessionsPage:
    """The page of all sessions."""

    head: Head
    done: str
    sessions: Sequence[Shown]
    writes: bool


@dataclass(frozen=True, kw_only=True)
class SessionPage:
    """The page of a session, or of one to be planned; `meeting` is None once all is over."""

    head: Head
    done: str
    session: Shown | None
    meeting: MeetingForm | None
    item: ItemForm | None

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the form that was sent."""
        return [fault for form in (self.meeting, self.item) if form for fault in form.faults]


@blueprint.get("/mentoring/<key:mentorship>/sessions")
@requires(OPEN_DESK)
def sessions(mentorship: str) -> str:
    """Show all sessions with their notes and what is to be done."""
    one = _mine(mentorship)
    page = SessionsPage(
        head=one.head,
        done=told(),
        sessions=[_shown(one, row) for row in sessions_of(current_actor(), one.row)],
        writes=one.row.state in TAKING,
    )
    return render_template("mentoring/sessions.html", page=page)


@blueprint.get("/mentoring/<key:mentorship>/sessions/new")
@requires(OPEN_DESK)
def new_session(mentorship: str) -> str:
    """Ask when people meet."""
    return _page(_mine(mentorship), None, MeetingForm(formdata=None, data={"minutes": "90"}))


@blueprint.post("/mentoring/<key:mentorship>/sessions/new")
@requires(OPEN_DESK)
def plan_session(mentorship: str) -> Response:
    """Keep a new session."""
    one, form = _mine(mentorship), MeetingForm()
    if not form.validate():
        return refused(_page(one, None, form))
    try:
        plan = once(key_of_page(), MentorshipSession, service.plan)
        act_on(mentorship, plan, _meeting(form))
    except BadInput as error:
        form.blame("day", str(error))
        return refused(_page(one, None, form))
    return done(mentorship, "planned", "sessions")


@blueprint.get(f"/mentoring/<key:mentorship>/sessions/<{NUMBER}:number>")
@requires(OPEN_DESK)
def session(mentorship: str, number: int) -> str:
    """Show a session, to be written on."""
    one = _mine(mentorship)
    return _page(one, session_of(current_actor(), one.row, number))


@blueprint.post(f"/mentoring/<key:mentorship>/sessions/<{NUMBER}:number>")
@requires(OPEN_DESK)
def change_session(mentorship: str, number: int) -> Response:
    """Keep what was changed, unless somebody else has changed it meanwhile."""
    one, form = _mine(mentorship), MeetingForm()
    view = session_of(current_actor(), one.row, number)
    if not form.validate():
        return refused(_page(one, view, form))
    read = whole(form.revision.data or "")
    try:
        act_on(mentorship, service.change, number, _meeting(form), revision=read)
    except (BadInput, Stale) as error:
        form.blame("day" if isinstance(error, BadInput) else "notes", str(error))
        return refused(_page(one, view, form))
    return done(mentorship, "saved", "session", number=number)


@blueprint.post(f"/mentoring/<key:mentorship>/sessions/<{NUMBER}:number>/items")
@requires(OPEN_DESK)
def add_item(mentorship: str, number: int) -> Response:
    """Keep what one side is to do."""
    one, form = _mine(mentorship), ItemForm(prefix="item-")
    view = session_of(current_actor(), one.row, number)
    if not form.validate():
        return refused(_page(one, view, item=form))
    item = Item(
        text=str(form.task.data),
        side=Side(form.side.data),
        due_on=day_of(str(form.due_on.data)),
    )
    try:
        act_on(mentorship, once(key_of_page(), ActionItem, service.add_item), number, item)
    except BadInput as error:
        form.blame("due_on", str(error))
        return refused(_page(one, view, item=form))
    return done(mentorship, "item", "session", number=number)


@blueprint.post(f"/mentoring/<key:mentorship>/sessions/<{NUMBER}:number>/items/<{NUMBER}:place>")
@requires(OPEN_DESK)
def tick_item(mentorship: str, number: int, place: int) -> Response:
    """Say that an item is done, or is not."""
    _mine(mentorship)
    act_on(mentorship, service.tick, number, place, done=bool(request.form.get("done")))
    return done(mentorship, "saved", "session", number=number)


@blueprint.get(f"/mentoring/<key:mentorship>/sessions/<{NUMBER}:number>.ics")
@requires(OPEN_DESK)
def session_file(mentorship: str, number: int) -> Answer:
    """Give a session as a calendar file, which says nothing of what is noted."""
    one = _mine(mentorship)
    view = session_of(current_actor(), one.row, number)
    address = absolute(url_for("mentoring.session", mentorship=mentorship, number=number))
    event = Event(
        uid=f"{mentorship}-{number}@sokoguru",
        sequence=view.revision,
        written_at=view.changed_at,
        starts_at=view.starts_at,
        length=timedelta(minutes=view.minutes),
        summary=_("Sesi pendampingan %(regions)s", regions=one.head.label),
        description=str(MODES[view.mode]),
        url=address,
    )
    headers = {"Content-Disposition": f'attachment; filename="sesi-{mentorship}-{number}.ics"'}
    return Answer(calendar(event), content_type=MIMETYPE, headers=headers)


def _mine(key: str) -> Found:
    one = found(key)
    require_part(current_actor(), one.row)
    return one


def _meeting(form: MeetingForm) -> Meeting:
    return Meeting(
        starts_at=moment_of(str(form.day.data), str(form.clock.data)),
        minutes=int(form.minutes.data),
        mode=Mode(form.mode.data),
        notes=str(form.notes.data),
    )


def _page(
    one: Found,
    view: SessionView | None,
    meeting: MeetingForm | None = None,
    item: ItemForm | None = None,
) -> str:
    writes = one.row.state in TAKING
    if writes and meeting is None and view is not None:
        meeting = MeetingForm(formdata=None, data=_typed(view))
    if writes and item is None and view is not None:
        item = ItemForm(formdata=None, prefix="item-")
    page = SessionPage(
        head=one.head,
        done=told(),
        session=_shown(one, view) if view else None,
        meeting=meeting if writes else None,
        item=item if writes else None,
    )
    return render_template("mentoring/session.html", page=page)


def _shown(one: Found, view: SessionView) -> Shown:
    return Shown(
        number=view.number,
        starts_at=view.starts_at,
        length=str(LENGTHS[view.minutes]),
        mode=str(MODES[view.mode]),
        notes=view.notes,
        tasks=[_task(one, place, row) for place, row in enumerate(view.items, start=1)],
    )


def _task(one: Found, place: int, row: ItemView) -> Task:
    late = row.done_at is None and row.due_on < today()
    return Task(place, row.text, regions_of(one, [row.side])[0].name, row.due_on, late, row.done_at)


def _typed(session: SessionView) -> dict[str, str]:
    """Return a session as the form shows it."""
    local = session.starts_at.astimezone(reader_zone())
    return {
        "revision": str(session.revision),
        "day": local.date().isoformat(),
        "clock": f"{local:%H:%M}",
        "minutes": str(session.minutes),
        "mode": session.mode.value,
        "notes": session.notes,
    }
