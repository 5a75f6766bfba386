"""What of a person goes when they are erased; what they wrote and voted for stays, without them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.erasing import forgets
from portal.threads.models import PostFile
from portal.threads.models.holding import AnswerInvitation


def start() -> None:
    """Register it."""
    forgets("threads", _forget)


def _forget(session: Session, person_id: int) -> None:
    """Take back invitations to answer, and give up files of texts that were never sent.

    Questions that they held go on by themselves, see `holding.keep`.
    """
    session.execute(sa.delete(AnswerInvitation).where(AnswerInvitation.person_id == person_id))
    session.execute(
        sa.delete(PostFile).where(PostFile.person_id == person_id, PostFile.post_id.is_(None))
    )
