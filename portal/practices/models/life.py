"""Tables of what happens to a practice after it was published."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity
from portal.practices.models import PracticeState


class Happening(StrEnum):
    """What became of a published practice."""

    CONFIRMED = "confirmed"
    STOPPED = "stopped"
    RESUMED = "resumed"
    SUSPENDED = "suspended"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class LifeEvent(Entity):
    """One thing that became of a practice; `was` is the state it found.

    `reason_id` is a term of stop-reason; `text` is the lesson of one that stopped, or why it was
    suspended or withdrawn, in the words of whoever did it.
    """

    __tablename__ = "life_event"

    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[Happening]
    was: Mapped[PracticeState]
    happened_at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    reason_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True
    )
    text: Mapped[str | None]


class LaterMeasure(Entity):
    """A value of an indicator measured after its version was frozen.

    `indicator` is the indicator's Indonesian name, which holds from version to version; `period`
    has the shape of the record's periods, `source` says in words where the value comes from.
    """

    __tablename__ = "later_measure"

    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("life_event.id", ondelete="CASCADE"), index=True
    )
    indicator: Mapped[str]
    value: Mapped[float]
    period: Mapped[str]
    source: Mapped[str]
