"""What is kept of a person because of adoptions, for the file of one's own data."""

import sqlalchemy as sa

from portal.accounts.services.personal import holds, rows_of, values_of
from portal.adoptions.models import Adoption, AdoptionDocument, StageEvent
from portal.core.i18n import _l


def start() -> None:
    """Register it."""
    holds("adoptions_held", values_of(_held), _l("Penerapan yang saya pegang"))
    holds("adoption_steps", rows_of(_steps), _l("Langkah penerapan"))
    words = {"url": _l("Alamat")}
    holds("adoption_documents", rows_of(_documents), _l("Dokumen penerapan"), words)


def _held(person_id: int) -> sa.Executable:
    held = sa.select(Adoption.public_id).where(Adoption.holder_id == person_id)
    return held.order_by(Adoption.id)


def _steps(person_id: int) -> sa.Executable:
    return (
        sa.select(
            Adoption.public_id.label("adoption"),
            StageEvent.act,
            StageEvent.stage,
            StageEvent.note,
            StageEvent.happened_at.label("at"),
        )
        .join(Adoption, Adoption.id == StageEvent.adoption_id)
        .where(StageEvent.person_id == person_id)
        .order_by(StageEvent.id)
    )


def _documents(person_id: int) -> sa.Executable:
    return (
        sa.select(
            Adoption.public_id.label("adoption"),
            AdoptionDocument.text,
            AdoptionDocument.url,
            AdoptionDocument.added_at.label("at"),
        )
        .join(Adoption, Adoption.id == AdoptionDocument.adoption_id)
        .where(AdoptionDocument.person_id == person_id)
        .order_by(AdoptionDocument.id)
    )
