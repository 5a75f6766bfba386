"""Reads: the questions of a practice as they are written now, in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.practices.models import Practice, PracticeVersion
from portal.practices.models.drafts import Draft


@dataclass(frozen=True)
class Newest:
    """What the draft of a practice says, or else its current version; `token` is of the draft."""

    practice: Practice
    token: int
    title: Mapping[str, str]
    faq: Sequence[Mapping[str, Any]]

    def has(self, thread: str) -> bool:
        """Tell whether a thread stands among the questions."""
        return any(row.get("thread") == thread for row in self.faq)


def newest(session: Session, practice_id: int) -> Newest:
    """Return the newest title and questions of a practice that is there."""
    row = session.execute(
        sa.select(
            Practice,
            Draft.token,
            *(
                model.record[key].label(f"{name}_{key}")
                for name, model in (("draft", Draft), ("live", PracticeVersion))
                for key in ("title", "faq")
            ),
        )
        .outerjoin(Draft, Draft.practice_id == Practice.id)
        .outerjoin(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.id == practice_id)
    ).one()
    is_written = row.token is not None
    return Newest(
        practice=row.Practice,
        token=row.token or 0,
        title=(row.draft_title if is_written else row.live_title) or {},
        faq=(row.draft_faq if is_written else row.live_faq) or (),
    )
