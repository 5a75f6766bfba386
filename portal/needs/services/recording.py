"""Recording a need in one's own words or by a cell of the grid, joining one, and leaving it."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import BadInput, Conflict
from portal.core.i18n import _
from portal.core.limits import Limit, count
from portal.core.permissions import Actor, require
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.needs.models import SHOWN_STATES, Need, NeedSource, NeedState, NeedWish
from portal.needs.permissions import MEMBERS, RECORD_NEED
from portal.needs.queries import row_of, wish_of
from portal.needs.schemas import ALIKE, likeness, stems_of, stored
from portal.search.finder import telling_stems
from portal.search.query import MAX_LENGTH
from portal.vocabularies.queries import dimensions, sectors

RECORDS = Limit("needs in a day", 50, timedelta(days=1))
OPEN = (NeedState.RAW, NeedState.PUBLIC, NeedState.CLAIMED)


@dataclass(frozen=True)
class Record:
    """What somebody misses: words, a dimension and a sector, each "" where nothing was said."""

    words: str = ""
    dimension: str = ""
    sector: str = ""
    notify: bool = True


def record(actor: Actor, said: Record) -> Need:
    """Keep what somebody misses with the need that it is most like, or as a new one.

    Raises:
        Forbidden: if the actor has no role in a region.
        BadInput: if nothing is said that anything could be found by, or too much.
        TooMany: if the person has recorded too many.
    """
    require(actor, RECORD_NEED)
    stems = _checked(said)
    count([(RECORDS, str(actor.person_id))])
    with unit_of_work() as session:
        need = _alike(session, said, stems) or _begun(session, said, stems)
        wish = wish_of(actor, need.id)
        if wish is None:
            session.add(
                NeedWish(
                    need_id=need.id,
                    person_id=actor.person_id,
                    region_id=_region_of(actor),
                    query=said.words,
                    notify=said.notify,
                )
            )
        else:
            wish.query, wish.notify = said.words, said.notify
        return need


def _checked(said: Record) -> frozenset[str]:
    if len(said.words) > MAX_LENGTH:
        raise BadInput(_("Pencarian paling panjang %(most)s karakter.", most=MAX_LENGTH))
    known = said.dimension in {"", *dimensions()} and said.sector in {"", *sectors()}
    if not known:
        raise BadInput(_("Pilih salah satu dari daftar."))
    stems = frozenset(telling_stems(said.words))
    if said.words and not stems:
        raise BadInput(_("Tulis kata yang mengatakan apa yang dicari."))
    if not stems and not (said.dimension or said.sector):
        raise BadInput(_("Tulis apa yang dicari, atau pilih dimensi atau sektornya."))
    return stems


def _alike(session: Session, said: Record, stems: frozenset[str]) -> Need | None:
    """Return the open need that is most like it, None where none is."""
    rows = session.scalars(sa.select(Need).where(Need.state.in_(OPEN)).order_by(Need.id)).all()
    if not stems:
        cell = (said.dimension or None, said.sector or None)
        same = (row for row in rows if not row.signature and (row.dimension, row.sector) == cell)
        return next(same, None)
    best = max(rows, key=lambda row: likeness(stems_of(row.signature), stems), default=None)
    if best is None or likeness(stems_of(best.signature), stems) < ALIKE:
        return None
    return best


def _begun(session: Session, said: Record, stems: frozenset[str]) -> Need:
    need = new_need(NeedSource.MANUAL if stems else NeedSource.GRID, stored(stems))
    need.dimension, need.sector = said.dimension or None, said.sector or None
    session.add(need)
    session.flush()
    return need


def new_need(source: NeedSource, signature: str) -> Need:
    """Return a need that nobody but editors can see yet."""
    return Need(
        public_id=new_public_id(),
        source=source,
        state=NeedState.RAW,
        signature=signature,
        title="",
        searches=0,
        regions=0,
        sources={},
        wordings={},
    )


def _region_of(actor: Actor) -> int | None:
    return min(actor.regions(*MEMBERS), default=None)


def join(session: Session, actor: Actor, public_id: str, *, notify: bool) -> Need:
    """Say that an own region has a need too, and return the need.

    Raises:
        NotFound, Forbidden: if the actor may not see it, or has no role in a region.
        Conflict: if it is answered already, or nobody but editors can see it.
    """
    require(actor, RECORD_NEED)
    need = row_of(actor, public_id)
    if need.state not in SHOWN_STATES or need.state not in OPEN:
        raise Conflict(_("Kebutuhan ini sudah terjawab."))
    wish = wish_of(actor, need.id)
    if wish is not None:
        wish.notify = notify
        return need
    session.add(
        NeedWish(
            need_id=need.id,
            person_id=actor.person_id,
            region_id=_region_of(actor),
            query=None,
            notify=notify,
        )
    )
    return need


def leave(session: Session, actor: Actor, public_id: str) -> None:
    """Take back what the actor said of a need, whether others can see it or not."""
    need = session.scalars(sa.select(Need).where(Need.public_id == public_id)).one_or_none()
    wish = wish_of(actor, need.id) if need else None
    if wish is not None:
        session.delete(wish)
