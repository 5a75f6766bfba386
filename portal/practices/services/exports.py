"""What is handed out of drafts: to those who may read them, and to nobody else."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.practices.models import Practice
from portal.practices.models.drafts import Draft
from portal.practices.services.drafts import draft_of
from portal.practices.services.reviews import require_reader


def readable_draft(session: Session, actor: Actor, slug: str) -> Draft:
    """Return the draft of a practice.

    Raises:
        NotFound: if there is none that the actor may read.
    """
    practice = session.scalars(sa.select(Practice).where(Practice.slug == slug)).one_or_none()
    if practice is None:
        raise NotFound
    require_reader(session, actor, practice)
    return draft_of(session, practice)
