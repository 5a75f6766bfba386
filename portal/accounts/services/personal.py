"""One's own data: what the portal holds about a person, as features bring it here.

The file for programs and the page for people are made of the same parts, so that nothing can be in
one and not in the other.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from portal.accounts.permissions import EXPORT_OWN_DATA
from portal.accounts.schemas.own_words import WORDS
from portal.accounts.schemas.roles import ROLE_LABELS
from portal.core import limits
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.errors import Forbidden
from portal.core.formats import day, moment
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.permissions import Actor, Role, require

Collect = Callable[[int], Any]
Query = Callable[[int], sa.Executable]
COPIES = Limit("copies of own data", 20, timedelta(days=1))
NO_WORDS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Part:
    """What a feature holds: how it is collected, and what it and its own fields are called."""

    collect: Collect
    title: Any
    words: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part as people read it: rows of (what a field is called, what it says)."""

    title: str
    rows: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Copy:
    """All that the portal holds about somebody, by the names of the parts."""

    made_at: datetime
    found: Mapping[str, Any]


_parts: dict[str, Part] = {}


def holds(name: str, collect: Collect, title: Any, words: Mapping[str, Any] = NO_WORDS) -> None:
    """Register what a feature holds about a person, by id: JSON with days and moments in it.

    `title` says it in words, `words` what fields are called that `WORDS` does not know.
    """
    _parts[name] = Part(collect, title, words)


def rows_of(query: Query) -> Collect:
    """Return how to collect the rows that a query finds by a person's id, by the columns' names."""
    return lambda person_id: [dict(row) for row in db.session.execute(query(person_id)).mappings()]


def values_of(query: Query) -> Collect:
    """Return how to collect the one column that a query finds by a person's id."""
    return lambda person_id: list(db.session.scalars(query(person_id)))


def copy(actor: Actor) -> Copy:
    """Return all that the portal holds about the actor.

    Raises:
        Forbidden: to nobody in particular.
        TooMany: after too many of them.
    """
    require(actor, EXPORT_OWN_DATA)
    if actor.person_id is None:
        raise Forbidden
    limits.count([(COPIES, str(actor.person_id))])
    return Copy(utcnow(), {name: part.collect(actor.person_id) for name, part in _parts.items()})


def as_json(found: Copy) -> str:
    """Return a copy as programs read it."""
    document = {"made_at": found.made_at, **found.found}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"


def sections(found: Copy) -> list[Section]:
    """Return a copy as people read it, in the language of this moment."""
    return [
        Section(str(_parts[name].title), [_row(_parts[name], row) for row in _listed(value)])
        for name, value in found.found.items()
    ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _row(part: Part, row: Any) -> list[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return [("", _said(row))]
    words = {**WORDS, **part.words}
    return [(str(words.get(name, name)), _said(value)) for name, value in row.items()]


def _said(value: Any) -> str:  # noqa: PLR0911  # one answer for each kind of value
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, Role):
        return str(ROLE_LABELS[value])
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_said(inner)}" for name, inner in value.items()) or "-"
    if isinstance(value, list):
        return "; ".join(map(_said, value)) or "-"
    return str(value)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no JSON")
