"""Working hours: 08.00-16.00 by the asker's clock, Monday to Friday, holidays left out.

Source of the five-day week: Peraturan Presiden 21/2023 on working days and hours of the agencies
of government; of the holidays: the joint decree of three ministers for each year.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

OPENS, CLOSES = time(8), time(16)
DAY = timedelta(hours=8)
SATURDAY = 5


def is_working(day: date, holidays: Collection[date]) -> bool:
    """Tell whether offices work on a day."""
    return day.weekday() < SATURDAY and day not in holidays


def after(moment: datetime, days: int, zone: tzinfo, holidays: Collection[date]) -> datetime:
    """Return when so many working days of eight hours have passed since a moment.

    What falls outside working hours counts from the next morning; what ends with a working day
    ends at 16.00 of it, not at 08.00 of the next.
    """
    now = _begin(moment.astimezone(zone), zone, holidays)
    left = DAY * days
    while left > (rest := _closing(now.date(), zone) - now):
        left -= rest
        now = _opening(_next(now.date(), holidays), zone)
    return now + left


def between(start: datetime, end: datetime, zone: tzinfo, holidays: Collection[date]) -> timedelta:
    """Return how much working time lies between two moments."""
    now, end = _begin(start.astimezone(zone), zone, holidays), end.astimezone(zone)
    passed = timedelta()
    while now < end:
        passed += min(end, _closing(now.date(), zone)) - now
        now = _opening(_next(now.date(), holidays), zone)
    return passed


def _begin(local: datetime, zone: tzinfo, holidays: Collection[date]) -> datetime:
    """Return the first moment of work that is not before `local`."""
    day = local.date()
    if not is_working(day, holidays) or local >= _closing(day, zone):
        return _opening(_next(day, holidays), zone)
    return max(local, _opening(day, zone))


def _next(day: date, holidays: Collection[date]) -> date:
    day += timedelta(days=1)
    while not is_working(day, holidays):
        day += timedelta(days=1)
    return day


def _opening(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, OPENS, zone)


def _closing(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, CLOSES, zone)
