"""What practices leave on the audit chain."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.permissions import Actor
from portal.practices.models import Practice


def note(
    session: Session, action: str, actor: Actor, practice: Practice, details: Mapping[str, Any]
) -> None:
    """Record what somebody did with a practice, in the transaction of the change."""
    audit.record(
        session,
        f"practice:{action}",
        actor=actor,
        region_id=practice.region_id,
        kind="practice",
        key=practice.public_id,
        details=details,
    )
