"""What can be followed here: a region."""

from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.follows.queries.registry import Topic, TopicKind, register
from portal.practices.queries.topics import REGION
from portal.practices.views.followed import PLACES
from portal.regions.queries import directory


def _find(_actor: Actor, key: str) -> Topic | None:
    known = directory()
    region = known.by_code.get(known.moved.get(key, key))
    return Topic(REGION, region.code, region.name, f"/regions/{region.code}") if region else None


def start() -> None:
    """Let regions be followed."""
    register(
        TopicKind(
            name=REGION,
            label=_l("Daerah"),
            invitation=_l("Ikuti daerah ini"),
            levels=PLACES,
            find=_find,
        )
    )
