"""Reads: the rounds of review that a practice has had."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.practices.models import Practice
from portal.practices.models.drafts import ReviewComment, ReviewRound


def current_round(session: Session, practice: Practice) -> ReviewRound:
    """Return the latest round of review.

    Raises:
        NotFound: if nothing was ever submitted.
    """
    round_ = session.scalars(
        sa.select(ReviewRound)
        .where(ReviewRound.practice_id == practice.id)
        .order_by(ReviewRound.number.desc())
    ).first()
    if round_ is None:
        raise NotFound
    return round_


def rounds_so_far(session: Session, practice: Practice) -> int:
    """Return how many rounds of review a practice has had."""
    return (
        session.scalar(
            sa.select(sa.func.max(ReviewRound.number)).where(ReviewRound.practice_id == practice.id)
        )
        or 0
    )


def open_comments(session: Session, round_: ReviewRound) -> int:
    """Return how many comments of a round are not settled."""
    return (
        session.scalar(
            sa.select(sa.func.count()).where(
                ReviewComment.practice_id == round_.practice_id,
                ReviewComment.round_number == round_.number,
                ReviewComment.settled_at.is_(None),
            )
        )
        or 0
    )
