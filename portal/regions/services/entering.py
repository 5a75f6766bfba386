"""Entering what was assessed of a region, and taking it back."""

import json
from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import BadInput, NotFound
from portal.core.events import emit
from portal.core.generations import bump
from portal.core.permissions import Actor, permits, require
from portal.regions.events import AssessmentEntered, AssessmentsChanged
from portal.regions.models import Region
from portal.regions.models.profile import Act, Assessment, AssessmentAct, Kind
from portal.regions.permissions import ENTER, VERIFY
from portal.regions.queries.profile import GENERATION
from portal.regions.schemas.measures import SCHEMES, Measured, faults_of
from portal.vocabularies.queries import scheme


def kind_for(actor: Actor, region_id: int) -> Kind:
    """Return as what an actor enters values of a region: its own word, or an editor's official one.

    Raises:
        Forbidden: if the actor may enter none.
    """
    if permits(actor, VERIFY, region_id):
        return Kind.OFFICIAL
    require(actor, ENTER, region_id)
    return Kind.SELF


def enter(
    session: Session, actor: Actor, region_id: int, values: Sequence[Measured], *, asks: bool
) -> int:
    """Keep values of a region, and return how many of them say something new.

    A value of the same thing, day and kind that says otherwise is withdrawn by the same act. With
    `asks`, editors are asked to verify what is new and has a link or evidence.

    Raises:
        Forbidden: if the actor writes neither for the region nor as an editor.
        NotFound: if there is no such region.
        BadInput: if one of the values cannot be; none is kept then.
    """
    kind = kind_for(actor, region_id)
    region = session.get(Region, region_id)
    if region is None:
        raise NotFound
    for value in values:
        for fault in faults_of(value, region.kind.value).values():
            raise BadInput(fault)
    standing = _standing(session, region_id, kind)
    new = [value for value in values if not _says(standing.get(_key(value)), value)]
    if not new:
        return 0
    asks = asks and kind is Kind.SELF and any(_has_proof(value) for value in new)
    act = begin(session, actor, region_id, Act.ENTER)
    replaced = [standing[_key(value)] for value in new if _key(value) in standing]
    for row in replaced:
        row.withdrawn_id, row.waits = act.id, False
    session.add_all(_row(value, kind, act, waits=asks and _has_proof(value)) for value in new)
    told = {"values": len(new), "replaced": len(replaced), "kind": kind.value, "asks": asks}
    note(session, actor, act, **told, sha256=_hash(new))
    if asks:
        emit(session, AssessmentEntered(act.id, actor.person_id))
    return len(new)


def withdraw(session: Session, actor: Actor, region_id: int, number: int, reason: str) -> None:
    """Take a value back: the region its own word, an editor an official one.

    Raises:
        NotFound: if no such value of the region stands.
        Forbidden: if it is not the actor's to take back.
    """
    row = standing_row(session, region_id, number)
    require(actor, ENTER if row.kind is Kind.SELF else VERIFY, region_id)
    act = begin(session, actor, region_id, Act.WITHDRAW, reason)
    row.withdrawn_id, row.waits = act.id, False
    note(session, actor, act, assessment=number)


def begin(
    session: Session, actor: Actor, region_id: int, act: Act, reason: str = ""
) -> AssessmentAct:
    """Note that something is done with assessments of a region, and return the row."""
    row = AssessmentAct(region_id=region_id, act=act, reason=reason, person_id=actor.person_id)
    session.add(row)
    session.flush()  # assessments name it by its id
    bump(session, GENERATION)
    return row


def note(session: Session, actor: Actor, act: AssessmentAct, **details: object) -> None:
    """Put on the audit chain what was done, and tell of it."""
    audit.record(
        session,
        f"assessment:{act.act.value}",
        actor=actor,
        region_id=act.region_id,
        kind="assessment-act",
        key=str(act.id),
        details=details,
    )
    emit(session, AssessmentsChanged(act.id, actor.person_id))


def standing_row(session: Session, region_id: int, number: int) -> Assessment:
    """Return a value of a region that stands, to be changed.

    Raises:
        NotFound: if there is none with this id.
    """
    row = session.get(Assessment, number)
    if row is None or row.region_id != region_id or row.withdrawn_id is not None:
        raise NotFound
    return row


Key = tuple[str, str, str]


def _key(value: Measured) -> Key:
    return SCHEMES[value.what], value.code, value.date


def _standing(session: Session, region_id: int, kind: Kind) -> dict[Key, Assessment]:
    rows = session.scalars(
        sa.select(Assessment).where(
            Assessment.region_id == region_id,
            Assessment.kind == kind,
            Assessment.withdrawn_id.is_(None),
        )
    )
    return {(row.scheme, row.code, row.date): row for row in rows}


def _says(row: Assessment | None, value: Measured) -> bool:
    """Tell whether a row says already what a value does."""
    if row is None:
        return False
    return (row.value, row.source, row.url, row.evidence) == (
        value.value,
        value.source,
        value.url,
        value.evidence,
    )


def _has_proof(value: Measured) -> bool:
    return bool(value.url or value.evidence)


def _row(value: Measured, kind: Kind, act: AssessmentAct, *, waits: bool) -> Assessment:
    code = SCHEMES[value.what]
    return Assessment(
        region_id=act.region_id,
        scheme=code,
        version=scheme(code).version,
        code=value.code,
        date=value.date,
        value=value.value,
        kind=kind,
        source=value.source,
        url=value.url,
        evidence=value.evidence,
        waits=waits,
        entered_id=act.id,
    )


def _hash(values: Sequence[Measured]) -> str:
    """Return a hash of all that values say, so that the audit chain proves it."""
    said = [
        [*_key(value), value.value, value.source, value.url, value.evidence] for value in values
    ]
    return sha256(json.dumps(said).encode()).hexdigest()
