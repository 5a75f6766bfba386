"""What the rules about rights need to know of an adoption that is shown."""

from portal.adoptions.models import Adoption
from portal.adoptions.queries import AdoptionView


def target(view: AdoptionView) -> Adoption:
    """Return an adoption as the rules see it."""
    return Adoption(
        region_id=view.region.id,
        source_region_id=view.source.id if view.source else None,
        confirmed_by_id=view.confirmed_by_id,
    )
