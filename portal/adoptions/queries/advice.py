"""What is recommended to a region, by the formula over what the portal knows today."""

from collections.abc import Callable
from functools import cache

from portal.adoptions.queries.candidates import candidates
from portal.adoptions.queries.matching import Learner, Match, Standing, Weights, recommended
from portal.core.clock import today
from portal.core.settings import current_settings
from portal.regions.queries import RegionView, directory
from portal.regions.queries.likeness import likeness
from portal.regions.queries.profile import levels_of, spm_of, targets


def weights() -> Weights:
    """Return how much each term counts here."""
    return Weights(**dict(current_settings().matching_weights))


def standings(own: int) -> Callable[[int], Standing]:
    """Return what tells where regions stand: what is believed, and of `own` else its own word."""
    levels, spm = levels_of(own=own), spm_of(own=own)
    return lambda region_id: Standing(levels.get(region_id, {}), spm.get(region_id, {}))


def advice_for(region: RegionView, known: Callable[[int], Standing]) -> list[Match]:
    """Return what is recommended to a region; to a real one nothing of invented ones."""
    regions, wanted = directory().by_id, targets(region.id)
    learner = Learner(
        id=region.id,
        standing=known(region.id),
        target=cache(lambda dimension: wanted.of(region.id, dimension)),
        likeness=lambda owner: likeness(region, regions[owner]).share,
    )
    shelf = candidates().shelf(weights(), today())
    open_to = {
        owner: pairs
        for owner, pairs in shelf.items()
        if region.invented or not regions[owner].invented
    }
    return recommended(weights(), learner, known, open_to)
