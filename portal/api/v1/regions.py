"""`/api/v1/regions`."""

from typing import Any

from flask import url_for

from portal.api.v1.champions import items_of
from portal.api.v1.region_profiles import profile_of
from portal.api.v1.region_schemas import RegionDetail, RegionList, RegionParameters
from portal.api.v1.resource import OR_WITH_TOKEN, Resource
from portal.core.access import current_actor, public
from portal.core.addresses import absolute
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.paging import page_of
from portal.practices.queries import KIND
from portal.practices.views.labels import badge_label
from portal.regions.queries import BadgeView, RegionView, directory
from portal.regions.queries.champions import statuses_of
from portal.search.registry import table

blueprint = Resource("api-regions", __name__, description="Provinces, regencies and cities.")


@blueprint.get("/regions")
@public
@blueprint.arguments(RegionParameters, location="query")
@blueprint.response(200, RegionList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.doc(operationId="listRegions")
def browse(parameters: dict[str, Any]) -> dict[str, Any]:
    """List regions in the order of their codes, or by how well they fit `q`."""
    known = directory()
    found = known.matching(parameters["q"]) if parameters["q"] else known.by_code.values()
    chosen = [
        region
        for region in found
        if parameters.get("province") in {None, region.province_code}
        and parameters.get("kind") in {None, region.kind.value}
        and parameters.get("champion") in {None, *(badge.kind for badge in region.badges)}
    ]
    return page_of(chosen, parameters["page"], parameters["per_page"], show=_item)


@blueprint.get("/regions/<code:code>")
@public
@blueprint.response(200, RegionDetail)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.doc(operationId="getRegion", security=OR_WITH_TOKEN)
def one(code: str) -> dict[str, Any]:
    """Return a region with its profile; a former code finds it too."""
    known = directory()
    region = known.by_code.get(known.moved.get(code, code))
    if region is None:
        raise NotFound
    actor = current_actor()
    statuses = items_of(actor, statuses_of(region.id))
    return _item(region) | profile_of(actor, region) | {"champion": statuses}


def _item(region: RegionView) -> dict[str, Any]:
    province = directory().province_of(region)
    return {
        "code": region.code,
        "name": region.name,
        "kind": region.kind.value,
        "is_autonomous": region.is_autonomous,
        "province": {"code": province.code, "name": province.name},
        "aliases": region.aliases,
        "former_codes": region.former_codes,
        "badges": [_badge(badge) for badge in region.badges],
        "practices": table(KIND).count(region=region.code),
        "url": absolute(url_for("overview.region", code=region.code)),
    }


def _badge(badge: BadgeView) -> dict[str, str]:
    return {
        "kind": badge.kind,
        "label": badge_label(badge),
        "date": badge.date,
        "text": words(badge.text),
        "source": badge.source,
        "publisher": badge.publisher,
        "url": badge.url,
    }
