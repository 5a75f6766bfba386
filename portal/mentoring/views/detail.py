"""The page of a mentorship: how it stands, since when, between whom, and what is to be done."""

from collections.abc import Iterator

from flask import render_template, url_for

from portal.core.access import current_actor, requires
from portal.core.formats import day, words
from portal.core.forms import Form
from portal.core.i18n import _, current_locale
from portal.core.permissions import Actor, Role, permits
from portal.mentoring.forms import DeclineForm, accept_form
from portal.mentoring.models import OPEN, TAKING, MentorshipState
from portal.mentoring.permissions import ANSWER_REQUEST, REQUEST_MENTORSHIP, is_party
from portal.mentoring.queries import Line as Told
from portal.mentoring.queries import MentorshipView, get_visible, history
from portal.mentoring.queries.alternatives import Sought, alternatives
from portal.mentoring.queries.listing import queue_place
from portal.mentoring.queries.wording import STATES, asked_of, standing
from portal.mentoring.views.links import acts_of, label_of, next_of
from portal.mentoring.views.pages import blueprint, told
from portal.mentoring.views.rows import other_of, region_link
from portal.mentoring.views.shapes import Fact, Line, Other, Page
from portal.mentors.queries import serving_in
from portal.practices.permissions import OPEN_DESK
from portal.practices.views.labels import value_label

State = MentorshipState


@blueprint.get("/mentoring/<key:mentorship>")
@requires(OPEN_DESK)
def mentorship(mentorship: str) -> str:
    """Show a mentorship."""
    return page_of(get_visible(current_actor(), mentorship))


def page_of(view: MentorshipView, decline: Form | None = None) -> str:
    """Return the page, with a form that was sent and is not right, if there is one."""
    actor = current_actor()
    inside = is_party(actor, view.parties)
    asks = permits(actor, REQUEST_MENTORSHIP, view.learner.id)
    may_answer = permits(actor, ANSWER_REQUEST, view.parties)
    answers = view.state is State.REQUESTED and may_answer
    lacks = view.state in TAKING and view.mentor_id is None and may_answer
    page = Page(
        key=view.public_id,
        title=_(
            "%(learner)s didampingi %(asked)s", learner=view.learner.name, asked=asked_of(view)
        ),
        invented=view.learner.invented,
        standing=standing(view.state),
        told=_said(view) or next_of(view),
        done=told(),
        facts=list(_facts(view)),
        acts=list(acts_of(view, actor)),
        wish=view.wish if inside else "",
        accept=_accept(view, actor) if answers else None,
        name=_accept(view, actor) if lacks else None,
        decline=(decline or DeclineForm(formdata=None)) if answers else None,
        may_take=asks and view.state is State.OFFERED,
        may_withdraw=asks and view.state in OPEN,
        others=_others(view) if asks else [],
        lines=[_line(line, inside=inside) for line in history(view.id)],
    )
    return render_template("mentoring/mentorship.html", page=page)


def _accept(view: MentorshipView, actor: Actor) -> Form:
    """Return the form that names who goes along: an admin says so, the mentor who is asked does."""
    if view.champion.id not in actor.regions(Role.REGION_ADMIN):
        return Form(formdata=None)
    mentors = [(one.public_id, one.name) for one in serving_in(view.champion.id)]
    form = accept_form(mentors)
    form["mentor"].data = view.mentor_key
    return form


def _said(view: MentorshipView) -> str:
    """Return what comes next, in a sentence; "" where nothing is awaited."""
    until = day(view.expires_at) if view.expires_at else ""
    if view.state is State.REQUESTED:
        return _("Menunggu jawaban %(asked)s sebelum %(day)s.", asked=asked_of(view), day=until)
    if view.state is State.OFFERED:
        return _(
            "Ada tempat untuk %(learner)s sampai sebelum %(day)s. Setelah itu tempatnya ditawarkan"
            " kepada antrean berikutnya.",
            learner=view.learner.name,
            day=until,
        )
    if view.state is State.WAITING:
        place = queue_place(view)
        return _("Antre, urutan ke-%(place)s. Begitu ada tempat, daerah diberi tahu.", place=place)
    return ""


def _facts(view: MentorshipView) -> Iterator[Fact]:
    """Yield the parties, what it is about, and the dates."""
    for label, region in (
        (_("Daerah yang didampingi"), view.learner),
        (_("Daerah yang mendampingi"), view.champion),
    ):
        yield Fact(label, region.name, region_link(region).url)
    yield Fact(_("Mentor"), view.mentor_name or _("belum ditunjuk"))
    yield Fact(_("Dimensi kematangan"), value_label("dimension", view.dimension))
    if view.slug:
        title = words(view.title)
        lang = title.lang if title.lang != current_locale() else None
        yield Fact(_("Praktik"), title, url_for("practices.detail", slug=view.slug), lang)
    for label, moment in (
        (_("Diminta"), view.requested_at),
        (_("Dijawab"), view.decided_at),
        (_("Mulai"), view.starts_on),
        (_("Berakhir"), view.ends_on),
    ):
        if moment is not None:
            yield Fact(label, day(moment))


def _others(view: MentorshipView) -> list[Other]:
    """Return whom else to ask, where nobody goes along or there is no place yet."""
    if view.state not in {State.WAITING, State.DECLINED, State.EXPIRED}:
        return []
    sought = Sought(
        learner=view.learner,
        champion=view.champion,
        mentor_id=view.mentor_id,
        practice_id=view.practice_id,
        dimension=view.dimension,
    )
    return [other_of(one, view.slug) for one in alternatives(sought)]


def _line(line: Told, *, inside: bool) -> Line:
    label = label_of(line) or str(STATES[line.state])
    if line.came_from is line.state:
        label = _("Mentornya berganti")
    elif line.came_from is State.OFFERED and line.state is State.WAITING:
        label = _("Tempatnya terisi; kembali antre")
    return Line(line.happened_at, label, line.note if inside else "")
