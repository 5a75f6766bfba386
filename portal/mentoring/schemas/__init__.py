"""Bounds of requests for mentoring, how days are counted, and who gets a place of a mentor."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo

MAX_TEXT = 5_000  # characters
MOST_OPEN = 5  # requests of a region that are not settled yet
MOST_ALTERNATIVES = 3
ANSWER_DAYS, OFFER_DAYS = 7, 3
REMINDERS = (3, 5)


def day_after(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """Return when the day begins, by the clock of a zone, that comes so many days later."""
    day = moment.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def allot(free: dict[int, int], wanted: Iterable[int | None]) -> list[bool]:
    """Tell of those who want a place, first come first, which of them get one; `free` shrinks.

    They want one of a certain mentor or, for None, of whoever has most of them.
    """
    return [_take(free, mentor) for mentor in wanted]


def _take(free: dict[int, int], mentor: int | None) -> bool:
    if mentor is None:
        mentor = max(free, key=lambda one: (free[one], -one), default=0)
    if free.get(mentor, 0) <= 0:
        return False
    free[mentor] -= 1
    return True
