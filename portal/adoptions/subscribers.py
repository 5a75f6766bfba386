"""What threads learn of adoptions: who speaks as an adopter, and who may know an answer."""

from portal.accounts.queries import holders
from portal.adoptions.permissions import RECORDERS
from portal.adoptions.queries.applied import adopted_by, adopters_of, has_adopted
from portal.threads.models import Thread
from portal.threads.permissions import adopters
from portal.threads.queries.offers import Offering, offers


def start() -> None:
    """Tell them."""
    adopters(has_adopted)
    offers(Offering(name="adopters", threads=adopted_by, people=_people))


def _people(thread: Thread) -> set[int]:
    regions = adopters_of(thread.practice_id) if thread.practice_id is not None else []
    return {who for region_id in regions for who in holders(*RECORDERS, region_id=region_id)}
