"""What is done each night."""

from datetime import timedelta

from portal.care.services import nightly
from portal.core.schedule import every


def serve_jobs() -> None:
    """Register the look at what changes did."""
    every(timedelta(days=1), "search care")(nightly.look)
