"""Invented champions, and regions that are proposed as such."""

from portal.core.clock import utcnow
from portal.core.permissions import Actor
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.mentoring.models.graduation import GraduationProposal, ProposalState
from portal.regions.queries import directory
from portal.regions.schemas.champions import Basis
from portal.regions.services import champions

BASIS = Basis(adoption="aaaaaaaaaaaa", assessment=1, level=3, practice="bbbbbbbbbbbb", answers=5)


def championed(editor: Actor, code: str, dimension: str) -> str:
    """Return the public id of a new champion status, with proofs that nobody has looked at."""
    with unit_of_work() as session:
        region_id = directory().by_code[code].id
        return champions.grant(session, editor, region_id, dimension, BASIS).public_id


def proposed(code: str, dimension: str) -> str:
    """Return the public id of a proposal that waits."""
    with unit_of_work() as session:
        row = GraduationProposal(
            public_id=new_public_id(),
            region_id=directory().by_code[code].id,
            dimension=dimension,
            state=ProposalState.OPEN,
            is_open=True,
            proofs=BASIS.stored(),
            proposed_at=utcnow(),
            reason="",
        )
        session.add(row)
        return row.public_id
