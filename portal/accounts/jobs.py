"""What the worker does for accounts."""

from datetime import timedelta

from portal.accounts.services import (
    cleaning,
    erasing,
    handover,
    own_data,
    people,
    purposes,
    staffing,
)
from portal.core.jobs import handles
from portal.core.schedule import every

DAY = timedelta(days=1)


def start() -> None:
    """Let the worker do it, and put on the lists what accounts keep and why."""
    handles(people.RESET_JOB)(people.send_resets)
    every(DAY, "accounts: remind of ends")(staffing.remind_of_ends)
    every(DAY, "accounts: hand over")(handover.hand_over_expired)
    every(timedelta(hours=1), "accounts: erase")(erasing.erase_due)
    cleaning.start()
    purposes.start()
    own_data.start()
