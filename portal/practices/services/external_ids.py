"""Under which numbers other systems know a practice: one number belongs to one practice."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.content import Steps
from portal.core.errors import Conflict
from portal.core.i18n import _
from portal.practices.models import ExternalId


def taken(session: Session, practice_id: int, record: Mapping[str, Any]) -> list[tuple[Steps, str]]:
    """Return which numbers of a record belong to other practices, as (path in it, reason)."""
    named = record.get("external_ids", [])
    if not named:
        return []
    others = {
        (row.scheme, row.value)
        for row in session.scalars(
            sa.select(ExternalId).where(
                ExternalId.practice_id != practice_id,
                ExternalId.value.in_({row.get("id", "") for row in named}),
            )
        )
    }
    return [
        (("external_ids", index, "id"), "belongs to another practice")
        for index, row in enumerate(named)
        if (row.get("scheme"), row.get("id")) in others
    ]


def note_external_ids(session: Session, practice_id: int, record: Mapping[str, Any]) -> None:
    """Keep the numbers that a version names for its practice, in place of those before.

    Raises:
        Conflict: if one of them belongs to another practice.
    """
    for (_key, index, _part), _reason in taken(session, practice_id, record):
        row = record["external_ids"][index]
        raise Conflict(_("Nomor %(id)s sudah dimiliki praktik lain.", id=row["id"]))
    session.execute(sa.delete(ExternalId).where(ExternalId.practice_id == practice_id))
    session.add_all(
        ExternalId(
            practice_id=practice_id, scheme=row["scheme"], value=row["id"], url=row.get("url")
        )
        for row in record.get("external_ids", [])
    )
