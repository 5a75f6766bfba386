"""Reads: what is being written, by whom, and what an editor said of it last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft, DraftSave, ReviewRound


@dataclass(frozen=True)
class Saved:
    """A save of a draft, and who made it."""

    token: int
    who: str
    when: datetime
    record: Mapping[str, Any]


def saves(practice: Practice, *, most: int) -> Sequence[Saved]:
    """Return the last saves, newest first."""
    rows = db.session.execute(
        sa.select(DraftSave, Person.name)
        .join(Person, Person.id == DraftSave.person_id)
        .where(DraftSave.practice_id == practice.id)
        .order_by(DraftSave.token.desc())
        .limit(most)
    )
    return [Saved(row.token, name, row.saved_at, row.record) for row, name in rows]


def holder_name(draft: Draft) -> str:
    """Return the name of who answers for a draft, "" while it waits in the region's queue."""
    query = sa.select(Person.name).where(Person.id == draft.holder_id)
    return db.session.scalar(query) or ""


def last_note(practice: Practice) -> str:
    """Return what the editor wrote when the draft was given back, "" if nothing."""
    query = (
        sa.select(ReviewRound.note)
        .where(ReviewRound.practice_id == practice.id)
        .order_by(ReviewRound.number.desc())
        .limit(1)
    )
    return db.session.scalar(query) or ""


def has_draft(practice_id: int) -> bool:
    """Tell whether the next version of a practice is being written."""
    return (
        db.session.scalar(sa.select(Draft.id).where(Draft.practice_id == practice_id)) is not None
    )
