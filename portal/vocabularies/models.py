"""Tables of the vocabularies."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Scheme(Entity):
    """A list of terms under one authority, e.g. the six dimensions or the SPM."""

    __tablename__ = "scheme"

    code: Mapped[str] = mapped_column(unique=True)
    version: Mapped[str]
    status: Mapped[str]
    label: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
    source: Mapped[dict[str, Any]]


class Term(Entity):
    """One term; a term in use is retired, never deleted.

    `label`, `short` (where the label is long), `description` and `alt` hold
    {"id": ..., "en": ...}; `applies_to` lists the kinds of region an SPM service binds; `bands`
    those of an official index.
    """

    __tablename__ = "term"
    __table_args__ = (sa.UniqueConstraint("scheme_id", "code"),)

    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme.id", ondelete="RESTRICT"))
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True
    )
    code: Mapped[str]
    slug: Mapped[str | None]
    number: Mapped[str | None]
    sort: Mapped[int]
    label: Mapped[dict[str, Any]]
    short: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    description: Mapped[dict[str, Any]]
    alt: Mapped[dict[str, Any]]
    applies_to: Mapped[list[str]] = mapped_column(sa.JSON)
    mappings: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    bands: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    retired_on: Mapped[date | None]
    replaced_by: Mapped[str | None]


class Level(Entity):
    """A rung of a maturity ladder, 1 the lowest."""

    __tablename__ = "level"
    __table_args__ = (sa.UniqueConstraint("scheme_id", "rank"),)

    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme.id", ondelete="RESTRICT"))
    rank: Mapped[int]
    code: Mapped[str]
    label: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
