"""The traits by which regions are compared."""

from enum import StrEnum


class Trait(StrEnum):
    """What regions are compared by; all but the kind of region are schemes of terms."""

    KIND = "kind"
    POPULATION = "population-band"
    TERRAIN = "terrain"
    CONNECTIVITY = "connectivity"
    FISCAL = "fiscal-band"


CHOSEN = (Trait.POPULATION, Trait.TERRAIN, Trait.CONNECTIVITY, Trait.FISCAL)
