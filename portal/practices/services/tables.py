"""Tables of practices: kept when they are uploaded, looked at, and taken in as drafts at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.erasing import forgets
from portal.core.clock import utcnow
from portal.core.errors import BadInput, Forbidden, NotFound
from portal.core.faults import FaultyTextError, TextFault
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.models.imports import ImportTable
from portal.practices.permissions import START_PRACTICE
from portal.practices.schemas.sheet import Row, Table, read_table
from portal.practices.services.imports import begun, misfits

KEPT = timedelta(days=1)
MOST_KEPT = 5


@dataclass(frozen=True)
class LookedAt:
    """A row, and all that is wrong with it."""

    row: Row
    faults: list[TextFault]


def start() -> None:
    """Register what is deleted of whoever is erased."""
    forgets("import tables", _forget)


def keep(session: Session, actor: Actor, text: str, *, region: str) -> ImportTable:
    """Keep a table for its uploader to look at, for a day; of more than five the oldest goes.

    Raises:
        Forbidden: if the actor writes for no region.
        FaultyTextError: if it cannot be read as a table.
    """
    require(actor, START_PRACTICE)
    if actor.person_id is None:
        raise Forbidden
    read_table(text)
    kept = ImportTable(
        public_id=new_public_id(), person_id=actor.person_id, region=region, text=text
    )
    session.add(kept)
    session.flush()
    newest = (
        sa.select(ImportTable.id)
        .where(ImportTable.person_id == actor.person_id)
        .order_by(ImportTable.id.desc())
        .limit(MOST_KEPT)
    )
    session.execute(
        sa.delete(ImportTable)
        .where(ImportTable.person_id == actor.person_id)
        .where(ImportTable.id.not_in(session.scalars(newest).all()))
    )
    return kept


def kept(session: Session, actor: Actor, key: str) -> ImportTable:
    """Return a table that the actor has uploaded.

    Raises:
        NotFound: if there is none, or it was taken in or has gone by now.
    """
    found = session.scalars(
        sa.select(ImportTable)
        .where(ImportTable.public_id == key, ImportTable.person_id == actor.person_id)
        .where(ImportTable.created_at > utcnow() - KEPT)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def looked_at(actor: Actor, table: Table, region: str) -> list[LookedAt]:
    """Return the rows of a table with all that is wrong with each."""
    return [LookedAt(row, _faults(actor, row, region)) for row in table.rows]


def _faults(actor: Actor, row: Row, region: str) -> list[TextFault]:
    """Return the faults in the order of the columns."""
    found = row.faults or [
        TextFault(row.number, row.name(steps), reason)
        for steps, reason in misfits(actor, row.record, region)
    ]
    order = {column.name: index for index, column in enumerate(row.shape.columns)}
    return sorted(found, key=lambda fault: order.get(fault.name, -1))


def take_in(session: Session, actor: Actor, key: str, left_out: Collection[int]) -> list[Practice]:
    """Begin the rows of a kept table as drafts, all but those on the lines `left_out`, or none.

    Raises:
        NotFound: if the actor has no such table.
        BadInput: if no row is left.
        FaultyTextError: if one that is left cannot become a draft; nothing is written then.
    """
    require(actor, START_PRACTICE)
    waiting = kept(session, actor, key)
    table, region = read_table(waiting.text), waiting.region
    chosen = [one for one in looked_at(actor, table, region) if one.row.number not in left_out]
    if not chosen:
        raise BadInput(_("Sisakan sedikitnya satu baris untuk disimpan."))
    if faults := [fault for one in chosen for fault in one.faults]:
        raise FaultyTextError(*faults)
    session.delete(waiting)
    return [begun(session, actor, one.row.record, region) for one in chosen]


def forget_old() -> None:
    """Delete tables that nobody has taken in for a day."""
    with unit_of_work() as session:
        session.execute(
            sa.delete(ImportTable)
            .where(ImportTable.created_at < utcnow() - KEPT)
            .execution_options(synchronize_session=False)
        )


def _forget(session: Session, person_id: int) -> object:
    return session.execute(sa.delete(ImportTable).where(ImportTable.person_id == person_id))
