"""Reads: the board of needs, one need, and what editors see of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.generations import Kept
from portal.core.permissions import Actor
from portal.core.tracking import generation_of
from portal.needs.models import SHOWN_STATES, Need, NeedSource, NeedState, NeedWish
from portal.needs.permissions import visible_to
from portal.needs.schemas import Stems, asks_for, stems_of
from portal.practices.queries import Brief, briefs
from portal.regions.queries import RegionView, directory

PER_PAGE = 20
MOST = 10_000  # lines of an export
ANSWERED = (NeedState.ANSWERED, NeedState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class NeedView:
    """A need as who may see it is told of it; `wordings` and `sources` are for editors alone.

    `answer` is the practice that answers it, or will.
    """

    id: int
    public_id: str
    source: NeedSource
    state: NeedState
    title: str
    signature: str
    dimension: str | None
    sector: str | None
    searches: int
    regions: int
    joined: int
    claimed_by: RegionView | None
    claimed_until: date | None
    answer: Brief | None
    created_at: datetime
    sources: Mapping[str, int]
    wordings: Mapping[str, int]

    @property
    def answered_by(self) -> str | None:
        """The slug of its answer, None as long as there is none."""
        return self.answer.slug if self.answer and self.state in ANSWERED else None


@dataclass(frozen=True)
class Asked:
    """What narrows the board: a state, a dimension, a sector, each "" for all."""

    state: str = ""
    dimension: str = ""
    sector: str = ""


def board(
    actor: Actor, asked: Asked, page: int, per_page: int = PER_PAGE
) -> tuple[list[NeedView], int]:
    """Return a page of the needs that everybody may see, most regions first, and their number."""
    return _page(actor, _conditions(asked), page, per_page)


def raw(actor: Actor, page: int) -> tuple[list[NeedView], int]:
    """Return a page of what is not shown to others, and its number; for who may see it."""
    return _page(actor, [Need.state == NeedState.RAW, visible_to(actor)], page)


def all_shown(actor: Actor) -> list[NeedView]:
    """Return the whole board."""
    return _page(actor, _conditions(Asked()), 1, MOST)[0]


def all_seen(actor: Actor) -> list[NeedView]:
    """Return everything that the actor may see."""
    return _page(actor, [visible_to(actor)], 1, MOST)[0]


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    columns = {
        Need.state: asked.state,
        Need.dimension: asked.dimension,
        Need.sector: asked.sector,
    }
    chosen = [column == value for column, value in columns.items() if value]
    return [Need.state.in_(SHOWN_STATES), *chosen]


def _page(
    actor: Actor, where: Sequence[sa.ColumnElement[bool]], page: int, per_page: int = PER_PAGE
) -> tuple[list[NeedView], int]:
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Need).where(*where)) or 0
    closed_last = sa.case((Need.state == NeedState.CLOSED, 1), else_=0)
    rows = db.session.scalars(
        sa.select(Need)
        .where(*where)
        .order_by(closed_last, Need.regions.desc(), Need.searches.desc(), Need.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    return _views(actor, rows), total


def get_visible(actor: Actor, public_id: str) -> NeedView:
    """Return a need.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    return _views(actor, [row_of(actor, public_id)])[0]


def row_of(actor: Actor, public_id: str) -> Need:
    """Return the row of a need.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    need = db.session.scalars(
        sa.select(Need).where(Need.public_id == public_id, visible_to(actor))
    ).one_or_none()
    if need is None:
        raise NotFound
    return need


def _views(actor: Actor, rows: Sequence[Need]) -> list[NeedView]:
    answers = briefs(actor, [str(row.practice_id) for row in rows if row.practice_id])
    joined = _joined([row.id for row in rows])
    regions = directory().by_id
    return [
        NeedView(
            id=row.id,
            public_id=row.public_id,
            source=row.source,
            state=row.state,
            title=row.title,
            signature=row.signature,
            dimension=row.dimension,
            sector=row.sector,
            searches=row.searches,
            regions=row.regions,
            joined=joined.get(row.id, 0),
            claimed_by=regions[row.region_id] if row.region_id else None,
            claimed_until=row.claimed_until,
            answer=answers.get(str(row.practice_id)),
            created_at=row.created_at,
            sources=row.sources,
            wordings=row.wordings,
        )
        for row in rows
    ]


def _joined(ids: Sequence[int]) -> dict[int, int]:
    """Return from how many regions people said that they have these needs too."""
    rows = db.session.execute(
        sa.select(NeedWish.need_id, sa.func.count(NeedWish.region_id.distinct()))
        .where(NeedWish.need_id.in_(ids))
        .group_by(NeedWish.need_id)
    )
    return {need_id: number for need_id, number in rows}  # noqa: C416  # a row is a tuple only by its shape


def wish_of(actor: Actor, need_id: int) -> NeedWish | None:
    """Return what the actor said of a need, None if nothing."""
    return db.session.scalars(
        sa.select(NeedWish).where(
            NeedWish.need_id == need_id, NeedWish.person_id == actor.person_id
        )
    ).one_or_none()


@dataclass(frozen=True)
class Wish:
    """What somebody recorded or joined; `title` is empty where others may not see the need yet."""

    public_id: str
    query: str | None
    title: str
    dimension: str | None
    sector: str | None
    shown: bool
    notify: bool


def wishes_of(actor: Actor) -> list[Wish]:
    """Return what the actor recorded and joined and what has no answer yet, newest first."""
    rows = db.session.execute(
        sa.select(NeedWish, Need)
        .join(Need, Need.id == NeedWish.need_id)
        .where(NeedWish.person_id == actor.person_id, Need.state.not_in(ANSWERED))
        .order_by(NeedWish.id.desc())
    )
    return [
        Wish(
            need.public_id,
            wish.query,
            need.title,
            need.dimension,
            need.sector,
            need.state in SHOWN_STATES,
            wish.notify,
        )
        for wish, need in rows
    ]


def _load_pins() -> list[tuple[Stems, str]]:
    """Return what answered needs are known by, with the keys of the practices, newest first."""
    rows = db.session.execute(
        sa.select(Need.signature, Need.practice_id)
        .where(Need.state.in_(ANSWERED), Need.practice_id.is_not(None), Need.signature != "")
        .order_by(Need.answered_at.desc(), Need.id.desc())
    )
    return [(stems_of(row.signature), str(row.practice_id)) for row in rows]


_pins = Kept(generation_of(Need.__tablename__), load=_load_pins)


def pinned(stems: Stems) -> list[str]:
    """Return the keys of the practices that answer what is searched for."""
    return [key for signature, key in _pins.get() if asks_for(stems, signature)]
