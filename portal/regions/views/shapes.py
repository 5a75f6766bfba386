"""Assessments as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.core.formats import period
from portal.regions.models.profile import Kind
from portal.regions.queries.profile import AssessmentView
from portal.regions.schemas.labels import KIND_LABELS, WHAT_LABELS, name_of, said
from portal.regions.schemas.measures import What

TONES = {Kind.SELF: "", Kind.VERIFIED: "good", Kind.OFFICIAL: "good"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A value with what stands behind it; `refused` is why an editor does not."""

    id: int
    name: str
    value: str
    date: str
    kind: str
    tone: str
    own: bool
    source: str
    url: str
    evidence: str
    waits: bool
    refused: str
    entered_at: datetime


@dataclass(frozen=True)
class Rows:
    """The values of one sort, newest first."""

    what: What
    title: str
    rows: Sequence[Row]


def row_of(view: AssessmentView) -> Row:
    """Return an assessment as a row."""
    return Row(
        id=view.id,
        name=name_of(view.what, view.code),
        value=said(view.what, view.code, view.value),
        date=period(view.date),
        kind=str(KIND_LABELS[view.kind.value]),
        tone=TONES[view.kind],
        own=view.kind is Kind.SELF,
        source=view.source,
        url=view.url,
        evidence=view.evidence,
        waits=view.waits,
        refused=view.refused,
        entered_at=view.entered_at,
    )


def rows_of(views: Iterable[AssessmentView]) -> list[Rows]:
    """Return assessments by what they are of."""
    listed = list(views)
    return [
        Rows(what, str(label), [row_of(view) for view in listed if view.what is what])
        for what, label in WHAT_LABELS.items()
    ]
