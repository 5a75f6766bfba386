"""Another time of day: what the portal's clock shows is set, real time goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo

import pytest

from portal.core import clock


@contextmanager
def at(moment: str) -> Iterator[datetime]:
    """Let it be `moment`, in ISO 8601; a day alone means noon in Jakarta."""
    found = datetime.fromisoformat(moment if "T" in moment else f"{moment}T12:00+07:00")

    class Stopped(datetime):
        """A calendar whose present does not move."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one
            return found.astimezone(tz or UTC)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Stopped)
        yield found
