"""What the worker does for saved searches."""

from datetime import timedelta

from portal.core.schedule import every
from portal.saved.services import matching


def serve_jobs() -> None:
    """Look for new matches every hour."""
    every(timedelta(hours=1), "searches")(matching.look)
