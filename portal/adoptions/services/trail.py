"""What adoptions leave behind of what was done with them: history, audit, and the moment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.adoptions.models import CLOSED, Act, Adoption, Stage, StageEvent
from portal.adoptions.queries.counting import GENERATION
from portal.core import audit
from portal.core.clock import utcnow
from portal.core.generations import bump
from portal.core.permissions import Actor
from portal.practices.queries import KIND as PRACTICE
from portal.search.registry import generation_of


def acting(actor: Actor) -> int:
    """Return the id of who acts.

    Raises:
        ValueError: if nobody in particular does.
    """
    if actor.person_id is None:
        raise ValueError("nobody in particular cannot do this")
    return actor.person_id


def happened(  # noqa: PLR0913  # who did what, from which stage, and what they said of it
    session: Session,
    actor: Actor,
    adoption: Adoption,
    act: Act,
    *,
    came_from: Stage | None,
    note: str = "",
) -> StageEvent:
    """Add a line to the history of an adoption as it stands now, and to the audit."""
    event = StageEvent(
        adoption_id=adoption.id,
        act=act,
        came_from=came_from,
        stage=adoption.stage,
        outcome=adoption.outcome,
        reason_id=adoption.reason_id,
        note=note,
        person_id=acting(actor),
        happened_at=utcnow(),
    )
    session.add(event)
    session.flush()  # others need its id
    if {came_from, adoption.stage} & {*CLOSED}:
        bump(session, GENERATION)
        bump(session, generation_of(PRACTICE))  # what is recommended of it is weighed anew
    if came_from is not adoption.stage:
        adoption.moved_at = event.happened_at
    stages = {"from": came_from, "to": adoption.stage, "outcome": adoption.outcome}
    audited(session, actor, adoption, act.value, stages)
    return event


def audited(
    session: Session, actor: Actor, adoption: Adoption, action: str, details: Mapping[str, Any]
) -> None:
    """Record what somebody did with an adoption, in the transaction of the change."""
    audit.record(
        session,
        f"adoption:{action}",
        actor=actor,
        region_id=adoption.region_id,
        kind="adoption",
        key=adoption.public_id,
        details=details,
    )
