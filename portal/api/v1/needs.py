"""`/api/v1/needs`: what several regions looked for in vain."""

from typing import Any

from flask import url_for

from portal.api.v1.need_schemas import NeedList, NeedParameters
from portal.api.v1.resource import Resource
from portal.core.access import public
from portal.core.addresses import absolute
from portal.core.permissions import ANONYMOUS
from portal.needs.queries import Asked, NeedView, board
from portal.needs.views.labels import title_of

blueprint = Resource("api-needs", __name__, description="What is missing, and who writes about it.")


@blueprint.get("/needs")
@public
@blueprint.arguments(NeedParameters, location="query")
@blueprint.response(200, NeedList)
@blueprint.open_to_all("listNeeds", "BAD_REQUEST")
def browse(parameters: dict[str, Any]) -> dict[str, Any]:
    """List the needs, those of most regions first and what is closed last.

    What at least three regions searched for in vain, which none of them is named for, and which
    region writes about it.
    """
    asked = Asked(parameters["state"], parameters["dimension"], parameters["sector"])
    page, per_page = parameters["page"], parameters["per_page"]
    views, total = board(ANONYMOUS, asked, page, per_page)
    return {
        "items": [_item(view) for view in views],
        "total": total,
        "page": page,
        "pages": -(-total // per_page),
    }


def _item(view: NeedView) -> dict[str, Any]:
    region = view.claimed_by
    return {
        "id": view.public_id,
        "title": title_of(view),
        "state": view.state.value,
        "dimension": view.dimension,
        "sector": view.sector,
        "searches": view.searches,
        "regions": view.regions,
        "joined": view.joined,
        **({"claimed_by": {"code": region.code, "name": region.name}} if region else {}),
        "claimed_until": view.claimed_until,
        "answer": view.answered_by,
        "url": absolute(url_for("needs.need", need=view.public_id)),
    }
