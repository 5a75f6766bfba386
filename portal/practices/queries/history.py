"""Reads: the published versions of a practice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.practices.models import PracticeVersion
from portal.practices.queries import PracticeView, get_visible


@dataclass(frozen=True)
class VersionEntry:
    """A version in the list of them; `content_hash` is that of its record."""

    number: int
    title: Mapping[str, str]
    content_hash: str
    by_editors: bool
    published_at: datetime


def versions_of(actor: Actor, slug: str) -> tuple[PracticeView, list[VersionEntry]]:
    """Return a practice in its current version, and all its published versions, newest first.

    Raises:
        NotFound: if there is none of that slug that the actor may see.
    """
    current = get_visible(actor, slug)
    rows = db.session.execute(
        sa.select(
            PracticeVersion.number,
            PracticeVersion.record["title"].label("title"),
            PracticeVersion.content_hash,
            PracticeVersion.by_editors,
            PracticeVersion.published_at,
        )
        .where(PracticeVersion.practice_id == current.id, PracticeVersion.published_at.is_not(None))
        .order_by(PracticeVersion.number.desc())
    )
    return current, [VersionEntry(*row) for row in rows]


def version_row(practice_id: int, number: int) -> PracticeVersion:
    """Return a published version of a practice.

    Raises:
        NotFound: if there is none of that number.
    """
    row = db.session.scalars(
        sa.select(PracticeVersion).where(
            PracticeVersion.practice_id == practice_id,
            PracticeVersion.number == number,
            PracticeVersion.published_at.is_not(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row
