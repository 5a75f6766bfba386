"""Links in stored HTML that the text it was made of does not hold.

Nobody writes them by the portal: who puts advertisements into the pages of a government writes into
its database or its files.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeVar

import sqlalchemy as sa

from portal.core.db import Entity, db, reading
from portal.core.text import PAGE_TAGS, TextRefusedError, render

E = TypeVar("E", bound=Entity)
Pairs = Callable[[Any], Iterable[tuple[str, str]]]
BATCH = 200
_LEADING = re.compile(
    r"""\b(?:href|src|srcset|action|formaction|data|poster)\s*=\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
_OURS = re.compile(r"#|/(?![/\\])")
_shown: dict[str, tuple[type[Entity], Pairs]] = {}


@dataclass(frozen=True, order=True)
class ForeignLink:
    """A link, and the row of a table in whose HTML it stands."""

    table: str
    row: int
    link: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.link}"


def look_through(model: type[E], pairs: Callable[[E], Iterable[tuple[str, str]]]) -> None:
    """Let a table be looked through; `pairs` gives the texts of a row with their stored HTML."""
    _shown[model.__tablename__] = (model, pairs)


def find() -> list[ForeignLink]:
    """Return all such links."""
    found = (link for model, pairs in _shown.values() for link in _in_table(model, pairs))
    return sorted(found)


def _in_table(model: type[Entity], pairs: Pairs) -> Iterator[ForeignLink]:
    last = 0
    while True:
        with reading():
            query = sa.select(model).where(model.id > last).order_by(model.id).limit(BATCH)
            rows = db.session.scalars(query).all()
            found = [
                ForeignLink(model.__tablename__, row.id, link)
                for row in rows
                for source, html in pairs(row)
                for link in foreign(source, html)
            ]
            last = rows[-1].id if rows else last
        yield from found
        if len(rows) < BATCH:
            return


def foreign(source: str, html: str) -> list[str]:
    """Return the links out of the portal in `html` that do not come from the text `source`."""
    links = {unescape("".join(groups)).strip() for groups in _LEADING.findall(html)}
    told = unescape(source)
    unknown = {link for link in links if not _OURS.match(link) and _plain(link) not in told}
    if not unknown:
        return []
    try:
        made = str(render(source, tags=PAGE_TAGS))
    except TextRefusedError:
        made = ""
    known = {unescape("".join(groups)).strip() for groups in _LEADING.findall(made)}
    return sorted(unknown - known)


def _plain(link: str) -> str:
    """Return a link without what the renderer puts before bare names of hosts and addresses."""
    return link.removeprefix("http://").removeprefix("mailto:")
