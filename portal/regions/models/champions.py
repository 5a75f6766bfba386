"""Tables of champions: which region is one in which dimension, from when until when, and why."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class ChampionState(StrEnum):
    """Whether a status counts; one that is suspended may count again, the last two never."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


class ChampionAct(StrEnum):
    """What happens to a status."""

    GRANTED = "granted"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    EXPIRED = "expired"


class ChampionStatus(Entity):
    """A region is champion of a dimension, the code of a term, up to the day `expires_on`.

    `basis` are the proofs of the last grant, renewal or reinstatement, in the shape of
    `schemas.champions.Basis`. `is_open` is None when nothing more is to come, so that a region has
    one open status in a dimension. `warned` is of how many days before its end was told, if any.
    """

    __tablename__ = "champion_status"
    __table_args__ = (
        sa.UniqueConstraint("region_id", "dimension", "is_open"),
        sa.CheckConstraint("(state IN ('active', 'suspended')) = (is_open IS NOT NULL)", "open"),
        sa.CheckConstraint("expires_on > granted_on", "ends_later"),
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    dimension: Mapped[str]
    state: Mapped[ChampionState] = mapped_column(index=True)
    is_open: Mapped[bool | None]
    granted_on: Mapped[date]
    expires_on: Mapped[date]
    granted_by_id: Mapped[int | None]  # persons stand above regions
    basis: Mapped[dict[str, Any]]
    reason: Mapped[str]
    warned: Mapped[int | None]


class ChampionEvent(Entity):
    """One line of the history of a status; none is ever changed.

    `reason` is what an editor wrote, or of a suspension the proofs that were missing, their names
    with spaces between. `person_id` is who caused it, None where it was time.
    """

    __tablename__ = "champion_event"

    status_id: Mapped[int] = mapped_column(
        sa.ForeignKey("champion_status.id", ondelete="RESTRICT"), index=True
    )
    act: Mapped[ChampionAct]
    reason: Mapped[str]
    expires_on: Mapped[date]
    basis: Mapped[dict[str, Any]]
    person_id: Mapped[int | None]
    happened_at: Mapped[datetime] = mapped_column(index=True)
