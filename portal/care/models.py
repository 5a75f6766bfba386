"""The table of what the changes of a day did to the search."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class SearchEffect(Entity):
    """What so many changes of a day did; only the last day that had any is kept.

    `effect` is a `queries.effects.Effect` as JSON.
    """

    __tablename__ = "search_effect"

    day: Mapped[date] = mapped_column(unique=True)
    changes: Mapped[int]
    effect: Mapped[dict[str, Any]]
