"""Of which regions figures tell: of all real ones, of a province with all in it, or of one."""

from dataclasses import dataclass

from portal.core.errors import NotFound
from portal.regions.models import RegionKind
from portal.regions.queries import RegionView, directory


@dataclass(frozen=True)
class Scope:
    """Regions that are counted together; `region` is None for the nation."""

    region: RegionView | None
    ids: frozenset[int]

    @property
    def is_nation(self) -> bool:
        """Whether it is the whole country."""
        return self.region is None

    @property
    def is_area(self) -> bool:
        """Whether it has parts that have figures of their own."""
        return self.region is None or self.region.kind is RegionKind.PROVINCE

    @property
    def has_funnel(self) -> bool:
        """Whether steps of mentoring may be told of it.

        Who goes along with whom is for both regions to know, so only a country tells how many, the
        real one or the one of the demonstration.
        """
        return self.region is None or (self.is_area and self.region.invented)


def nation() -> Scope:
    """Return all regions that are not invented."""
    real = (region.id for region in directory().by_id.values() if not region.invented)
    return Scope(None, frozenset(real))


def at(code: str) -> Scope:
    """Return a province with all regions in it, or one region.

    Raises:
        NotFound: if there is no region of that code.
    """
    known = directory()
    region = known.by_code.get(code)
    if region is None:
        raise NotFound
    within = known.within(code) if region.kind is RegionKind.PROVINCE else ()
    return Scope(region, frozenset(each.id for each in (region, *within)))


def invented_ids() -> list[int]:
    """Return the ids of the regions of the demonstration."""
    return sorted(region.id for region in directory().by_id.values() if region.invented)
