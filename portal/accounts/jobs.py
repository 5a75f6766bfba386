"""What the worker does for accounts."""

from datetime import timedelta

from portal.accounts.services import cleaning, handover, people, staffing
from portal.core.jobs import handles
from portal.core.schedule import every

DAY = timedelta(days=1)


def start() -> None:
    """Let the worker do it."""
    handles(people.RESET_JOB)(people.send_resets)
    every(DAY, "accounts: remind of ends")(staffing.remind_of_ends)
    every(DAY, "accounts: hand over")(handover.hand_over_expired)
    every(DAY, "accounts: clean")(cleaning.clean)
