"""Which version shows which file: what a frozen version shows is never deleted."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.practices.models import PracticeVersion
from portal.practices.models.files import FileUse, PracticeFile
from portal.practices.queries.files import ids_in


def note_uses(session: Session, version: PracticeVersion, record: Mapping[str, Any]) -> None:
    """Write down the files that a version shows; files of other practices are not its to show."""
    named = ids_in(record)
    if not named:
        return
    rows = session.execute(
        sa.select(PracticeFile.id, PracticeFile.public_id).where(
            PracticeFile.practice_id == version.practice_id, PracticeFile.public_id.in_(named)
        )
    )
    for row in rows.all():
        session.add(
            FileUse(version_id=version.id, file_id=row.id, member_only=named[row.public_id])
        )
