"""What mentors leave behind of a person, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.core.db import db
from portal.core.i18n import _l
from portal.mentors.models import MentorBlock, MentorLanguage, MentorProfile, MentorTag
from portal.regions.queries import directory
from portal.vocabularies.models import Term


def start() -> None:
    """Register it."""
    words = {
        "granted_at": _l("Diusulkan"),
        "capacity": _l("Paling banyak daerah sekaligus"),
        "paused_until": _l("Istirahat sampai"),
        "terms": _l("Dimensi dan bidang"),
        "languages": _l("Bahasa"),
        "blocks": _l("Bagian praktik"),
    }
    holds("mentor_profiles", _profiles, _l("Profil mentor"), words)


def _profiles(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(MentorProfile)
        .where(MentorProfile.person_id == person_id)
        .order_by(MentorProfile.id)
    )
    return [
        {
            "region": directory().by_id[row.region_id].code,
            "state": row.state,
            "granted_at": row.granted_at,
            "ended_at": row.ended_at,
            "agreed": row.agreed,
            "about": row.about,
            "capacity": row.capacity,
            "paused_until": row.paused_until,
            "terms": _all(sa.select(Term.code).join(MentorTag).where(_of(MentorTag, row))),
            "languages": _all(sa.select(MentorLanguage.code).where(_of(MentorLanguage, row))),
            "blocks": _all(sa.select(MentorBlock.title).where(_of(MentorBlock, row))),
        }
        for row in rows.all()
    ]


def _of(table: Any, profile: MentorProfile) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool] = table.profile_id == profile.id
    return condition


def _all(query: sa.Select[Any]) -> list[Any]:
    return list(db.session.scalars(query))
