"""The page on which a region asks another one, or one of its mentors, for company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, Conflict, Forbidden, NotFound
from portal.core.formats import words
from portal.core.forms import Form, readable
from portal.core.i18n import _, current_locale
from portal.core.once import key_of_page, once
from portal.core.uow import unit_of_work
from portal.mentoring.forms import request_form
from portal.mentoring.models import Mentorship, MentorshipState
from portal.mentoring.permissions import ASKERS
from portal.mentoring.queries.alternatives import Sought, alternatives
from portal.mentoring.queries.places import open_places
from portal.mentoring.services import requesting
from portal.mentoring.services.requesting import NoPlace, Wish
from portal.mentoring.views.pages import REFUSED, blueprint, done, refused
from portal.mentoring.views.rows import other_of, region_link
from portal.mentoring.views.shapes import AskPage, Other
from portal.mentors.queries import MentorView, mentor_at, public_of
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries import PracticeView, get_visible
from portal.practices.views.labels import value_label
from portal.regions.queries import RegionView, directory
from portal.search.views.listing_shapes import Link
from portal.vocabularies.queries import dimensions


@dataclass(frozen=True)
class Target:
    """Who is asked, as the address names it: a region, maybe a mentor of it, for a practice."""

    champion: RegionView
    mentor: MentorView | None
    practice: PracticeView | None
    mentors: Sequence[MentorView]

    @property
    def dimension(self) -> str:
        """What it is about, as far as the practice or the mentor tells."""
        known = [*(self.practice.record.get("dimensions", ()) if self.practice else ())]
        known += self.mentor.dimensions if self.mentor else ()
        return next(iter(known), "")

    def chosen(self, key: str) -> MentorView | None:
        """Return the mentor of a public id."""
        return next((one for one in self.mentors if one.public_id == key), None)


@blueprint.get("/mentoring/new")
@requires(OPEN_DESK)
def new() -> str:
    """Ask for whom, in which dimension and what for."""
    target = _target()
    form = _form(target)
    form["mentor"].data = target.mentor.public_id if target.mentor else ""
    form["dimension"].data = target.dimension
    form["wish"].data = ""
    return _page(target, form, full=not _has_place(target, target.mentor))


@blueprint.post("/mentoring/new")
@requires(OPEN_DESK)
def ask() -> Response:
    """Ask, or wait for a place."""
    target = _target()
    form = _form(target)
    if not form.validate():
        return refused(_page(target, form))
    mentor = target.chosen(form["mentor"].data)
    wish = Wish(
        champion_region_id=target.champion.id,
        mentor_id=mentor.id if mentor else None,
        practice_id=target.practice.id if target.practice else None,
        dimension=form["dimension"].data,
        text=form["wish"].data,
    )
    learner = directory().by_code[form["region"].data]
    try:
        with unit_of_work() as session:
            ask_once = once(key_of_page(), Mentorship, requesting.ask)
            waits = "waits" in request.form
            asked = ask_once(session, current_actor(), learner.id, wish, waits=waits)
            key, state = asked.public_id, asked.state
    except (BadInput, Conflict) as error:
        return _refused(target, form, error)
    return done(key, "waiting" if state is MentorshipState.WAITING else "requested")


def _refused(target: Target, form: Form, error: BadInput | Conflict) -> Response:
    form.blame("mentor" if isinstance(error, NoPlace) else "region", str(error))
    status = Conflict.status if isinstance(error, Conflict) else REFUSED
    return refused(_page(target, form, full=isinstance(error, NoPlace)), status)


def _target() -> Target:
    """Return who is asked.

    Raises:
        NotFound: if the address names nobody whom the actor may ask.
        Forbidden: if the actor asks for no region.
    """
    actor = current_actor()
    if not actor.regions(*ASKERS):
        raise Forbidden
    named = {
        name: readable(request.args.get(name, "")) for name in ("region", "mentor", "practice")
    }
    practice = get_visible(actor, named["practice"]) if named["practice"] else None
    mentor = mentor_at(actor, named["mentor"]) if named["mentor"] else None
    champion = _champion(named, mentor, practice)
    mentors = public_of(champion.id)
    if mentor is not None and mentor.id not in {one.id for one in mentors}:
        raise NotFound
    return Target(champion, mentor, practice, mentors)


def _champion(
    named: Mapping[str, str], mentor: MentorView | None, practice: PracticeView | None
) -> RegionView:
    if mentor is not None:
        return mentor.region
    if named["region"]:
        found = directory().by_code.get(named["region"])
    else:
        found = practice.region if practice else None
    if found is None:
        raise NotFound
    return found


def _form(target: Target) -> Form:
    actor, known = current_actor(), directory().by_id
    own = [known[found] for found in sorted(actor.regions(*ASKERS))]
    regions = [(region.code, region.name) for region in own if region.id != target.champion.id]
    if not regions:
        raise Conflict(_("Daerah tidak dapat meminta pendampingan kepada dirinya sendiri."))
    anybody = _("Siapa saja yang ditunjuk %(region)s", region=target.champion.name)
    mentors = [("", anybody), *((one.public_id, one.name) for one in target.mentors)]
    options = [("", _("Pilih dimensinya"))] if not target.dimension else []
    options += [(code, value_label("dimension", code)) for code in dimensions()]
    return request_form(regions, mentors, options)


def _has_place(target: Target, mentor: MentorView | None) -> bool:
    places = open_places([target.champion.id])
    return bool(places.get(mentor.id, 0) if mentor else sum(places.values()))


def _page(target: Target, form: Form, *, full: bool = False) -> str:
    practice = target.practice
    title = words(practice.record["title"]) if practice else None
    page = AskPage(
        champion=region_link(target.champion),
        invented=target.champion.invented,
        practice=Link(title, url_for("practices.detail", slug=practice.slug))
        if practice and title
        else None,
        lang=title.lang if title and title.lang != current_locale() else None,
        form=form,
        full=full,
        others=_others(target, form) if full else [],
    )
    return render_template("mentoring/new.html", page=page)


def _others(target: Target, form: Form) -> list[Other]:
    """Return who else has a place, for the region and the dimension that are chosen."""
    learner = directory().by_code.get(form["region"].data or form["region"].choices[0].value)
    mentor = target.chosen(form["mentor"].data)
    if learner is None:
        return []
    sought = Sought(
        learner=learner,
        champion=target.champion,
        mentor_id=mentor.id if mentor else None,
        practice_id=target.practice.id if target.practice else None,
        dimension=form["dimension"].data or target.dimension,
    )
    slug = target.practice.slug if target.practice else None
    return [other_of(one, slug) for one in alternatives(sought)]
