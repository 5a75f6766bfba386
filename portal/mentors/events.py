"""What mentors tell the features above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MentorChanged:
    """A mentor takes more regions or fewer, rests or works again, is shown or not, or ended."""

    profile_id: int
    region_id: int
