"""What is kept of a person because of champions, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.core.db import db
from portal.mentoring.models.graduation import GraduationProposal
from portal.regions.models.champions import ChampionEvent, ChampionStatus


def start() -> None:
    """Register it."""
    holds("graduations_decided", _decided)
    holds("champion_events", _events)


def _decided(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(
            GraduationProposal.public_id.label("proposal"),
            GraduationProposal.state,
            GraduationProposal.reason,
            GraduationProposal.decided_at.label("at"),
        )
        .where(GraduationProposal.decided_by_id == person_id)
        .order_by(GraduationProposal.id)
    )
    return [dict(row) for row in rows.mappings()]


def _events(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(
            ChampionStatus.public_id.label("status"),
            ChampionEvent.act,
            ChampionEvent.reason,
            ChampionEvent.happened_at.label("at"),
        )
        .join(ChampionStatus, ChampionStatus.id == ChampionEvent.status_id)
        .where(ChampionEvent.person_id == person_id)
        .order_by(ChampionEvent.id)
    )
    return [dict(row) for row in rows.mappings()]
