"""The profile of a region as programs read it."""

from collections.abc import Iterable
from typing import Any

from portal.core.formats import words
from portal.core.permissions import Actor
from portal.regions.queries import RegionView
from portal.regions.queries.likeness import traits_of
from portal.regions.queries.profile import AssessmentView, Targets, assessments_of, targets
from portal.regions.schemas.labels import name_of, term_of, trait_label
from portal.regions.schemas.measures import SCHEMES, What


def profile_of(actor: Actor, region: RegionView) -> dict[str, Any]:
    """Return what an actor may read of a region's profile."""
    views, wanted = assessments_of(actor, region.id), targets(region.id)
    return {
        "assessments": [_level(view, wanted) for view in _only(What.MATURITY, views)],
        "spm": [_item(view) for view in _only(What.SPM, views)],
        "indices": [_index(view) for view in _only(What.INDEX, views)],
        "traits": [
            {
                "trait": trait.value,
                "value": code,
                "label": trait_label(trait.value, code) or None,
            }
            for trait, code in traits_of(region).items()
        ],
        "time_zone": region.zone,
    }


def _only(what: What, views: Iterable[AssessmentView]) -> list[AssessmentView]:
    return [view for view in views if view.what is what]


def _item(view: AssessmentView) -> dict[str, Any]:
    return {
        "code": view.code,
        "label": name_of(view.what, view.code),
        "scheme": SCHEMES[view.what],
        "date": view.date,
        "value": view.value,
        "kind": view.kind.value,
        "waits": view.waits,
        "source": view.source,
        "source_url": view.url,
    }


def _level(view: AssessmentView, wanted: Targets) -> dict[str, Any]:
    target = wanted.of(view.region_id, view.code)
    return _item(view) | {"level": f"M{view.value:g}", "target": f"M{target}"}


def _index(view: AssessmentView) -> dict[str, Any]:
    term = term_of(view.what, view.code)
    band = term.band_of(view.value) if term else None
    return _item(view) | {"band": words(band.label) if band else None}
