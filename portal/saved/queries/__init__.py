"""Reads: who has saved which searches, and what these have found since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.practices.models import Practice
from portal.practices.permissions import visible_to
from portal.saved.models import SavedSearch, SearchMatch


def searches_of(actor: Actor) -> Sequence[SavedSearch]:
    """Return what an actor has saved, newest first."""
    own = SavedSearch.person_id == actor.person_id
    return db.session.scalars(
        sa.select(SavedSearch).where(own).order_by(SavedSearch.id.desc())
    ).all()


def search_at(actor: Actor, key: str) -> SavedSearch:
    """Return a search by its public id.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = sa.select(SavedSearch).where(
        SavedSearch.public_id == key, SavedSearch.person_id == actor.person_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def saved_as(actor: Actor, query: str) -> SavedSearch | None:
    """Return the search that an actor has saved with these parameters, None if there is none."""
    return db.session.scalars(
        sa.select(SavedSearch).where(
            SavedSearch.person_id == actor.person_id, SavedSearch.query == query
        )
    ).one_or_none()


def search_of(search_id: int | None) -> SavedSearch | None:
    """Return a search by the id that events carry, None if it is gone."""
    return db.session.get(SavedSearch, search_id) if search_id is not None else None


def count(person_id: int) -> int:
    """Return how many searches somebody has saved."""
    own = SavedSearch.person_id == person_id
    return db.session.scalar(sa.select(sa.func.count()).select_from(SavedSearch).where(own)) or 0


def unseen(actor: Actor) -> Mapping[int, int]:
    """Return, by the ids of an actor's searches, how many matches are new to them, where any is."""
    query = (
        sa.select(SearchMatch.search_id, sa.func.count().label("number"))
        .join(SavedSearch, SavedSearch.id == SearchMatch.search_id)
        .join(Practice, Practice.id == SearchMatch.practice_id)
        .where(
            SavedSearch.person_id == actor.person_id,
            SearchMatch.found_at > SavedSearch.seen_at,
            visible_to(actor),
        )
        .group_by(SearchMatch.search_id)
    )
    return {row.search_id: row.number for row in db.session.execute(query)}


def by_query() -> Mapping[str, Sequence[SavedSearch]]:
    """Return all saved searches by what they ask for, so that each is run once for everybody."""
    found: dict[str, list[SavedSearch]] = defaultdict(list)
    for row in db.session.scalars(sa.select(SavedSearch).order_by(SavedSearch.id)):
        found[row.query].append(row)
    return found


def matched(practice_id: int) -> set[int]:
    """Return the ids of the searches that have found a practice."""
    query = sa.select(SearchMatch.search_id).where(SearchMatch.practice_id == practice_id)
    return set(db.session.scalars(query))


def held_about(person_id: int) -> list[dict[str, Any]]:
    """Return all that is kept about somebody's searches, for who asks for the own data."""
    found = sa.select(sa.func.count()).where(SearchMatch.search_id == SavedSearch.id)
    query = (
        sa.select(
            SavedSearch.name,
            SavedSearch.query,
            SavedSearch.often,
            SavedSearch.created_at,
            SavedSearch.seen_at,
            found.scalar_subquery().label("matches"),
        )
        .where(SavedSearch.person_id == person_id)
        .order_by(SavedSearch.id)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]
