"""What the worker does for practices."""

from collections.abc import Sequence

from portal.core.jobs import handles
from portal.practices.services.files import SWEEP_JOB, TEXT_JOB, read_text, sweep


def serve_jobs() -> None:
    """Register the handlers; reading documents takes long, so the index does not wait for it."""
    handles(TEXT_JOB, slow=True)(_read_texts)
    handles(SWEEP_JOB)(lambda _keys: sweep())


def _read_texts(keys: Sequence[str]) -> None:
    for key in keys:
        read_text(int(key))
