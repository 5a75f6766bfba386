"""Reads: the versions of an agreement, who has signed them, and for whom they wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.mentoring.models.agreements import Agreement, AgreementSignature
from portal.mentoring.schemas.terms import Terms, terms_of


@dataclass(frozen=True)
class Signature:
    """That somebody has signed for a region; `person_id` is for the rules."""

    region_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True)
class Version:
    """A version of an agreement with its signatures, the first one first."""

    id: int
    number: int
    terms: Terms
    digest: str
    written_at: datetime
    signatures: Sequence[Signature]

    def signed_for(self, region_id: int) -> Signature | None:
        """Return the signature of a region, None if it has not signed."""
        return next((row for row in self.signatures if row.region_id == region_id), None)


def versions_of(mentorship_id: int) -> list[Version]:
    """Return all versions, the newest one first."""
    signatures: dict[int, list[Signature]] = {}
    signed = (
        sa.select(AgreementSignature)
        .join(Agreement, Agreement.id == AgreementSignature.agreement_id)
        .where(Agreement.mentorship_id == mentorship_id)
    )
    for row in db.session.scalars(signed.order_by(AgreementSignature.id)):
        found = Signature(row.region_id, row.person_id, row.signed_at)
        signatures.setdefault(row.agreement_id, []).append(found)
    written = sa.select(Agreement).where(Agreement.mentorship_id == mentorship_id)
    return [
        Version(
            row.id,
            row.number,
            terms_of(row.terms),
            row.digest,
            row.written_at,
            signatures.get(row.id, ()),
        )
        for row in db.session.scalars(written.order_by(Agreement.number.desc()))
    ]
