"""Reads: how alike regions are, by five traits."""

from dataclasses import dataclass

from portal.regions.queries import RegionView, directory
from portal.regions.schemas.traits import Trait

LEAST = 3  # traits alike of regions that are called alike


@dataclass(frozen=True)
class Likeness:
    """A region, and in which traits it is like another; `share` of the five runs from 0 to 1."""

    region: RegionView
    alike: tuple[Trait, ...]

    @property
    def share(self) -> float:
        """The share of the five traits that are alike."""
        return len(self.alike) / len(Trait)


def traits_of(region: RegionView) -> dict[Trait, str | None]:
    """Return the five traits of a region, None where nobody has said."""
    return {
        Trait.KIND: region.kind.value,
        Trait.POPULATION: region.population_band,
        Trait.TERRAIN: region.terrain,
        Trait.CONNECTIVITY: region.connectivity,
        Trait.FISCAL: region.fiscal_band,
    }


def likeness(region: RegionView, other: RegionView) -> Likeness:
    """Compare two regions; what nobody has said is like nothing."""
    one, two = traits_of(region), traits_of(other)
    alike = tuple(trait for trait in Trait if one[trait] and one[trait] == two[trait])
    return Likeness(other, alike)


def similar(region: RegionView, most: int) -> list[Likeness]:
    """Return the regions that are most like one, best first, neighbours before others."""
    known = directory().by_code.values()
    found = [
        likeness(region, other)
        for other in known
        if other.id != region.id and other.invented == region.invented
    ]
    alike = [one for one in found if len(one.alike) >= LEAST]
    alike.sort(
        key=lambda one: (
            -len(one.alike),
            one.region.province_code != region.province_code,
            one.region.code,
        )
    )
    return alike[:most]
