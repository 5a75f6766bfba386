"""What needs leave on the audit chain: ids and states, never words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.permissions import Actor
from portal.needs.models import Need


def note(
    session: Session, what: str, actor: Actor, need: Need, details: Mapping[str, Any] | None = None
) -> None:
    """Record what somebody did with a need."""
    audit.record(
        session,
        f"need:{what}",
        actor=actor,
        region_id=need.region_id,
        kind="need",
        key=need.public_id,
        details=details,
    )
