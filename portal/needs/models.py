"""Tables of what was searched for, and of what is missing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class Channel(StrEnum):
    """From where a search came; who uses a program is never seen to open what it found."""

    PAGE = "page"
    API = "api"


class SearchEvent(Entity):
    """One search for words, told without telling who searched.

    `kind` says of what, as the sources of the search call it; only practices are clicked on.
    `query` is what was typed, in lower case and with single spaces; `stems` are the stems of its
    telling words, sorted, each once, with a space between them, so equal for all orders and forms.
    `filters` has {facet: values}; `dimension` and `sector` are the cell of the grid that they
    agree on, each None where none or several were chosen.
    `hits` is how many results there were; `clicked` is the rank, from 1, of the first one that was
    opened, and `practice_id` which practice that was, both None while nothing was opened.
    `region_code` is the region of whoever was signed in for one, None else. `session` is a hash
    under a salt that is thrown away each day: it joins the searches of one reader on one day, and
    nothing can be found from it.
    """

    __tablename__ = "search_event"
    __table_args__ = (sa.Index("ix__search_event__session", "day", "session"),)

    day: Mapped[date]
    session: Mapped[str] = mapped_column(sa.String(16))
    kind: Mapped[str]
    channel: Mapped[Channel]
    language: Mapped[str] = mapped_column(sa.String(2))
    region_code: Mapped[str | None]
    query: Mapped[str]
    stems: Mapped[str]
    filters: Mapped[dict[str, Any]]
    dimension: Mapped[str | None]
    sector: Mapped[str | None]
    hits: Mapped[int]
    clicked: Mapped[int | None]
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="SET NULL"), index=True
    )


class SearchSalt(Entity):
    """The salt of one day, the only one that is kept."""

    __tablename__ = "search_salt"

    day: Mapped[date] = mapped_column(unique=True)
    salt: Mapped[str]


class NeedSource(StrEnum):
    """What tells that something is missing."""

    SEARCH = "search"
    REFUSAL = "refusal"
    QUESTION = "question"
    GRID = "grid"
    MANUAL = "manual"


class NeedState(StrEnum):
    """How far a need has come; what is raw is for editors only."""

    RAW = "raw"
    PUBLIC = "public"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    CLOSED = "closed"


SHOWN_STATES = (NeedState.PUBLIC, NeedState.CLAIMED, NeedState.ANSWERED, NeedState.CLOSED)


class Need(Entity):
    """Something that several people looked for in vain.

    `signature` holds the stems that it is known by, as `SearchEvent.stems` does; it is empty where
    a cell of the grid, `dimension` and `sector`, is all that was asked for.
    `title` has the words that enough searches from enough regions share, and is empty before.
    `searches` and `regions` count them; `sources` has {source: how many} and `wordings` has what
    was typed as {words: how often}, which nobody but editors may see.
    `region_id` has claimed it until `claimed_until`; `practice_id` is the practice that is being
    written for it, and once that is published, its answer.
    """

    __tablename__ = "need"

    public_id: Mapped[str] = mapped_column(unique=True)
    source: Mapped[NeedSource]
    state: Mapped[NeedState] = mapped_column(index=True)
    signature: Mapped[str]
    title: Mapped[str]
    dimension: Mapped[str | None]
    sector: Mapped[str | None]
    searches: Mapped[int]
    regions: Mapped[int]
    sources: Mapped[dict[str, Any]]
    wordings: Mapped[dict[str, Any]]
    region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    claimed_until: Mapped[date | None]
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class NeedWish(Entity):
    """Somebody says for their region that it has a need too; with `notify` they hear of an answer.

    `query` is what they typed when they recorded the need, empty where a cell of the grid was all
    that they said, and None where they only joined it.
    """

    __tablename__ = "need_wish"
    __table_args__ = (sa.UniqueConstraint("need_id", "person_id"),)

    need_id: Mapped[int] = mapped_column(sa.ForeignKey("need.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    query: Mapped[str | None]
    notify: Mapped[bool]
    created_at: Mapped[CreatedAt]
