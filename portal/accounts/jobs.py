"""What accounts do once a day."""

from datetime import timedelta

from portal.accounts.services import cleaning, handover, staffing
from portal.core.schedule import every

DAY = timedelta(days=1)


def start() -> None:
    """Let the worker do it."""
    every(DAY, "accounts: remind of ends")(staffing.remind_of_ends)
    every(DAY, "accounts: hand over")(handover.hand_over_expired)
    every(DAY, "accounts: clean")(cleaning.clean)
