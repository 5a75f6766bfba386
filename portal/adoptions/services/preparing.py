"""Writes: a region has checked whether a practice fits, and begins with what it has to settle."""

from collections.abc import Sequence
from textwrap import shorten

from sqlalchemy.orm import Session

from portal.adoptions.models import Adoption, Stage
from portal.adoptions.schemas import MAX_LINE
from portal.adoptions.services import planning, starting
from portal.core.permissions import Actor
from portal.practices.models import Practice


def explore(
    session: Session, actor: Actor, region_id: int, practice: Practice, lacking: Sequence[str]
) -> Adoption:
    """Begin to explore a practice for a region, with a task for each thing that may be lacking.

    Raises:
        Forbidden, Conflict, BadInput: as `starting.start` and `planning.add_task`.
    """
    adoption = starting.start(session, actor, region_id, practice, stage=Stage.EXPLORING)
    for text in lacking:
        planning.add_task(session, actor, adoption, shorten(text, MAX_LINE, placeholder=" …"))
    return adoption
