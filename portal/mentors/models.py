"""Tables of mentors."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CreatedAt, Entity


class MentorState(StrEnum):
    """Where a designation stands: granted by a region, confirmed by an editor, ended."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class MentorProfile(Entity):
    """A mentor of a region as others see them, if they have `agreed` to be shown.

    The membership as a mentor gives the right to answer, the designation this profile, and with it
    questions. `about` is Markdown, `about_html` what `core.rendering` made of it with the version
    `renderer`. Until the day `paused_until` no new question comes.
    """

    __tablename__ = "mentor_profile"
    __table_args__ = (sa.UniqueConstraint("person_id", "region_id"),)

    public_id: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    region_id: Mapped[int] = mapped_column(
        sa.ForeignKey("region.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[MentorState] = mapped_column(index=True)
    granted_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL")
    )
    granted_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL")
    )
    ended_at: Mapped[datetime | None]
    agreed: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int] = mapped_column(default=2)
    paused_until: Mapped[date | None]
    about: Mapped[str] = mapped_column(default="")
    about_html: Mapped[str] = mapped_column(default="")
    renderer: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[CreatedAt]


class MentorTag(Entity):
    """A dimension or a sector that a mentor knows; `facet` says which of the two."""

    __tablename__ = "mentor_tag"
    __table_args__ = (sa.UniqueConstraint("profile_id", "term_id"),)

    profile_id: Mapped[int] = mapped_column(sa.ForeignKey("mentor_profile.id", ondelete="CASCADE"))
    facet: Mapped[str]
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("term.id", ondelete="RESTRICT"), index=True)


class MentorBlock(Entity):
    """A block of a practice that a mentor has delivered.

    It is known by its title, {"id": ..., "en": ...}, as it was then: versions renumber blocks.
    """

    __tablename__ = "mentor_block"

    profile_id: Mapped[int] = mapped_column(
        sa.ForeignKey("mentor_profile.id", ondelete="CASCADE"), index=True
    )
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[dict[str, Any]]


class MentorLanguage(Entity):
    """A language in which a mentor can be asked."""

    __tablename__ = "mentor_language"
    __table_args__ = (sa.UniqueConstraint("profile_id", "code"),)

    profile_id: Mapped[int] = mapped_column(sa.ForeignKey("mentor_profile.id", ondelete="CASCADE"))
    code: Mapped[str]
