"""`/api/v1/practices`."""

from typing import Any

from flask import request, url_for

from portal.adoptions.queries.counting import Counts, counts
from portal.api.v1.draft_schemas import VersionList
from portal.api.v1.files import item_of
from portal.api.v1.resource import OR_WITH_TOKEN, Resource
from portal.api.v1.schemas import Paged, PracticeAnswer, PracticeList, SearchParameters
from portal.core.access import current_actor, public
from portal.core.addresses import NUMBER, absolute
from portal.core.formats import words
from portal.core.paging import page_of
from portal.practices import queries
from portal.practices.forms import read_search
from portal.practices.models import PracticeState
from portal.practices.queries.files import files_of, ids_in
from portal.practices.queries.history import VersionEntry, versions_of
from portal.practices.queries.life import history, later_measures
from portal.practices.views.listing import FACE
from portal.practices.views.lived import ending_of
from portal.practices.views.matches import highlighted
from portal.search.highlight import Marker
from portal.search.views import listing

LICENCE = "CC BY 4.0"
STATUS_OF = {
    PracticeState.STOPPED: "stopped",
    PracticeState.SUSPENDED: "suspended",
    PracticeState.WITHDRAWN: "withdrawn",
}
blueprint = Resource("api-practices", __name__, description="Case studies of regions.")


@blueprint.get("/practices")
@public
@blueprint.arguments(SearchParameters, location="query")
@blueprint.response(200, PracticeList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.doc(operationId="searchPractices")
def search(_parameters: dict[str, Any]) -> dict[str, Any]:
    """Search practices; the facets' numbers are what ticking each value gives."""
    asked, actor = read_search(request.args.to_dict(flat=False)), current_actor()
    found = listing.find(FACE, asked, actor)
    views = queries.by_keys(actor, found.results.keys)
    return found.told([_item(view, found.marker) for view in views])


@blueprint.get("/practices/<slug:slug>")
@public
@blueprint.response(200, PracticeAnswer)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="getPractice", security=OR_WITH_TOKEN)
def one(slug: str) -> dict[str, Any]:
    """Return a practice in its current version."""
    return answer_of(queries.get_visible(current_actor(), slug))


@blueprint.get("/practices/<slug:slug>/versions")
@public
@blueprint.arguments(Paged, location="query")
@blueprint.response(200, VersionList)
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="listPracticeVersions", security=OR_WITH_TOKEN)
def versions(parameters: dict[str, Any], slug: str) -> dict[str, Any]:
    """List the published versions of a practice, newest first."""
    _current, entries = versions_of(current_actor(), slug)

    def show(entry: VersionEntry) -> dict[str, Any]:
        path = url_for("practices.version", slug=slug, number=entry.number)
        return {
            "version": entry.number,
            "title": words(entry.title),
            "url": absolute(path),
            "content_hash": entry.content_hash,
            "published_at": entry.published_at,
        }

    return page_of(entries, parameters["page"], parameters["per_page"], show=show)


@blueprint.get(f"/practices/<slug:slug>/versions/<{NUMBER}:number>")
@public
@blueprint.response(200, PracticeAnswer)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.doc(operationId="getPracticeVersion", security=OR_WITH_TOKEN)
def version(slug: str, number: int) -> dict[str, Any]:
    """Return a practice as it stood in one of its versions."""
    return answer_of(queries.get_version(current_actor(), slug, number))


def _region(view: queries.PracticeView) -> dict[str, str]:
    return {"code": view.region.code, "name": view.region.name}


def _item(view: queries.PracticeView, marker: Marker | None) -> dict[str, Any]:
    return {
        "slug": view.slug,
        "title": words(view.record["title"]),
        "summary": words(view.record["summary"]),
        "region": _region(view),
        "dimensions": view.record["dimensions"],
        "sectors": view.record["sectors"],
        "evidence": view.evidence_level,
        "status": "stopped" if view.stopped else "active",
        "verification": view.pulse,
        "year": view.record.get("year"),
        "url": absolute(url_for("practices.detail", slug=view.slug)),
        "highlights": highlighted(view, marker),
    }


def answer_of(view: queries.PracticeView) -> dict[str, Any]:
    """Return a practice whole."""
    ending = ending_of(view, history(view.id))
    path = url_for("practices.version", slug=view.slug, number=view.number)
    return {
        "slug": view.slug,
        "url": absolute(path),
        "version": view.number,
        "current_version": view.current_number,
        "content_hash": view.content_hash,
        "evidence": view.evidence_level,
        "status": STATUS_OF.get(view.state, "active"),
        "verification": view.pulse,
        "verify_by": view.verify_by,
        "published_at": view.published_at,
        "region": _region(view),
        "licence": LICENCE,
        "files": [item_of(file) for file in files_of(view.id, ids_in(view.record)).values()],
        "measures": [
            {"indicator": name, "value": row.value, "period": row.period, "source": row.source}
            for name, rows in later_measures(view.id).items()
            for row in rows
        ],
        "adoptions": counts([view.id]).get(view.id, Counts()),
        "stop_reason": ending.reason if ending else None,
        "lesson": ending.lesson if ending else None,
        "record": view.record,
    }
