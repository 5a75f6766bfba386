"""What is recorded of acts that leave the state of a mentorship as it is."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.permissions import Actor
from portal.mentoring.models import Mentorship


def audited(  # noqa: PLR0913  # who did what, for which region, and in which details
    session: Session,
    actor: Actor,
    mentorship: Mentorship,
    action: str,
    details: Mapping[str, Any],
    *,
    region_id: int | None = None,
) -> None:
    """Record what somebody did with a mentorship; details hold ids and hashes, never a text."""
    audit.record(
        session,
        f"mentorship:{action}",
        actor=actor,
        region_id=mentorship.learner_region_id if region_id is None else region_id,
        kind="mentorship",
        key=mentorship.public_id,
        details=details,
    )
