"""Erasing: a person goes, what they wrote stays under their office, and nothing breaks.

It waits for two days, so that who finds a page open cannot do harm that its owner cannot undo; with
the hour between two looks of the worker it is done long before the 72 hours are over. Features
above say by `forgets` what of a person goes with them.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import (
    ApiToken,
    Consent,
    ErasureRequest,
    Identity,
    Person,
    PersonState,
    RecoveryCode,
    SignIn,
    TimeZone,
)
from portal.accounts.permissions import ERASE_OWN_DATA
from portal.accounts.queries import is_pending, pending_erasure, person_of
from portal.accounts.services import governing, handover, mails, trail
from portal.core.clock import utcnow
from portal.core.db import db, end_transaction, reading
from portal.core.errors import Forbidden
from portal.core.forgetting import forget
from portal.core.once import Idempotency
from portal.core.permissions import ANONYMOUS, Actor, require
from portal.core.uow import unit_of_work

log = logging.getLogger(__name__)
GRACE = timedelta(hours=48)
Forget = Callable[[Session, int], object]
_forgetting: dict[str, Forget] = {}


def forgets(name: str, forgetting: Forget) -> None:
    """Register what a feature deletes of somebody, by id, when they are erased."""
    _forgetting[name] = forgetting


def ask(actor: Actor) -> None:
    """Let the actor be erased in two days; asked again, nothing changes.

    Raises:
        BadInput: if a place would have nobody left who governs it.
    """
    require(actor, ERASE_OWN_DATA)
    if actor.person_id is None:
        raise Forbidden
    with unit_of_work() as session:
        if pending_erasure(actor.person_id) is None:
            governing.refuse_indispensable(actor.person_id)
            announce(session, person_of(actor.person_id), by=actor, within=GRACE)


def announce(session: Session, person: Person, *, by: Actor, within: timedelta) -> None:
    """Let somebody be erased when a time is over, and tell them how to keep the account."""
    now = utcnow()
    session.add(ErasureRequest(person_id=person.id, asked_at=now, due_at=now + within))
    trail.by_somebody(session, "ask-erasure", person, actor=by)
    mails.tell_of_erasure(session, person, now + within)


def cancel(actor: Actor) -> None:
    """Let the actor's account stay after all."""
    require(actor, ERASE_OWN_DATA)
    with unit_of_work() as session:
        asked = pending_erasure(actor.person_id or 0)
        if asked is not None:
            asked.cancelled_at = utcnow()
            trail.by_owner(session, "cancel-erasure", person_of(asked.person_id))


def erase_due() -> None:
    """Erase those whose time has come, each in a transaction of its own.

    Raises:
        RuntimeError: if it failed for some of them, after it was done for the others.
    """
    with reading():
        due = sa.select(ErasureRequest.person_id).where(
            is_pending(), ErasureRequest.due_at <= utcnow()
        )
        found = db.session.scalars(due).all()
    failed = 0
    for person_id in found:
        try:
            with unit_of_work() as session:
                erase(session, person_of(person_id))
        except Exception:
            end_transaction()
            log.exception("erasing person %d failed", person_id)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} people could not be erased")


def erase_by_command(person_id: int) -> None:
    """Erase somebody at once for whoever runs the machine, as when it was asked for on paper.

    Raises:
        BadInput: if a place would have nobody left who governs it.
    """
    with unit_of_work() as session:
        governing.refuse_indispensable(person_id)
        erase(session, person_of(person_id))


def erase(session: Session, person: Person) -> None:
    """Erase somebody; done again it changes nothing."""
    if person.state is PersonState.ERASED:
        return
    name, mail, instead = person.name, person.mail, pseudonym_of(person)
    handover.end_all(session, person.id)
    for forgetting in _forgetting.values():
        forgetting(session, person.id)
    for table in (SignIn, Identity, ApiToken, RecoveryCode, Consent, Idempotency):
        session.execute(sa.delete(table).where(table.person_id == person.id))
    forget(session, mail=mail, name=name, instead=instead)
    person.name, person.mail = instead, f"{person.public_id}@erased.invalid"
    person.locale, person.zone, person.data_saver = "id", TimeZone.WIB, False
    person.password_hash = person.totp_salt = person.totp_since = person.totp_step = None
    person.notice_seen = None
    person.state = PersonState.ERASED
    session.execute(
        sa.update(ErasureRequest)
        .where(ErasureRequest.person_id == person.id, is_pending())
        .values(done_at=utcnow())
        .execution_options(synchronize_session=False)
    )
    trail.by_somebody(session, "erase", person, actor=ANONYMOUS)


def pseudonym_of(person: Person) -> str:
    """Return what somebody is called for ever after, which tells nobody who it was."""
    return f"Anonim {person.public_id[:6]}"
