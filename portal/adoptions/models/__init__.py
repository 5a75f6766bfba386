"""Tables of adoptions: a region takes over a practice, stage by stage."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.adoptions.models.plans import AdoptionBlock as AdoptionBlock
from portal.adoptions.models.plans import AdoptionDocument as AdoptionDocument
from portal.adoptions.models.plans import AdoptionIndicator as AdoptionIndicator
from portal.adoptions.models.plans import AdoptionTask as AdoptionTask
from portal.core.db import Entity


class Stage(StrEnum):
    """How far an adoption has come."""

    INTERESTED = "interested"
    EXPLORING = "exploring"
    COMMITTED = "committed"
    ADAPTING = "adapting"
    PILOTING = "piloting"
    OPERATING = "operating"
    REPORTED = "reported"
    VERIFIED = "verified"
    DROPPED = "dropped"


WAY = (
    Stage.INTERESTED,
    Stage.EXPLORING,
    Stage.COMMITTED,
    Stage.ADAPTING,
    Stage.PILOTING,
    Stage.OPERATING,
    Stage.REPORTED,
)
CLOSED = (Stage.VERIFIED, Stage.DROPPED)
# From here on there is something that another region can see and take over.
SHOWABLE = (Stage.PILOTING, Stage.OPERATING, Stage.REPORTED, Stage.VERIFIED)


class Phase(StrEnum):
    """The phases of LAN's way of replication, and what was given up."""

    PREPARATION = "persiapan"
    PLAN = "rencana"
    REPLICATION = "replikasi"
    EVALUATION = "evaluasi"
    DROPPED = "berhenti"


PHASES = {
    Phase.PREPARATION: (Stage.INTERESTED, Stage.EXPLORING, Stage.COMMITTED),
    Phase.PLAN: (Stage.ADAPTING,),
    Phase.REPLICATION: (Stage.PILOTING, Stage.OPERATING),
    Phase.EVALUATION: (Stage.REPORTED, Stage.VERIFIED),
    Phase.DROPPED: (Stage.DROPPED,),
}
PHASE_OF = {stage: phase for phase, stages in PHASES.items() for stage in stages}


class Outcome(StrEnum):
    """What came of an adoption, as the source region saw it and an editor verified it."""

    SUCCESS = "success"
    PARTIAL = "partial"
    NONE = "none"


class Adoption(Entity):
    """A region's way with a practice, or with something of another catalogue that has a `url`.

    `version_id` is the version it began from, `parent_id` the adoption from which it was taken, or
    None for the original. A parent is older than its child, so there are no circles; `generation`
    counts from 1. `source_region_id` is the region from which it was taken, which confirms the
    outcome; None where that is not known. `is_open` is None when nothing more is to come, so that
    a region has one open adoption of a thing. `reason_id` is a term of stop-reason while dropped.
    `holder_id` is who carries it in the region, None for its queue.
    """

    __tablename__ = "adoption"
    __table_args__ = (
        sa.UniqueConstraint("region_id", "practice_id", "is_open"),
        sa.UniqueConstraint("region_id", "url", "is_open"),
        sa.CheckConstraint("parent_id < id", name="parent_is_older"),
        sa.CheckConstraint("source_region_id <> region_id", name="source_is_another"),
        sa.CheckConstraint(
            "(practice_id IS NULL) = (version_id IS NULL) "
            "AND (practice_id IS NULL) = (url IS NOT NULL)",
            name="of_one_thing",
        ),
        sa.CheckConstraint("(stage IN ('verified', 'dropped')) = (is_open IS NULL)", name="open"),
        sa.CheckConstraint("(stage = 'dropped') = (reason_id IS NOT NULL)", name="why_dropped"),
        sa.CheckConstraint(
            "stage <> 'verified' OR (outcome IS NOT NULL AND confirmed_by_id IS NOT NULL "
            "AND verified_by_id IS NOT NULL AND confirmed_by_id <> verified_by_id)",
            name="verified_by_two",
        ),
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[int] = mapped_column(sa.ForeignKey("region.id", ondelete="RESTRICT"))
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="RESTRICT"), index=True
    )
    version_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice_version.id", ondelete="RESTRICT"), index=True
    )
    title: Mapped[str | None]
    url: Mapped[str | None]
    catalogue: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("adoption.id", ondelete="RESTRICT"), index=True
    )
    generation: Mapped[int]
    source_region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    stage: Mapped[Stage] = mapped_column(index=True)
    is_open: Mapped[bool | None]
    reason_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True
    )
    holder_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    report: Mapped[str | None]
    outcome: Mapped[Outcome | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT")
    )
    confirmed_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT")
    )
    verified_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    moved_at: Mapped[datetime] = mapped_column(index=True)


class Act(StrEnum):
    """What a line of an adoption's history tells."""

    STARTED = "started"
    MOVED = "moved"
    DROPPED = "dropped"
    RESUMED = "resumed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    VERIFIED = "verified"


class StageEvent(Entity):
    """One line of the history of an adoption; none is ever changed.

    `came_from` is None for its beginning. `note` is what whoever did it said of it.
    """

    __tablename__ = "stage_event"

    adoption_id: Mapped[int] = mapped_column(
        sa.ForeignKey("adoption.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[Act]
    came_from: Mapped[Stage | None]
    stage: Mapped[Stage]
    outcome: Mapped[Outcome | None]
    reason_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True
    )
    note: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    happened_at: Mapped[datetime]
