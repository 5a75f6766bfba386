"""What is kept of a person because of adoptions, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.adoptions.models import Adoption, AdoptionDocument, StageEvent
from portal.core.db import db


def start() -> None:
    """Register it."""
    holds("adoptions_held", _held)
    holds("adoption_steps", _steps)
    holds("adoption_documents", _documents)


def _held(person_id: int) -> list[str]:
    held = sa.select(Adoption.public_id).where(Adoption.holder_id == person_id)
    return list(db.session.scalars(held.order_by(Adoption.id)))


def _steps(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(
            Adoption.public_id,
            StageEvent.act,
            StageEvent.stage,
            StageEvent.note,
            StageEvent.happened_at,
        )
        .join(Adoption, Adoption.id == StageEvent.adoption_id)
        .where(StageEvent.person_id == person_id)
        .order_by(StageEvent.id)
    )
    return [
        {
            "adoption": row.public_id,
            "act": row.act,
            "stage": row.stage,
            "note": row.note,
            "at": row.happened_at,
        }
        for row in rows
    ]


def _documents(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(
            Adoption.public_id,
            AdoptionDocument.text,
            AdoptionDocument.url,
            AdoptionDocument.added_at,
        )
        .join(Adoption, Adoption.id == AdoptionDocument.adoption_id)
        .where(AdoptionDocument.person_id == person_id)
        .order_by(AdoptionDocument.id)
    )
    return [
        {"adoption": row.public_id, "text": row.text, "url": row.url, "at": row.added_at}
        for row in rows
    ]
