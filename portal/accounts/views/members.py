"""The members of a region, or those with national roles: invite, approve, end and hand over."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import AppointForm, EndForm
from portal.accounts.permissions import (
    APPROVE_MEMBERSHIP,
    END_MEMBERSHIP,
    GRANT_MEMBERSHIP,
    VIEW_MEMBERS,
    Seat,
)
from portal.accounts.queries import members as queries
from portal.accounts.queries.members import Left, Member, MemberState
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.accounts.services import handover, staffing
from portal.accounts.services.handover import Ending
from portal.accounts.services.memberships import Post
from portal.accounts.services.staffing import Invited
from portal.accounts.views.fresh import is_fresh
from portal.accounts.views.pages import blueprint, go, here, refused
from portal.core.access import current_actor, requires
from portal.core.errors import BadInput, NotFound
from portal.core.forms import day_or_none
from portal.core.i18n import _l, current_locale
from portal.core.permissions import Role, permits
from portal.regions.queries import RegionView, directory

STATES = {
    MemberState.PROPOSED: (_l("menunggu persetujuan kedua"), "warn"),
    MemberState.INVITED: (_l("diundang"), ""),
    MemberState.UPCOMING: (_l("belum mulai"), ""),
    MemberState.ACTIVE: (_l("aktif"), "good"),
    MemberState.ENDING: (_l("segera berakhir"), "warn"),
    MemberState.DISABLED: (_l("akun dinonaktifkan"), "stop"),
}
DONE = {
    "invited": _l("Undangan sudah dikirim lewat surel."),
    "granted": _l("Peran sudah diberikan, dan kami mengabarkannya lewat surel."),
    "proposed": _l("Usulan dicatat. Editor lain harus menyetujuinya sebelum berlaku."),
    "approved": _l("Peran sudah disetujui."),
    "again": _l("Undangan baru sudah dikirim."),
    "withdrawn": _l("Sudah ditarik kembali."),
}
AFTER = {MemberState.INVITED: "invited", MemberState.PROPOSED: "proposed"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A member as a row of the list; an address is None where its button is not for the reader."""

    member: Member
    role: str
    state: str
    tone: str
    end_url: str | None
    approve_url: str | None
    again_url: str | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """A hand-over as a row of the list."""

    name: str
    role: str
    left: Left
    url: str


def place_at(code: str | None) -> RegionView | None:
    """Return the region with a code, None for the nation.

    Raises:
        NotFound: if there is none.
    """
    if code is None:
        return None
    found = directory().by_code.get(code)
    if found is None:
        raise NotFound
    return found


def _id_of(region: RegionView | None) -> int | None:
    return region.id if region else None


def _role(slug: str) -> Role:
    try:
        return Role(slug)
    except ValueError as error:
        raise NotFound from error


@blueprint.get("/members", defaults={"code": None})
@blueprint.get("/regions/<code:code>/members")
@requires(VIEW_MEMBERS)
def members(code: str | None) -> str:
    """Show who is what there."""
    region = place_at(code)
    queries.require_view(current_actor(), _id_of(region))
    return _members_page(region, _appoint_form(region))


@blueprint.post("/members", defaults={"code": None})
@blueprint.post("/regions/<code:code>/members")
@requires(GRANT_MEMBERSHIP)
def appoint(code: str | None) -> AnyResponse:
    """Give somebody a role."""
    region = place_at(code)
    queries.require_view(current_actor(), _id_of(region))
    form = _appoint_form(region)
    if form.validate() and is_fresh(form):
        try:
            state = staffing.appoint(
                current_actor(),
                Invited(mail=form.mail.data, name=form.name.data),
                _post(code, form),
                locale=current_locale(),
            )
        except BadInput as error:
            form.blame("mail", str(error))
        else:
            return go("accounts.members", code=code, done=AFTER.get(state, "granted"))
    return refused(_members_page(region, form))


def _post(code: str | None, form: AppointForm) -> Post:
    return Post(
        role=Role(form.role.data),
        region=code,
        decree_no=form.decree_no.data,
        starts_on=day_or_none(form.starts_on.data),
        ends_on=day_or_none(form.ends_on.data),
    )


def _appoint_form(region: RegionView | None) -> AppointForm:
    form = AppointForm(is_fresh=here().is_fresh)
    form.offer(
        [
            role
            for role in ROLE_LABELS
            if permits(current_actor(), GRANT_MEMBERSHIP, Seat(region_id=_id_of(region), role=role))
        ]
    )
    return form


def _members_page(region: RegionView | None, form: AppointForm) -> str:
    place = _id_of(region)
    return render_template(
        "accounts/members.html",
        region=region,
        form=form,
        rows=[_row(member, region) for member in queries.members_of(place)],
        queued=handover.counts_of(handover.queued_in(place)),
        past=[_past(left) for left in queries.handovers_of(place)],
        done=str(DONE.get(request.args.get("done", ""), "")),
    )


def _row(member: Member, region: RegionView | None) -> Row:
    actor = current_actor()
    own = Seat(region_id=member.region_id, role=member.role, person_id=member.person_id)
    waits = member.state is MemberState.PROPOSED
    second = actor.person_id not in {member.granted_by_id, member.person_id}
    values: dict[str, Any] = {
        "code": region.code if region else None,
        "person": member.public_id,
        "role": member.role.value,
    }
    label, tone = STATES[member.state]
    return Row(
        member=member,
        role=str(ROLE_LABELS[member.role]),
        state=str(label),
        tone=tone,
        end_url=url_for("accounts.end_membership", **values)
        if permits(actor, END_MEMBERSHIP, own)
        else None,
        approve_url=url_for("accounts.approve_membership", **values)
        if waits and second and permits(actor, APPROVE_MEMBERSHIP)
        else None,
        again_url=url_for("accounts.invite_again", **values)
        if member.state is MemberState.INVITED and permits(actor, GRANT_MEMBERSHIP, own)
        else None,
    )


def _past(left: Left) -> Past:
    return Past(
        name=left.name,
        role=str(ROLE_LABELS[left.role]),
        left=left,
        url=url_for("accounts.handover", handover=left.public_id),
    )


@blueprint.post("/members/<slug:person>/<slug:role>/approve", defaults={"code": None})
@blueprint.post("/regions/<code:code>/members/<slug:person>/<slug:role>/approve")
@requires(APPROVE_MEMBERSHIP)
def approve_membership(code: str | None, person: str, role: str) -> AnyResponse:
    """Be the second who gives a role."""
    staffing.approve(current_actor(), _id_of(place_at(code)), person, _role(role))
    return go("accounts.members", code=code, done="approved")


@blueprint.post("/members/<slug:person>/<slug:role>/again", defaults={"code": None})
@blueprint.post("/regions/<code:code>/members/<slug:person>/<slug:role>/again")
@requires(GRANT_MEMBERSHIP)
def invite_again(code: str | None, person: str, role: str) -> AnyResponse:
    """Send the link of an invitation again."""
    staffing.invite_again(current_actor(), _id_of(place_at(code)), person, _role(role))
    return go("accounts.members", code=code, done="again")


@blueprint.get("/members/<slug:person>/<slug:role>/end", defaults={"code": None})
@blueprint.get("/regions/<code:code>/members/<slug:person>/<slug:role>/end")
@requires(END_MEMBERSHIP)
def end_membership(code: str | None, person: str, role: str) -> str:
    """Ask by which decree a role ends and who takes over."""
    region = place_at(code)
    leaving = leaving_of(region, person, role)
    return _end_page(region, leaving, _end_form(leaving))


@blueprint.post("/members/<slug:person>/<slug:role>/end", defaults={"code": None})
@blueprint.post("/regions/<code:code>/members/<slug:person>/<slug:role>/end")
@requires(END_MEMBERSHIP)
def do_end_membership(code: str | None, person: str, role: str) -> AnyResponse:
    """End a role and hand its work over."""
    region = place_at(code)
    leaving = leaving_of(region, person, role)
    form = _end_form(leaving)
    if form.validate() and is_fresh(form):
        ending = Ending(decree_no=form.decree_no.data, successor=form.successor.data)
        try:
            made = handover.end(current_actor(), _id_of(region), person, leaving.role, ending)
        except BadInput as error:
            form.blame("decree_no" if not form.decree_no.data else "successor", str(error))
        else:
            return _ended(code, leaving, made)
    return refused(_end_page(region, leaving, form))


def _ended(code: str | None, leaving: Member, made: str | None) -> AnyResponse:
    if leaving.person_id == here().person_id:
        return go("accounts.account", done="ended")  # what is left may not show the hand-over
    if made is None:
        return go("accounts.members", code=code, done="withdrawn")
    return go("accounts.handover", handover=made)


def leaving_of(region: RegionView | None, person: str, role: str) -> Member:
    """Return the member whose role is to end, if the actor may know and end it.

    Raises:
        NotFound: if not.
    """
    queries.require_view(current_actor(), _id_of(region))
    found = queries.member(_id_of(region), person, _role(role))
    seat = Seat(region_id=found.region_id, role=found.role, person_id=found.person_id)
    if not permits(current_actor(), END_MEMBERSHIP, seat):
        raise NotFound
    return found


def _end_form(leaving: Member) -> EndForm:
    form = EndForm(is_fresh=here().is_fresh)
    form.offer([(person.public_id, person.name) for person in handover.successors_of(leaving)])
    return form


def _end_page(region: RegionView | None, leaving: Member, form: EndForm) -> str:
    return render_template(
        "accounts/end.html",
        region=region,
        form=form,
        leaving=leaving,
        role=str(ROLE_LABELS[leaving.role]),
        held=handover.counts_of(handover.held_by(leaving)),
        back=url_for("accounts.members", code=region.code if region else None),
    )
