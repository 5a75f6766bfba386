"""`/api/v1/regions/<code>/recommendations`: what a region may learn, for who works for it."""

from typing import Any

from flask import url_for

from portal.adoptions.queries.advice import advice_for, standings
from portal.adoptions.queries.matching import Match
from portal.api.v1.recommendation_schemas import RecommendationList
from portal.api.v1.resource import Resource
from portal.core.access import current_actor, requires
from portal.core.addresses import absolute
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.permissions import require
from portal.practices.permissions import OPEN_DESK
from portal.practices.queries import Brief, briefs
from portal.regions.models.profile import Kind
from portal.regions.permissions import VIEW_ASSESSMENT, Said
from portal.regions.queries import directory

blueprint = Resource("api-recommendations", __name__, description="What a region may learn.")


@blueprint.get("/regions/<code:code>/recommendations")
@requires(OPEN_DESK)
@blueprint.response(200, RecommendationList)
@blueprint.guarded("listRecommendations", "NOT_FOUND")
def browse(code: str) -> dict[str, Any]:
    """List what is recommended to a region, by what it says of itself where nobody else has."""
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    actor = current_actor()
    require(actor, VIEW_ASSESSMENT, Said(region.id, Kind.SELF, shown=False))
    matches = advice_for(region, standings(region.id))
    named = briefs(actor, [str(match.of.id) for match in matches])
    return {
        "items": [
            _item(match, brief) for match in matches if (brief := named.get(str(match.of.id)))
        ]
    }


def _item(match: Match, brief: Brief) -> dict[str, Any]:
    dimension, sector = match.gap.pair
    return {
        "slug": brief.slug,
        "title": words(brief.title),
        "region": {"code": brief.region.code, "name": brief.region.name},
        "score": round(match.score, 6),
        "gap": {
            "dimension": dimension,
            "level": match.gap.level,
            "target": match.gap.target,
            "sector": sector,
            "spm": match.gap.spm,
            "fit": round(match.gap.fit, 6),
        },
        "evidence": match.of.evidence,
        "context": round(match.context, 6),
        "replications": match.of.closed,
        "replicated": match.of.ok,
        "fresh": round(match.of.fresh, 6),
        "url": absolute(url_for("practices.detail", slug=brief.slug)),
    }
