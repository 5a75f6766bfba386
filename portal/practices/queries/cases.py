"""Reads: what the rules about a draft look at: who wrote it, who was invited, which round it is."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import NotFound
from portal.practices.models import Practice
from portal.practices.models.drafts import DraftSave, ReviewInvitation, ReviewRound
from portal.practices.permissions import Case


def case_of(session: Session, practice: Practice) -> Case:
    """Return a practice with the authors of what is being written and the guests invited to it."""
    since = (
        sa.select(sa.func.max(ReviewRound.submitted_at))
        .where(ReviewRound.practice_id == practice.id, ReviewRound.version_id.is_not(None))
        .scalar_subquery()
    )
    authors = session.scalars(
        sa.select(DraftSave.person_id)
        .where(DraftSave.practice_id == practice.id)
        .where(sa.or_(since.is_(None), DraftSave.saved_at > since))
        .distinct()
    )
    invited = session.scalars(
        sa.select(ReviewInvitation.person_id).where(ReviewInvitation.practice_id == practice.id)
    )
    return Case(practice, frozenset(authors), frozenset(invited))


def found(slug: str) -> Practice:
    """Return the practice with a slug, whoever asks; rights are for the caller to check.

    Raises:
        NotFound: if there is none.
    """
    practice = db.session.scalars(sa.select(Practice).where(Practice.slug == slug)).one_or_none()
    if practice is None:
        raise NotFound
    return practice
