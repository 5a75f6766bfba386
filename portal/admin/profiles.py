"""How far the regions of the demonstration are, entered and verified by its people."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.regions.queries import directory
from portal.regions.queries.profile import waiting_of
from portal.regions.schemas.measures import Measured
from portal.regions.services import checking, entering, traits

Row = Mapping[str, Any]


def tell(session: Session, everybody: Mapping[str, Actor], rows: Sequence[Row]) -> None:
    """Let each region say how it is, and editors verify or refuse it."""
    for row in rows:
        actor = everybody[row["by"]]
        region_id = directory().by_code[row["region"]].id
        traits.set_traits(session, actor, region_id, row["traits"])
        traits.set_targets(session, actor, region_id, row["targets"])
        for values in row["values"]:
            _enter(session, everybody, region_id, values)


def _enter(session: Session, everybody: Mapping[str, Actor], region_id: int, row: Row) -> None:
    told = {key: row[key] for key in ("what", "date", "source", "url", "evidence")}
    measured = [Measured(code=code, value=value, **told) for code, value in row["values"].items()]
    entering.enter(session, everybody[row["by"]], region_id, measured, asks=row["asks"])
    numbers = [view.id for view in waiting_of(region_id)]
    if row["verified_by"]:
        checking.verify(session, everybody[row["verified_by"]], region_id, numbers)
    if row["refused_by"]:
        checking.refuse(session, everybody[row["refused_by"]], region_id, numbers, row["reason"])
