"""Tables of the overview: pages of plain text."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Entity


class Page(Entity):
    """A page of plain text; texts are {"id": ..., "en": ...}, `html` is `body` rendered."""

    __tablename__ = "page"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    html: Mapped[dict[str, Any]]
    renderer: Mapped[int]
