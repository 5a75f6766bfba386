"""The log of searches, written many at once and later than they were made."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import today
from portal.core.db import db, reading
from portal.core.errors import BadInput
from portal.core.i18n import _l
from portal.core.retention import Rule, keeps
from portal.core.security import is_broken
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work
from portal.needs.models import Channel, SearchEvent, SearchSalt
from portal.needs.schemas import stored
from portal.needs.services.answering import close_by_click
from portal.practices.forms import read_search
from portal.practices.models import Practice
from portal.practices.queries import KIND
from portal.regions.queries import directory
from portal.search import finder
from portal.search.finder import Request

KEPT = timedelta(days=365)
LOOKED_BACK = 50  # searches of one reader among which a click finds its own


@dataclass(frozen=True, slots=True)
class Searched:
    """A search that was made; `who` tells readers apart, and is kept only as a hash."""

    day: date
    who: str
    kind: str
    channel: Channel
    language: str
    region_id: int | None
    asked: Request
    hits: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A practice that was opened from results; `parameters` are those of their address."""

    day: date
    who: str
    slug: str
    parameters: str


@dataclass(frozen=True, slots=True)
class _Click:
    """A practice that was opened, with the search that found it and its rank there."""

    day: date
    who: str
    asked: Request
    rank: int
    practice_id: int


def normal(text: str) -> str:
    """Return what was typed in lower case and with single spaces."""
    return " ".join(text.casefold().split())


def write(notes: Sequence[Searched | Opened]) -> None:
    """Write what happened, in its order."""
    with reading():
        done = [note if isinstance(note, Searched) else _placed(note) for note in notes]
    with unit_of_work() as session:
        keys: dict[date, bytes] = {}
        for note in done:
            if note is None:
                continue
            if note.day not in keys:
                keys[note.day] = _key_of(session, note.day)
            reader = hashlib.blake2b(note.who.encode(), key=keys[note.day], digest_size=8)
            if isinstance(note, Searched):
                session.add(_event(note, reader.hexdigest()))
            else:
                _note_click(session, note, reader.hexdigest())


def _key_of(session: Session, day: date) -> bytes:
    """Return under which key the readers of a day are hashed, and forget those of other days.

    A backup of this day has the salt in it, but not the portal's own secret.
    """
    session.execute(sa.delete(SearchSalt).where(SearchSalt.day != today()))
    salt = session.scalar(sa.select(SearchSalt.salt).where(SearchSalt.day == day))
    if salt is None:
        salt = secrets.token_hex(32)
        if day == today():  # what comes in after midnight is joined to nothing
            session.add(SearchSalt(day=day, salt=salt))
    return hashlib.sha256(f"{current_settings().secret_key}\n{salt}".encode()).digest()


def _event(note: Searched, session_hash: str) -> SearchEvent:
    asked = note.asked
    region = directory().by_id.get(note.region_id or 0)
    return SearchEvent(
        day=note.day,
        session=session_hash,
        kind=note.kind,
        channel=note.channel,
        language=note.language,
        region_code=region.code if region else None,
        query=normal(asked.text),
        stems=stored(finder.telling_stems(asked.text)),
        filters=_filters(asked),
        dimension=only(asked, "dimension"),
        sector=only(asked, "sector"),
        hits=note.hits,
    )


def _filters(asked: Request) -> dict[str, Any]:
    return {name: list(values) for name, values in asked.selected.items()}


def only(asked: Request, facet: str) -> str | None:
    """Return the one value that was chosen of a facet, None for none or several."""
    values = asked.selected.get(facet, ())
    return values[0] if len(values) == 1 else None


def _placed(note: Opened) -> _Click | None:
    """Return a click with its rank in the results, None where they do not hold the practice."""
    if is_broken(unquote_plus(note.parameters)):
        return None
    try:
        asked = read_search(parse_qs(note.parameters))
        keys = list(finder.find(KIND, asked).keys)
    except (BadInput, ValueError):
        return None
    practice_id = db.session.scalar(sa.select(Practice.id).where(Practice.slug == note.slug))
    if str(practice_id) not in keys or practice_id is None:
        return None
    rank = (asked.page - 1) * asked.per_page + keys.index(str(practice_id)) + 1
    return _Click(note.day, note.who, asked, rank, practice_id)


def _note_click(session: Session, click: _Click, session_hash: str) -> None:
    """Say of the search that something was opened, the first time; an answer may so be found."""
    searches = session.scalars(
        sa.select(SearchEvent)
        .where(
            SearchEvent.day == click.day,
            SearchEvent.session == session_hash,
            SearchEvent.kind == KIND,
            SearchEvent.channel == Channel.PAGE,
        )
        .order_by(SearchEvent.id.desc())
        .limit(LOOKED_BACK)
    ).all()
    same = (normal(click.asked.text), _filters(click.asked))
    event = next((found for found in searches if (found.query, found.filters) == same), None)
    if event is not None and event.clicked is None:
        event.clicked, event.practice_id = click.rank, click.practice_id
    stems = frozenset(finder.telling_stems(click.asked.text))
    cell = only(click.asked, "dimension"), only(click.asked, "sector")
    close_by_click(session, click.practice_id, stems, cell)


def forget() -> None:
    """Delete searches that are over, and the salt of a day on which nobody searched any more."""
    with unit_of_work() as session:
        session.execute(sa.delete(SearchEvent).where(SearchEvent.day < today() - KEPT))
        session.execute(sa.delete(SearchSalt).where(SearchSalt.day != today()))


keeps(
    Rule(
        name="searches",
        what=_l(
            "Kata yang dicari, jumlah hasilnya, dan hasil yang dibuka, tanpa nama dan alamat "
            "internet; daerah bila Anda masuk"
        ),
        kept=_l("%(days)s hari", days=KEPT.days),
        why=_l("Supaya tampak apa yang dicari dan belum ada"),
        clean=forget,
    )
)
