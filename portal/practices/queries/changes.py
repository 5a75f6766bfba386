"""Reads: which practices changed for the public and when, for those who keep copies of them.

What was withdrawn or suspended goes on being told of as gone; what never was public never is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.practices.models import PUBLIC_STATES, Practice, PracticeTag
from portal.practices.permissions import WITHHELD
from portal.vocabularies.models import Term

_COLUMNS: tuple[Any, ...] = (
    Practice.id,
    Practice.public_id,
    Practice.public_changed_at,
    Practice.state.in_(PUBLIC_STATES).label("is_public"),
)


@dataclass(frozen=True)
class Change:
    """When a practice changed last for the public, and whether it can still be read."""

    id: int
    public_id: str
    changed_at: datetime
    is_public: bool

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands among all changes."""
        return self.changed_at, self.id


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which changes are wanted: those from `since` on, before `before`, of a term of a facet.

    None and "" narrow nothing; a facet alone wants what carries any of its terms. `after` is the
    place after which they stand.
    """

    since: datetime | None = None
    before: datetime | None = None
    facet: str = ""
    term: str = ""
    after: tuple[datetime, int] | None = None


def changes(wanted: Wanted, most: int) -> list[Change]:
    """Return the first changes that are wanted, the oldest first."""
    query = sa.select(*_COLUMNS).where(*_conditions(wanted))
    query = query.order_by(Practice.public_changed_at, Practice.id).limit(most)
    return [Change(*row) for row in db.session.execute(query)]


def count_changes(wanted: Wanted) -> int:
    """Return how many changes are wanted."""
    query = sa.select(sa.func.count(Practice.id)).where(*_conditions(wanted))
    return db.session.scalar(query) or 0


def change_of(public_id: str) -> Change | None:
    """Return the change of one practice, None if there is nothing to tell of it."""
    query = sa.select(*_COLUMNS).where(*_conditions(Wanted()), Practice.public_id == public_id)
    row = db.session.execute(query).first()
    return Change(*row) if row else None


def first_change() -> datetime | None:
    """Return the moment of the oldest change."""
    return db.session.scalar(
        sa.select(sa.func.min(Practice.public_changed_at)).where(*_conditions(Wanted()))
    )


def last_change() -> datetime | None:
    """Return the moment of the newest change."""
    return db.session.scalar(
        sa.select(sa.func.max(Practice.public_changed_at)).where(*_conditions(Wanted()))
    )


def _conditions(wanted: Wanted) -> Sequence[sa.ColumnElement[bool]]:
    moment = Practice.public_changed_at
    found: list[sa.ColumnElement[bool]] = [
        moment.is_not(None),
        Practice.state.in_((*PUBLIC_STATES, *WITHHELD)),
    ]
    if wanted.since is not None:
        found.append(moment >= wanted.since)
    if wanted.before is not None:
        found.append(moment < wanted.before)
    if wanted.after is not None:
        at, number = wanted.after
        found += [moment >= at, sa.or_(moment > at, Practice.id > number)]
    if wanted.facet:
        found.append(Practice.current_version_id.in_(_tagged(wanted.facet, wanted.term)))
    return found


def _tagged(facet: str, code: str) -> sa.Select[int]:
    query = sa.select(PracticeTag.version_id).where(PracticeTag.facet == facet)
    if not code:
        return query
    return query.join(Term, Term.id == PracticeTag.term_id).where(Term.code == code)
