"""Who makes somebody a mentor: the page of a region's admin, and the editor's button."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.permissions import VIEW_MEMBERS
from portal.accounts.queries.members import members_of, require_view
from portal.core.access import current_actor, requires
from portal.core.errors import Conflict, NotFound
from portal.core.i18n import _l
from portal.core.permissions import Role, permits
from portal.mentors.forms import DesignateForm
from portal.mentors.models import MentorState
from portal.mentors.permissions import CONFIRM, DESIGNATE
from portal.mentors.queries import MentorView, serving_in
from portal.mentors.services import designations
from portal.mentors.services.designations import SERVING
from portal.mentors.views.pages import blueprint, go, refused, told
from portal.regions.queries import RegionView
from portal.regions.queries import directory as regions

STATES = {
    MentorState.PROPOSED: (_l("menunggu pengesahan editor"), "warn"),
    MentorState.CONFIRMED: (_l("disahkan"), "good"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A designated mentor as a row of the list."""

    name: str
    url: str
    state: str
    tone: str
    shown: bool
    confirm_url: str | None
    end_url: str


@dataclass(frozen=True, kw_only=True)
class Governed:
    """The page of a region's mentors; without a form where there is nobody to propose."""

    region: RegionView
    rows: Sequence[Row]
    form: DesignateForm | None
    members_url: str
    done: str


@blueprint.get("/regions/<code:code>/mentors")
@requires(VIEW_MEMBERS)
def govern(code: str) -> str:
    """Show who is a mentor of a region, and who could be shown as one."""
    region = _governed(code)
    return _page(region, _form(region))


@blueprint.post("/regions/<code:code>/mentors")
@requires(DESIGNATE)
def designate(code: str) -> AnyResponse:
    """Propose a mentor to the editors."""
    region = _governed(code)
    form = _form(region)
    if form is None or not form.validate():
        return refused(_page(region, form))
    try:
        designations.designate(current_actor(), region.id, form.person.data)
    except (Conflict, NotFound) as error:
        form.blame("person", str(error))
        return refused(_page(region, form))
    return go("mentors.govern", code=code, done="designated")


@blueprint.post("/mentors/<key:mentor>/confirm")
@requires(CONFIRM)
def confirm(mentor: str) -> AnyResponse:
    """Be the second of two."""
    designations.confirm(current_actor(), mentor)
    return go("mentors.profile", mentor=mentor, done="confirmed")


@blueprint.post("/mentors/<key:mentor>/end")
@requires(VIEW_MEMBERS)
def end(mentor: str) -> AnyResponse:
    """End a designation, or refuse it."""
    region_id = designations.end(current_actor(), mentor)
    return go("mentors.govern", code=regions().by_id[region_id].code, done="ended")


def _governed(code: str) -> RegionView:
    region = regions().by_code.get(code)
    if region is None:
        raise NotFound
    require_view(current_actor(), region.id)
    return region


def _form(region: RegionView) -> DesignateForm | None:
    """Return the form with those who are mentors and not designated, None if there are none."""
    if not permits(current_actor(), DESIGNATE, region.id):
        return None
    known = {view.person_id for view in serving_in(region.id)}
    people = [
        (found.public_id, found.name)
        for found in members_of(region.id)
        if found.role is Role.MENTOR and found.state in SERVING and found.person_id not in known
    ]
    if not people:
        return None
    form = DesignateForm()
    form.offer(people)
    return form


def _page(region: RegionView, form: DesignateForm | None) -> str:
    page = Governed(
        region=region,
        rows=[_row(view) for view in serving_in(region.id)],
        form=form,
        members_url=url_for("accounts.members", code=region.code),
        done=told(),
    )
    return render_template("mentors/region.html", governed=page)


def _row(view: MentorView) -> Row:
    label, tone = STATES[view.state]
    actor = current_actor()
    second = actor.person_id not in {view.granted_by_id, view.person_id}
    waits = view.state is MentorState.PROPOSED
    may_confirm = waits and second and permits(actor, CONFIRM)
    return Row(
        name=view.name,
        url=url_for("mentors.profile", mentor=view.public_id),
        state=str(label),
        tone=tone,
        shown=view.agreed,
        confirm_url=url_for("mentors.confirm", mentor=view.public_id) if may_confirm else None,
        end_url=url_for("mentors.end", mentor=view.public_id),
    )
