"""Saving a search, calling it otherwise, and saving it no longer."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.erasing import forgets
from portal.accounts.services.personal import holds
from portal.core.clock import utcnow
from portal.core.errors import BadInput
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, require
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.follows.permissions import FOLLOW
from portal.saved import queries
from portal.saved.models import Often, SavedSearch
from portal.saved.queries.asked import query_of, read

MOST = 50


def save(actor: Actor, query: str, *, name: str, often: Often) -> str:
    """Keep a search under a name, one that is kept already under this one; return its public id.

    Raises:
        Forbidden: without a role.
        BadInput: if the search cannot be kept, or so many are kept already.
    """
    require(actor, FOLLOW)
    kept, now = query_of(read(query)), utcnow()
    with unit_of_work() as session:
        found = queries.saved_as(actor, kept)
        if found is not None:
            found.name, found.often = name, often
            return found.public_id
        if actor.person_id is None or queries.count(actor.person_id) >= MOST:
            raise BadInput(
                _("Anda sudah menyimpan %(most)s pencarian. Hapus dulu salah satunya.", most=MOST)
            )
        made = SavedSearch(
            public_id=new_public_id(),
            person_id=actor.person_id,
            query=kept,
            name=name,
            often=often,
            created_at=now,
            seen_at=now,
        )
        session.add(made)
        return made.public_id


def change(actor: Actor, key: str, *, name: str, often: Often) -> None:
    """Call a search otherwise, or tell of it as often as this.

    Raises:
        Forbidden: without a role.
        NotFound: if it is not the actor's.
    """
    require(actor, FOLLOW)
    with unit_of_work():
        found = queries.search_at(actor, key)
        found.name, found.often = name, often


def remove(actor: Actor, key: str) -> str:
    """Keep a search no longer, and return what it was called.

    Raises:
        Forbidden: without a role.
        NotFound: if it is not the actor's.
    """
    require(actor, FOLLOW)
    with unit_of_work() as session:
        found = queries.search_at(actor, key)
        name = found.name
        session.delete(found)
    return name


def see(actor: Actor, key: str) -> str:
    """Note that the owner looks at what a search has found by now, and return its query.

    Raises:
        Forbidden: without a role.
        NotFound: if it is not the actor's.
    """
    require(actor, FOLLOW)
    with unit_of_work():
        found = queries.search_at(actor, key)
        found.seen_at = utcnow()
        return found.query


def _forget(session: Session, person_id: int) -> None:
    session.execute(sa.delete(SavedSearch).where(SavedSearch.person_id == person_id))


def start() -> None:
    """Register what is held, and what goes with whom it is about."""
    words = {
        "query": _l("Pencarian"),
        "often": _l("Kapan"),
        "seen_at": _l("Terakhir dilihat"),
        "matches": _l("Praktik yang ditemukan"),
    }
    holds("saved_searches", queries.held_about, _l("Pencarian tersimpan"), words)
    forgets("saved searches", _forget)
