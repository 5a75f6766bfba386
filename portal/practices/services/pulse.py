"""When a practice has to be confirmed again, by the clock of Jakarta."""

from datetime import date, timedelta

from portal.core.clock import today
from portal.practices.models import Practice, Pulse

PATIENCE = timedelta(days=90)


def verified(practice: Practice) -> None:
    """Note that what a practice says was found true today; it holds for twelve months."""
    practice.verify_by = _in_twelve_months(today())
    practice.pulse = Pulse.VERIFIED


def _in_twelve_months(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def pulse_at(verify_by: date, day: date) -> Pulse:
    """Return how a practice that is to be confirmed by `verify_by` stands on a day."""
    if day < verify_by:
        return Pulse.VERIFIED
    return Pulse.DUE if day < verify_by + PATIENCE else Pulse.OVERDUE
