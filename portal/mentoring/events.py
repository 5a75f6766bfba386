"""What mentoring tells the features above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GraduationProposed:
    """A region has what it takes to become or stay a champion; an editor is to decide."""

    proposal_id: int
