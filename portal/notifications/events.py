"""What is found out here, by looking again and again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchMatched:
    """A new practice matches a search that somebody has saved."""

    practice_id: int
    owner_id: int
