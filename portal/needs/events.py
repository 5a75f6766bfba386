"""What needs tell the features above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NeedAnswered:
    """A practice that answers a need is there to read; of each need this is told once."""

    need_id: int


@dataclass(frozen=True)
class ClaimLapsed:
    """A region that wanted to write about a need has begun no draft in time."""

    need_id: int
    region_id: int
    claimed_until: date
