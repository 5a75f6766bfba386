"""`/api/v1/regions/{code}/members` and `/api/v1/members`: who is what, and handing over."""

from collections.abc import Mapping
from typing import Any

from portal.accounts.permissions import END_MEMBERSHIP, VIEW_MEMBERS
from portal.accounts.queries import members as queries
from portal.accounts.queries.members import Member
from portal.accounts.services import handover
from portal.accounts.services.entering import WrongPassword, check_password
from portal.accounts.services.handover import Ending
from portal.accounts.views.members import leaving_of, place_at
from portal.api.v1.member_schemas import EndAnswer, EndBody, HandoverAnswer, MemberList
from portal.api.v1.resource import Resource
from portal.api.v1.schemas import Paged
from portal.core.access import current_actor, requires
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.paging import page_of
from portal.regions.queries import directory

blueprint = Resource("api-members", __name__, description="Members of regions, and hand-overs.")


@blueprint.get("/regions/<code:code>/members")
@requires(VIEW_MEMBERS)
@blueprint.arguments(Paged, location="query")
@blueprint.response(200, MemberList)
@blueprint.guarded("listMembers", "BAD_REQUEST", "NOT_FOUND")
def members(parameters: dict[str, Any], code: str) -> dict[str, Any]:
    """List who is what in a region."""
    return _listed(parameters, code)


@blueprint.get("/members")
@requires(VIEW_MEMBERS)
@blueprint.arguments(Paged, location="query")
@blueprint.response(200, MemberList)
@blueprint.guarded("listNationalMembers", "BAD_REQUEST", "NOT_FOUND")
def national_members(parameters: dict[str, Any]) -> dict[str, Any]:
    """List who holds a national role."""
    return _listed(parameters, None)


@blueprint.post("/regions/<code:code>/members/<slug:person>/<slug:role>/end")
@requires(END_MEMBERSHIP)
@blueprint.arguments(EndBody)
@blueprint.response(200, EndAnswer)
@blueprint.guarded("endMembership", "BAD_REQUEST", "NOT_FOUND", "TOO_MANY_REQUESTS")
def end(body: dict[str, Any], code: str, person: str, role: str) -> dict[str, Any]:
    """End a role in a region and hand its work over."""
    return _ended(body, code, person, role)


@blueprint.post("/members/<slug:person>/<slug:role>/end")
@requires(END_MEMBERSHIP)
@blueprint.arguments(EndBody)
@blueprint.response(200, EndAnswer)
@blueprint.guarded("endNationalMembership", "BAD_REQUEST", "NOT_FOUND", "TOO_MANY_REQUESTS")
def end_national(body: dict[str, Any], person: str, role: str) -> dict[str, Any]:
    """End a national role and hand its work over."""
    return _ended(body, None, person, role)


@blueprint.get("/handovers/<slug:handover>")
@requires(VIEW_MEMBERS)
@blueprint.response(200, HandoverAnswer)
@blueprint.guarded("getHandover", "NOT_FOUND")
def what_moved(handover: str) -> dict[str, Any]:
    """Return what went over to whom."""
    left = queries.handover(handover)
    queries.require_view(current_actor(), left.region_id)
    code = directory().by_id[left.region_id].code if left.region_id is not None else None
    return {
        "id": left.public_id,
        "region": code,
        "name": left.name,
        "role": left.role.value,
        "decree_no": left.decree_no,
        "successor": left.successor,
        "moved": _counts(left.moved),
        "left": _counts(left.left),
        "at": left.at,
    }


def _listed(parameters: dict[str, Any], code: str | None) -> dict[str, Any]:
    region = place_at(code)
    place = region.id if region else None
    queries.require_view(current_actor(), place)
    found = queries.members_of(place)
    return page_of(found, parameters["page"], parameters["per_page"], show=_item)


def _ended(body: dict[str, Any], code: str | None, person: str, role: str) -> dict[str, Any]:
    actor = current_actor()
    leaving = leaving_of(place_at(code), person, role)
    _require_password(body["password"])
    ending = Ending(decree_no=body["decree_no"], successor=body["successor"])
    made = handover.end(actor, leaving.region_id, person, leaving.role, ending)
    return {"handover": made}


def _require_password(password: str) -> None:
    """Ask for the password: a token was made long ago, so it is never fresh.

    Raises:
        BadInput: if it is another.
        TooMany: after too many attempts.
    """
    try:
        check_password(current_actor().person_id or 0, password)
    except WrongPassword as error:
        raise BadInput(_("Kata sandi sekarang salah.")) from error


def _item(member: Member) -> dict[str, Any]:
    return {
        "person": member.public_id,
        "name": member.name,
        "mail": member.mail,
        "role": member.role.value,
        "decree_no": member.decree_no,
        "starts_on": member.starts_on,
        "ends_on": member.ends_on,
        "state": member.state.value,
    }


def _counts(kinds: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"kind": kind, "count": count} for kind, count in kinds.items()]
