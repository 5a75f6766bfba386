"""Reads: what a mentor of a region can choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.mentors.models import MentorBlock
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to


@dataclass(frozen=True)
class BlockChoice:
    """A block of a public practice as it stands now; `key` names it in a form."""

    key: str
    practice_id: int
    practice: Mapping[str, str]
    title: Mapping[str, str]


def blocks_of(region_id: int) -> list[BlockChoice]:
    """Return the blocks of a region's public practices, practice by practice."""
    record = PracticeVersion.record
    rows = db.session.execute(
        sa.select(
            Practice.id,
            Practice.public_id,
            record["title"].label("title"),
            record["blocks"].label("blocks"),
        )
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.region_id == region_id, visible_to(ANONYMOUS))
        .order_by(Practice.id)
    )
    return [
        BlockChoice(f"{row.public_id}-{number}", row.id, row.title, block["title"])
        for row in rows
        for number, block in enumerate(row.blocks or (), start=1)
    ]


def chosen_blocks(profile_id: int) -> set[tuple[int, str]]:
    """Return what a mentor has chosen, as (practice id, Indonesian title of the block)."""
    rows = db.session.execute(
        sa.select(MentorBlock.practice_id, MentorBlock.title).where(
            MentorBlock.profile_id == profile_id
        )
    )
    return {(row.practice_id, row.title["id"]) for row in rows}
