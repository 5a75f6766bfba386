"""Reads: why practices stopped, by the terms of stop-reason."""

import sqlalchemy as sa

from portal.core.db import db
from portal.practices.models import Practice, PracticeState, PracticeVersion
from portal.practices.models.life import Happening, LifeEvent
from portal.vocabularies.models import Term


def stop_reasons() -> dict[int, str]:
    """Return {practice id: code} of all that have stopped: what their regions said, or the record.

    One that stopped without a reason is not among them.
    """
    stopped = Practice.state == PracticeState.STOPPED
    recorded = db.session.execute(
        sa.select(Practice.id, PracticeVersion.record["stopped"]["reason"].label("code"))
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(stopped)
    )
    found = {row.id: row.code for row in recorded if row.code}
    said = db.session.execute(
        sa.select(LifeEvent.practice_id, Term.code)
        .join(Practice, Practice.id == LifeEvent.practice_id)
        .join(Term, Term.id == LifeEvent.reason_id)
        .where(stopped, LifeEvent.what == Happening.STOPPED)
        .order_by(LifeEvent.id)
    )
    return found | {row.practice_id: row.code for row in said}
