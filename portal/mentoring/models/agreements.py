"""Tables of what both regions sign before a mentorship begins."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Agreement(Entity):
    """One version of what two regions agree on; none is ever changed, a change makes the next.

    `terms` are those of `schemas.terms`, `digest` is the hash of their canonical text.
    `reminded_at` tells when those who had not signed it were told so again, which happens once.
    """

    __tablename__ = "agreement"
    __table_args__ = (sa.UniqueConstraint("mentorship_id", "number"),)

    mentorship_id: Mapped[int] = mapped_column(sa.ForeignKey("mentorship.id", ondelete="CASCADE"))
    number: Mapped[int]
    terms: Mapped[dict[str, Any]]
    digest: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    written_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class AgreementSignature(Entity):
    """That somebody has signed a version for a region: once for each, and nobody for both."""

    __tablename__ = "agreement_signature"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "region_id"),
        sa.UniqueConstraint("agreement_id", "person_id"),
    )

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id", ondelete="CASCADE"))
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    signed_at: Mapped[datetime]
