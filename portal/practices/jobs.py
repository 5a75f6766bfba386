"""What the worker does for practices."""

from collections.abc import Sequence
from datetime import timedelta

from portal.core.jobs import handles
from portal.core.schedule import every
from portal.practices.services.files import TEXT_JOB, read_text, sweep


def serve_jobs() -> None:
    """Register the handlers; reading documents takes long, so the index does not wait for it."""
    handles(TEXT_JOB, slow=True)(_read_texts)
    every(timedelta(days=1), "files")(sweep)


def _read_texts(keys: Sequence[str]) -> None:
    for key in keys:
        read_text(int(key))
