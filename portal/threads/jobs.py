"""What the worker does for threads."""

from datetime import timedelta

from portal.core.schedule import every
from portal.threads.services.files import look_after_files, sweep


def serve_jobs() -> None:
    """Register what is done at its time, and the files of posts."""
    look_after_files()
    every(timedelta(days=1), "post-files")(sweep)
