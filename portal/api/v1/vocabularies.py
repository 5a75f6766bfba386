"""`/api/v1/vocabularies`."""

from typing import Any

from portal.api.v1.resource import Resource
from portal.api.v1.schemas import Paged, SchemeList
from portal.core.access import public
from portal.core.paging import page_of
from portal.vocabularies.queries import SchemeView, catalogue

blueprint = Resource("api-vocabularies", __name__, description="Term lists and maturity levels.")


@blueprint.get("/vocabularies")
@public
@blueprint.arguments(Paged, location="query")
@blueprint.response(200, SchemeList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.doc(operationId="listVocabularies")
def browse(parameters: dict[str, Any]) -> dict[str, Any]:
    """List the vocabularies with all their terms."""
    schemes = list(catalogue().values())
    return page_of(schemes, parameters["page"], parameters["per_page"], show=_item)


def _item(scheme: SchemeView) -> dict[str, Any]:
    return {
        "code": scheme.code,
        "version": scheme.version,
        "label": scheme.label,
        "description": scheme.description,
        "levels": scheme.levels,
        "terms": list(scheme.terms.values()),
    }
