"""The table of graduations: regions that have what it takes to be champions, and what was said."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class ProposalState(StrEnum):
    """What became of a proposal; it is withdrawn when its proofs no longer hold."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class GraduationProposal(Entity):
    """A region is proposed as champion of a dimension, to be granted, renewed or reinstated.

    Which of these it is follows from its status. `proofs` are those of the night on which it was
    proposed, in the shape of `regions.schemas.champions.Basis`. `is_open` is None once decided, so
    that there is one open proposal of a region in a dimension. `reason` is why it was declined.
    """

    __tablename__ = "graduation_proposal"
    __table_args__ = (
        sa.UniqueConstraint("region_id", "dimension", "is_open"),
        sa.CheckConstraint("(state = 'open') = (is_open IS NOT NULL)", "open"),
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    dimension: Mapped[str]
    state: Mapped[ProposalState] = mapped_column(index=True)
    is_open: Mapped[bool | None]
    proofs: Mapped[dict[str, Any]]
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT")
    )
    reason: Mapped[str]
