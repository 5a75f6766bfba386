"""Stored HTML of people's texts, made anew where an older renderer has made it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa

from portal.core.db import Entity, db, reading
from portal.core.foreign_links import look_through
from portal.core.rendering import Text, render_all
from portal.core.text import RENDERER_VERSION
from portal.core.uow import unit_of_work

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Stored(Generic[E]):
    """Rows that keep the HTML of their texts, and in a column `renderer` what made it.

    `texts` gives the texts of a row by any keys, `put` keeps their HTML under the same ones, and
    `html` returns what is kept.
    """

    model: type[E]
    texts: Callable[[E], Mapping[str, Text]]
    put: Callable[[E, Mapping[str, str]], None]
    html: Callable[[E], Mapping[str, str]]


class Renewed(NamedTuple):
    """How many rows of a table were made anew, and how many stay as they were."""

    table: str
    renewed: int
    left: int


_stored: dict[str, Stored[Any]] = {}


def register(stored: Stored[Any]) -> None:
    """Let the HTML of a table be made anew by `rerender`."""
    _stored[stored.model.__tablename__] = stored
    look_through(stored.model, lambda row: _pairs(stored, row))


def _pairs(stored: Stored[E], row: E) -> Iterator[tuple[str, str]]:
    sources = stored.texts(row)
    for key, html in stored.html(row).items():
        yield (sources[key].source if key in sources else "", html)


def rerender(*, everything: bool = False) -> list[Renewed]:
    """Make all HTML anew that is not of today's renderer, row by row; doing it again is harmless.

    A row whose texts the renderer refuses keeps the HTML that readers know. With `everything` also
    what is of today's is made anew, so that what was put into it by hand is gone.
    """
    return [_renewed(stored, everything=everything) for stored in _stored.values()]


def _renewed(stored: Stored[Any], *, everything: bool) -> Renewed:
    with reading():
        stale = sa.true() if everything else stored.model.renderer != RENDERER_VERSION
        ids = db.session.scalars(sa.select(stored.model.id).where(stale)).all()
    renewed = sum(_renew(stored, id_) for id_ in ids)
    return Renewed(stored.model.__tablename__, renewed, len(ids) - renewed)


def _renew(stored: Stored[Any], id_: int) -> bool:
    with reading():
        row = db.session.get(stored.model, id_)
        texts = stored.texts(row) if row else {}
    rendered = render_all(texts)  # takes its time, so nobody is kept from writing
    if row is None or any(text.degraded for text in rendered.values()):
        return False
    with unit_of_work() as session:
        row = session.get(stored.model, id_)
        if row is None or stored.texts(row) != texts:
            return False
        stored.put(row, {key: str(text.html) for key, text in rendered.items()})
        row.renderer = RENDERER_VERSION
    return True
