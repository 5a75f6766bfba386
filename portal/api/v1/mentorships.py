"""`/api/v1/mentorships`: how the mentorships stand that somebody's regions, or editors, may see."""

from typing import Any

from flask import url_for

from portal.api.v1.mentorship_schemas import (
    MentorshipAnswer,
    MentorshipList,
    MentorshipParameters,
)
from portal.api.v1.resource import Resource
from portal.core.access import current_actor, requires
from portal.core.addresses import absolute
from portal.mentoring.queries import MentorshipView, get_visible, history
from portal.mentoring.queries.listing import Asked, found
from portal.practices.permissions import OPEN_DESK
from portal.regions.queries import RegionView

blueprint = Resource("api-mentorships", __name__, description="Who goes along with whom.")


@blueprint.get("/mentorships")
@requires(OPEN_DESK)
@blueprint.arguments(MentorshipParameters, location="query")
@blueprint.response(200, MentorshipList)
@blueprint.guarded("listMentorships", "BAD_REQUEST")
def browse(parameters: dict[str, Any]) -> dict[str, Any]:
    """List the mentorships of one's regions, all to editors, newest first."""
    asked = Asked(side=parameters["side"], group=parameters["group"])
    page, per_page = parameters["page"], parameters["per_page"]
    views, total = found(current_actor(), asked, page, per_page)
    return {
        "items": [_item(view) for view in views],
        "total": total,
        "page": page,
        "pages": -(-total // per_page),
    }


@blueprint.get("/mentorships/<key:mentorship>")
@requires(OPEN_DESK)
@blueprint.response(200, MentorshipAnswer)
@blueprint.guarded("getMentorship", "NOT_FOUND")
def one(mentorship: str) -> dict[str, Any]:
    """Return a mentorship with its history."""
    view = get_visible(current_actor(), mentorship)
    steps = [{"state": line.state.value, "at": line.happened_at} for line in history(view.id)]
    return {**_item(view), "history": steps}


def _item(view: MentorshipView) -> dict[str, Any]:
    return {
        "id": view.public_id,
        "learner": _region(view.learner),
        "champion": _region(view.champion),
        "mentor": view.mentor_name,
        "practice": view.slug,
        "dimension": view.dimension,
        "state": view.state.value,
        "requested_at": view.requested_at,
        "expires_at": view.expires_at,
        "decided_at": view.decided_at,
        "starts_on": view.starts_on,
        "ends_on": view.ends_on,
        "url": absolute(url_for("mentoring.mentorship", mentorship=view.public_id)),
    }


def _region(region: RegionView) -> dict[str, str]:
    return {"code": region.code, "name": region.name}
