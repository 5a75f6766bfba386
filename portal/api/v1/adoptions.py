"""`/api/v1/adoptions`: who has taken over what, how far it came, and what came of it."""

from typing import Any

from flask import url_for

from portal.adoptions.models import Outcome, Stage
from portal.adoptions.queries import AdoptionView, by_ids, get_visible, history
from portal.adoptions.queries.listing import FILTERS, Asked, found
from portal.adoptions.queries.plans import blocks_of, indicators_of
from portal.api.v1.adoption_schemas import AdoptionAnswer, AdoptionList, AdoptionParameters
from portal.api.v1.resource import OR_WITH_TOKEN, Resource
from portal.core.access import current_actor, public
from portal.core.addresses import absolute
from portal.core.formats import words
from portal.core.permissions import Actor
from portal.regions.queries import RegionView

blueprint = Resource("api-adoptions", __name__, description="Who takes over what from whom.")


@blueprint.get("/adoptions")
@public
@blueprint.arguments(AdoptionParameters, location="query")
@blueprint.response(200, AdoptionList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="listAdoptions", security=OR_WITH_TOKEN)
def browse(parameters: dict[str, Any]) -> dict[str, Any]:
    """List adoptions, those that moved last first."""
    asked = Asked(**{name: parameters[name] for name in FILTERS})
    page, per_page = parameters["page"], parameters["per_page"]
    views, total = found(current_actor(), asked, page, per_page)
    return {
        "items": [_item(view) for view in views],
        "total": total,
        "page": page,
        "pages": -(-total // per_page),
    }


@blueprint.get("/adoptions/<key:adoption>")
@public
@blueprint.response(200, AdoptionAnswer)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="getAdoption", security=OR_WITH_TOKEN)
def one(adoption: str) -> dict[str, Any]:
    """Return an adoption with its blocks, indicators and history."""
    actor = current_actor()
    view = get_visible(actor, adoption)
    return {
        **_item(view),
        "parent": _parent(view, actor),
        "confirmed": view.confirmed_at is not None,
        "report": view.report,
        "blocks": [
            {
                "number": block.number,
                "title": words(block.title),
                "choice": block.choice.value,
                "note": block.note,
            }
            for block in (blocks_of(view.id) if view.slug else ())
        ],
        "indicators": [
            {
                "name": words(row.name),
                "unit": words(row.unit),
                "baseline": row.baseline,
                "baseline_period": row.baseline_period,
                "target": row.target,
                "actual": row.actual,
                "actual_period": row.actual_period,
                "source": row.source,
            }
            for row in indicators_of(view.id)
        ],
        "history": [
            {
                "act": line.act.value,
                "stage": line.stage.value,
                "note": line.note,
                "at": line.happened_at,
            }
            for line in history(view.id)
        ],
    }


def _item(view: AdoptionView) -> dict[str, Any]:
    return {
        "id": view.public_id,
        "region": _region(view.region),
        **({"source": _region(view.source)} if view.source else {}),
        "practice": {
            "slug": view.slug,
            "version": view.version if view.slug else None,
            "title": words(view.title) if view.title else None,
            "catalogue": view.catalogue,
            "url": view.url,
        },
        "generation": view.generation,
        "stage": view.stage.value,
        "phase": view.phase.value,
        "outcome": _outcome(view),
        "reason": view.reason,
        "started_at": view.started_at,
        "moved_at": view.moved_at,
        "url": absolute(url_for("adoptions.adoption", adoption=view.public_id)),
    }


def _outcome(view: AdoptionView) -> Outcome | None:
    return view.outcome if view.stage is Stage.VERIFIED else None


def _region(region: RegionView) -> dict[str, str]:
    return {"code": region.code, "name": region.name}


def _parent(view: AdoptionView, actor: Actor) -> str | None:
    if view.parent_id is None:
        return None
    above = by_ids(actor, [view.parent_id]).get(view.parent_id)
    return above.public_id if above else None
