"""Reads: what was assessed of a region, as far as somebody may read it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db, named_again
from portal.core.generations import Kept
from portal.core.permissions import Actor
from portal.regions.models.profile import (
    BELIEVED,
    Act,
    Assessment,
    AssessmentAct,
    Kind,
    RegionTarget,
)
from portal.regions.permissions import visible_to
from portal.regions.schemas.measures import SCHEMES, USUAL_TARGET, WHATS, What
from portal.vocabularies.queries import MATURITY

GENERATION = "assessments"
MOST_ACTS = 100


@dataclass(frozen=True, kw_only=True)
class AssessmentView:
    """An assessment as readers see it; `entered_by` is who may not be the one who verifies it.

    `refused` is why an editor has not verified it, or no longer stands behind it, "" if none did.
    """

    id: int
    region_id: int
    what: What
    code: str
    date: str
    value: float
    kind: Kind
    source: str
    url: str
    evidence: str
    waits: bool
    refused: str
    entered_at: datetime
    entered_by: int | None
    decided_at: datetime | None

    @property
    def believed(self) -> bool:
        """Whether more than the region itself stands behind it."""
        return self.kind in BELIEVED


@dataclass(frozen=True)
class ActView:
    """What was done with assessments, and with how many that may be read."""

    id: int
    act: Act
    reason: str
    created_at: datetime
    count: int


@dataclass(frozen=True)
class Waiting:
    """A region whose assessments wait for an editor: how many, and since when."""

    region_id: int
    count: int
    since: datetime


_entered, _decided = named_again(AssessmentAct), named_again(AssessmentAct)


def _views(*where: sa.ColumnExpressionArgument[bool]) -> list[AssessmentView]:
    """Return assessments that stand, newest first."""
    rows = db.session.execute(
        sa.select(
            Assessment,
            _entered.created_at,
            _entered.person_id,
            _decided.created_at,
            _decided.reason,
        )
        .join(_entered, _entered.id == Assessment.entered_id)
        .outerjoin(_decided, _decided.id == Assessment.decided_id)
        .where(Assessment.withdrawn_id.is_(None), *where)
        .order_by(Assessment.date.desc(), Assessment.id.desc())
    )
    return [_view(*row) for row in rows if row[0].scheme in WHATS]


def _view(
    kept: Assessment,
    entered_at: datetime,
    entered_by: int | None,
    decided_at: datetime | None,
    reason: str | None,
) -> AssessmentView:
    return AssessmentView(
        id=kept.id,
        region_id=kept.region_id,
        what=WHATS[kept.scheme],
        code=kept.code,
        date=kept.date,
        value=kept.value,
        kind=kept.kind,
        source=kept.source,
        url=kept.url,
        evidence=kept.evidence,
        waits=kept.waits,
        refused=(reason or "") if kept.kind is Kind.SELF else "",
        entered_at=entered_at,
        entered_by=entered_by,
        decided_at=decided_at,
    )


def assessments_of(actor: Actor, region_id: int) -> list[AssessmentView]:
    """Return what stands of a region and the actor may read, newest first."""
    return _views(Assessment.region_id == region_id, visible_to(actor))


def assessment_at(actor: Actor, region_id: int, number: int) -> AssessmentView | None:
    """Return one of them by its id, None if there is none such."""
    found = _views(Assessment.id == number, Assessment.region_id == region_id, visible_to(actor))
    return found[0] if found else None


def waiting_of(region_id: int) -> list[AssessmentView]:
    """Return what waits of a region for an editor, newest first."""
    return _views(Assessment.region_id == region_id, Assessment.waits)


def waiting() -> list[Waiting]:
    """Return the regions whose assessments wait, those that have waited longest first."""
    since = sa.func.min(AssessmentAct.created_at).label("since")
    rows = db.session.execute(
        sa.select(Assessment.region_id, sa.func.count().label("number"), since)
        .join(AssessmentAct, AssessmentAct.id == Assessment.entered_id)
        .where(Assessment.waits, Assessment.withdrawn_id.is_(None))
        .group_by(Assessment.region_id)
        .order_by(since, Assessment.region_id)
    )
    return [Waiting(row.region_id, row.number, row.since) for row in rows]


def acts_of(region_id: int) -> list[ActView]:
    """Return what was last done with the assessments of a region, newest first."""
    touched = sa.or_(
        Assessment.entered_id == AssessmentAct.id,
        Assessment.decided_id == AssessmentAct.id,
        sa.and_(Assessment.withdrawn_id == AssessmentAct.id, AssessmentAct.act == Act.WITHDRAW),
    )
    number = (
        sa.select(sa.func.count(Assessment.id))
        .where(touched)
        .correlate(AssessmentAct)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(AssessmentAct, number.label("number"))
        .where(AssessmentAct.region_id == region_id)
        .order_by(AssessmentAct.id.desc())
        .limit(MOST_ACTS)
    )
    return [ActView(act.id, act.act, act.reason, act.created_at, count) for act, count in rows]


def newest(
    views: Iterable[AssessmentView], kinds: Sequence[Kind]
) -> dict[tuple[What, str], AssessmentView]:
    """Return the first of each thing that was measured, of `kinds`, of views newest first."""
    found: dict[tuple[What, str], AssessmentView] = {}
    for view in views:
        if view.kind in kinds:
            found.setdefault((view.what, view.code), view)
    return found


def effective(views: Iterable[AssessmentView]) -> dict[tuple[What, str], AssessmentView]:
    """Return what counts of each: the newest that is believed, else the newest there is."""
    listed = list(views)
    return newest(listed, (Kind.SELF,)) | newest(listed, BELIEVED)


def values_of(what: What, *, own: int | None = None) -> dict[int, dict[str, float]]:
    """Return {region id: {code: value}} of all regions; what is believed is kept in memory.

    Of each the newest value counts that is believed; of the region `own`, whose people ask, else
    the newest it has given itself.
    """
    believed = _believed[what].get()
    if own is None:
        return believed
    said = _newest(what, Assessment.kind == Kind.SELF, Assessment.region_id == own)
    mine = said.get(own, {}) | believed.get(own, {})
    return {**believed, own: mine} if mine else believed


def _newest(what: What, *where: sa.ColumnExpressionArgument[bool]) -> dict[int, dict[str, float]]:
    rows = db.session.execute(
        sa.select(Assessment.region_id, Assessment.code, Assessment.value)
        .where(Assessment.scheme == SCHEMES[what], Assessment.withdrawn_id.is_(None), *where)
        .order_by(Assessment.date.desc(), Assessment.id.desc())
    )
    found: dict[int, dict[str, float]] = {}
    for region_id, code, value in rows:
        found.setdefault(region_id, {}).setdefault(code, value)
    return found


def _kept(what: What) -> Kept[dict[int, dict[str, float]]]:
    return Kept(GENERATION, load=lambda: _newest(what, Assessment.kind.in_(BELIEVED)))


_believed = {what: _kept(what) for what in What}


def levels_of(*, own: int | None = None) -> dict[int, dict[str, int]]:
    """Return {region id: {dimension: level}} of all regions, see `values_of`."""
    return {
        region_id: {code: int(value) for code, value in values.items()}
        for region_id, values in values_of(What.MATURITY, own=own).items()
    }


def believed_levels(
    region_ids: Collection[int] | None = None,
) -> dict[tuple[int, str], tuple[int, int]]:
    """Return {(region id, dimension): (assessment id, level)} of some regions, or of all.

    Of each the newest counts that is believed, without what only the region says.
    """
    rows = db.session.execute(
        sa.select(Assessment.region_id, Assessment.code, Assessment.id, Assessment.value)
        .where(
            Assessment.scheme == SCHEMES[What.MATURITY],
            Assessment.withdrawn_id.is_(None),
            Assessment.kind.in_(BELIEVED),
            sa.true() if region_ids is None else Assessment.region_id.in_(sorted(region_ids)),
        )
        .order_by(Assessment.date.desc(), Assessment.id.desc())
    )
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for region_id, code, number, value in rows:
        found.setdefault((region_id, code), (number, int(value)))
    return found


def spm_of(*, own: int | None = None) -> dict[int, dict[str, float]]:
    """Return {region id: {sector: percent}} of all regions, see `values_of`."""
    return values_of(What.SPM, own=own)


class Targets:
    """The levels that regions want to reach."""

    def __init__(self, chosen: Mapping[tuple[int, str], int]) -> None:
        """Take {(region id, dimension): level} of those that were chosen."""
        self._chosen = chosen

    def of(self, region_id: int, dimension: str) -> int:
        """Return the level that a region wants to reach in a dimension."""
        return self._chosen.get((region_id, dimension), USUAL_TARGET)


def targets(region_id: int | None = None) -> Targets:
    """Return the targets of a region, or of all in one query."""
    query = sa.select(RegionTarget).where(RegionTarget.scheme == MATURITY)
    if region_id is not None:
        query = query.where(RegionTarget.region_id == region_id)
    return Targets({(row.region_id, row.code): row.level for row in db.session.scalars(query)})
