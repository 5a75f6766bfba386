"""How people want to be told: on a page of their own, or by the link in a mail."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work
from portal.notifications.models import How, Preference
from portal.notifications.queries import ALL, preferences
from portal.notifications.queries.registry import kinds
from portal.notifications.services.sending import lift
from portal.notifications.services.telling import DIGESTED

DIGEST = "digest"  # stands for the kinds that come in one


@dataclass(frozen=True)
class Leaving:
    """Who gets no more mail, and about what: the name of a kind, `DIGEST` or `ALL`."""

    person: Person
    scope: str


def choose(person_id: int, chosen: Mapping[str, How]) -> None:
    """Keep how somebody wants to be told of each kind.

    Who wants no mail at all wants none about kinds that do not exist yet.
    """
    with unit_of_work() as session:
        rows = dict(chosen)
        if set(rows.values()) == {How.NEVER}:
            rows = {ALL: How.NEVER}
        _keep(session, person_id, rows)


def trust_address(person_id: int) -> None:
    """Send to an address again that its owner says is right."""
    with unit_of_work() as session:
        lift(session, person_id)


def token_of(person: Person, scope: str) -> str:
    """Return what a mail's link carries to end such mail; it holds for ever."""
    text = f"{person.public_id}.{scope}"
    return f"{text}.{_signature(text)}"


def leaving(token: str) -> Leaving:
    """Return what a link says, changing nothing.

    Raises:
        NotFound: if it is not ours.
    """
    text, _dot, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(text).encode()):
        raise NotFound
    public_id, _dot, scope = text.partition(".")
    person = db.session.scalars(
        sa.select(Person).where(Person.public_id == public_id)
    ).one_or_none()
    if person is None or scope not in {ALL, DIGEST, *(kind.name for kind in kinds())}:
        raise NotFound
    return Leaving(person, scope)


def leave(token: str) -> None:
    """End the mail that a link is about.

    Raises:
        NotFound: if the link is not ours.
    """
    with unit_of_work() as session:
        found = leaving(token)
        if found.scope == ALL:
            stop_all(session, found.person.id)
            return
        hows = dict(preferences(found.person.id))
        ended = {
            name
            for name, how in hows.items()
            if name == found.scope or (found.scope == DIGEST and how in DIGESTED)
        }
        _keep(session, found.person.id, hows | dict.fromkeys(ended, How.NEVER))


def stop_all(session: Session, person_id: int) -> None:
    """Let somebody get no mail about anything any more."""
    _keep(session, person_id, {ALL: How.NEVER})


def _keep(session: Session, person_id: int, rows: Mapping[str, How]) -> None:
    session.execute(sa.delete(Preference).where(Preference.person_id == person_id))
    session.add_all(
        Preference(person_id=person_id, kind=kind, how=how) for kind, how in rows.items()
    )


def _signature(text: str) -> str:
    key = current_settings().secret_key.encode()
    digest = hmac.digest(key, f"unsubscribe:{text}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
