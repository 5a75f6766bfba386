"""What search results show of champions: that a practice is of one."""

from collections.abc import Mapping, Sequence

from portal.core.i18n import _
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.mentoring.queries.hits import of_champions
from portal.regions.schemas.labels import name_of
from portal.regions.schemas.measures import What


def start() -> None:
    """Add it to the results."""
    register(Panel(place=Place.RESULTS_HIT, load=_load, template="mentoring/_hit.html"))


def _load(_actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    return {key: _said(dimensions) for key, dimensions in of_champions(ids).items()}


def _said(dimensions: Sequence[str]) -> str:
    names = ", ".join(name_of(What.MATURITY, dimension) for dimension in dimensions)
    return _("Daerahnya champion: %(dimensions)s", dimensions=names)
