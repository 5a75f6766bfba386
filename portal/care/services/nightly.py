"""Each night: what the changes of the day before did to the answers."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from portal.care.models import SearchEffect
from portal.care.queries.effects import BY_NIGHT, effect_of
from portal.core.clock import WIB, today
from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from portal.search.guidance import guidance_until
from portal.search.models import SearchChange


def look() -> None:
    """Keep what the changes of the day before did, where there were any and it is not known."""
    day = today() - timedelta(days=1)
    begin = datetime.combine(day, time(), WIB)
    with reading():
        known = db.session.scalar(sa.select(SearchEffect.id).where(SearchEffect.day == day))
        first, last, count = db.session.execute(
            sa.select(
                sa.func.min(SearchChange.id), sa.func.max(SearchChange.id), sa.func.count()
            ).where(
                SearchChange.created_at >= begin,
                SearchChange.created_at < begin + timedelta(days=1),
            )
        ).one()
        if known is not None or not count:
            return
        before, after = guidance_until(first - 1), guidance_until(last)
        effect = effect_of(before, after, seconds=BY_NIGHT)
    with unit_of_work() as session:
        session.execute(sa.delete(SearchEffect))
        session.add(SearchEffect(day=day, changes=count, effect=effect.told()))
