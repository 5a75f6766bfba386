"""Searches as the log has them; nobody has made them."""

from portal.core.clock import today
from portal.core.uow import unit_of_work
from portal.needs.models import Channel, SearchEvent
from portal.practices.queries import KIND


def searched(
    count: int, dimension: str, sector: str, *, opened: int = 0, channel: Channel = Channel.PAGE
) -> None:
    """Let a cell of the grid be searched so often today, and so often something be opened."""
    with unit_of_work() as session:
        session.add_all(
            SearchEvent(
                day=today(),
                session=f"{dimension[:6]}{sector[:6]}{number:04}",
                kind=KIND,
                channel=channel,
                language="id",
                region_code=None,
                query="antrean",
                stems="antre",
                filters={"dimension": [dimension], "sector": [sector]},
                dimension=dimension,
                sector=sector,
                hits=3,
                clicked=1 if number < opened else None,
                practice_id=None,
            )
            for number in range(count)
        )
