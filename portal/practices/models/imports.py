"""The table of what was uploaded and waits for a look."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class ImportTable(Entity):
    """A table of practices that somebody has uploaded and not yet taken in; nobody else sees it.

    `region` is the code of the region of rows that name none.
    """

    __tablename__ = "import_table"

    public_id: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    region: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
