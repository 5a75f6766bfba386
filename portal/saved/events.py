"""What saved searches tell those above them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchMatched:
    """A new practice matches what somebody has saved; `search_id` is of the search that tells it.

    Matches that were told before searches had a name have none.
    """

    practice_id: int
    owner_id: int
    search_id: int | None = None
