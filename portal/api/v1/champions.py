"""`/api/v1/champions`: which regions are champion of which dimension today, and by what."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from portal.api.v1.champion_schemas import ChampionList, ChampionParameters
from portal.api.v1.resource import OR_WITH_TOKEN, Resource
from portal.core.access import current_actor, public
from portal.core.addresses import absolute
from portal.core.paging import page_of
from portal.core.permissions import Actor
from portal.mentoring.queries.evidence import documents_of
from portal.regions.queries.champions import ChampionView, champions, histories
from portal.regions.schemas.labels import name_of
from portal.regions.schemas.measures import What

blueprint = Resource("api-champions", __name__, description="Regions that have learnt and teach.")


@blueprint.get("/champions")
@public
@blueprint.arguments(ChampionParameters, location="query")
@blueprint.response(200, ChampionList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="listChampions", security=OR_WITH_TOKEN)
def browse(parameters: dict[str, Any]) -> dict[str, Any]:
    """List the statuses of today in the order of the codes of their regions."""
    chosen = [view for view in champions() if parameters["dimension"] in {"", view.dimension}]
    page = page_of(chosen, parameters["page"], parameters["per_page"], show=lambda view: view)
    return {**page, "items": items_of(current_actor(), page["items"])}


def items_of(actor: Actor, views: Sequence[ChampionView]) -> list[dict[str, Any]]:
    """Return statuses with their proofs and history, in three queries for all."""
    documents = documents_of(actor, [view.basis for view in views])
    lines = histories([view.id for view in views])
    found = []
    for view in views:
        taught = documents.practices.get(view.basis.practice)
        shown = view.basis.adoption in documents.adoptions
        proofs = {
            "adoption": view.basis.adoption if shown else None,
            "level": f"M{view.basis.level}",
            "practice": taught.slug if taught else None,
            "answers": view.basis.answers,
        }
        history = [
            {
                "act": line.act.value,
                "at": line.happened_at,
                "until": line.expires_on,
                "reason": line.reason,
            }
            for line in lines[view.id]
        ]
        found.append(_item(view) | {"proofs": proofs, "history": history})
    return found


def _item(view: ChampionView) -> dict[str, Any]:
    return {
        "region": {"code": view.region.code, "name": view.region.name},
        "dimension": view.dimension,
        "label": name_of(What.MATURITY, view.dimension),
        "state": view.state.value,
        "granted_on": view.granted_on,
        "expires_on": view.expires_on,
        "url": absolute(url_for("overview.region", code=view.region.code, _anchor="champion")),
    }
