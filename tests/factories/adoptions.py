"""Invented regions taking over invented practices, as pages would have it; nothing here is true."""

from typing import Any

from portal.accounts.services.memberships import Post
from portal.adoptions.models import WAY, Adoption, Outcome, Stage
from portal.adoptions.queries import adoption_at
from portal.adoptions.services import judging, moving, planning, starting
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from tests.factories.drafts import SLUG, practice_of

OWNER, LONTAR, RANDU, KESAMBI = "35.78", "35.10", "35.09", "35.11"
OFFICER = Post(role=Role.OFFICER, region=LONTAR)
ADMIN = Post(role=Role.REGION_ADMIN, region=LONTAR)
PUBLISHER = Post(role=Role.PUBLISHER, region=OWNER)
REPORT = "Waktu tunggu turun di tiga puskesmas."
MEASURED = {"baseline": 130.0, "target": 80.0, "actual": 70.0, "source": "Laporan loket"}


def begun(
    actor: Actor, region: str = LONTAR, *, slug: str = SLUG, parent: str = "", to: Any = None
) -> str:
    """Return the public id of a new adoption, brought on to a stage before `reported`."""
    with unit_of_work() as session:
        adoption = starting.start(
            session,
            actor,
            directory().by_code[region].id,
            practice_of(slug),
            parent=adoption_at(actor, parent) if parent else None,
        )
        key = adoption.public_id
    if to is not None:
        moved(actor, key, to)
    return key


def moved(actor: Actor, key: str, to: Stage) -> None:
    """Bring an adoption on, step by step, to a stage before `reported`."""
    with unit_of_work() as session:
        adoption = adoption_at(actor, key)
        while adoption.stage is not to:
            following = WAY[WAY.index(adoption.stage) + 1]
            moving.advance(session, actor, adoption, following)


def reported(actor: Actor, key: str) -> None:
    """Report an adoption with what it showed."""
    moved(actor, key, Stage.OPERATING)
    with unit_of_work() as session:
        adoption = adoption_at(actor, key)
        rows = planning.indicators_of(session, adoption)
        values = planning.Measured(**MEASURED)  # type: ignore[arg-type]  # figures and a text
        planning.measure(session, actor, adoption, {row.id: values for row in rows}, [])
        moving.report(session, actor, adoption, REPORT)


def confirmed(actor: Actor, key: str, outcome: Outcome = Outcome.SUCCESS) -> None:
    """Confirm an outcome for the source region."""
    with unit_of_work() as session:
        judging.confirm(session, actor, adoption_at(actor, key), outcome, "Kami melihatnya.")


def verified(editor: Actor, key: str) -> None:
    """Verify an outcome."""
    with unit_of_work() as session:
        judging.verify(session, editor, adoption_at(editor, key))


def dropped(actor: Actor, key: str, reason: str = "anggaran") -> None:
    """Give an adoption up."""
    with unit_of_work() as session:
        moving.drop(session, actor, adoption_at(actor, key), reason, "Dananya dialihkan.")


def stage_of(key: str) -> Stage:
    """Return where an adoption stands."""
    with unit_of_work() as session:
        return session.query(Adoption).filter_by(public_id=key).one().stage
