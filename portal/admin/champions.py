"""Which regions of the demonstration have become champions, by the proofs that its story gave."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.mentoring.models.graduation import GraduationProposal
from portal.mentoring.services import graduation
from portal.regions.queries import directory

Row = Mapping[str, Any]


def tell(session: Session, everybody: Mapping[str, Actor], rows: Sequence[Row]) -> None:
    """Let the night propose who has the proofs, and editors grant some of it."""
    graduation.tonight(session)
    for row in rows:
        proposal = session.scalars(
            sa.select(GraduationProposal).where(
                GraduationProposal.is_open.is_(True),
                GraduationProposal.region_id == directory().by_code[row["region"]].id,
                GraduationProposal.dimension == row["dimension"],
            )
        ).one()
        graduation.grant(session, everybody[row["by"]], proposal)
