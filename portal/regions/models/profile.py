"""Tables of the profile of a region: what was assessed when, and what was done with it."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class Kind(StrEnum):
    """Who says so: the region, the region and an editor who has checked it, or the nation."""

    SELF = "self"
    VERIFIED = "verified"
    OFFICIAL = "official"


BELIEVED = (Kind.VERIFIED, Kind.OFFICIAL)


class Act(StrEnum):
    """What is done with assessments."""

    ENTER = "enter"
    VERIFY = "verify"
    REFUSE = "refuse"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"


class AssessmentAct(Entity):
    """Something that somebody did, at one moment, with one or many assessments of a region."""

    __tablename__ = "assessment_act"

    region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    act: Mapped[Act]
    reason: Mapped[str]
    person_id: Mapped[int | None]  # persons stand above regions
    created_at: Mapped[CreatedAt]


class Assessment(Entity):
    """How far a region is: in a dimension, in a sector of the SPM, or by an official index.

    `scheme`, `version` and `code` name what was assessed, so that values outlive a new ladder.
    `date` is a day, or a year where a year is what was assessed; `value` is a level from 1 to 5, a
    percentage, or the value of an index. A row is never changed in what it says: a correction is a
    new row, by an act that withdraws the old one.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        sa.Index("ix__assessment__what", "scheme", "withdrawn_id", "kind"),
        sa.Index("ix__assessment__waits", "waits", "region_id"),
    )

    region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    scheme: Mapped[str]
    version: Mapped[str]
    code: Mapped[str]
    date: Mapped[str]
    value: Mapped[float]
    kind: Mapped[Kind]
    source: Mapped[str]
    url: Mapped[str]
    evidence: Mapped[str]
    waits: Mapped[bool]
    entered_id: Mapped[int] = mapped_column(
        sa.ForeignKey("assessment_act.id", ondelete="RESTRICT"), index=True
    )
    decided_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("assessment_act.id", ondelete="RESTRICT"), index=True
    )
    withdrawn_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("assessment_act.id", ondelete="RESTRICT"), index=True
    )


class RegionTarget(Entity):
    """The level that a region wants to reach in a dimension, where it is not the usual one."""

    __tablename__ = "region_target"
    __table_args__ = (sa.UniqueConstraint("region_id", "scheme", "code"),)

    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="CASCADE"))
    scheme: Mapped[str]
    code: Mapped[str]
    level: Mapped[int]
