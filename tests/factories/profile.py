"""Invented assessments of regions."""

from collections.abc import Mapping

from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from portal.regions.queries.profile import waiting_of
from portal.regions.schemas.measures import Measured, What
from portal.regions.services import checking, entering

URL = "https://contoh.go.id/laporan"


def region_id(code: str) -> int:
    """Return the id of a region."""
    return directory().by_code[code].id


def entered(  # noqa: PLR0913  # what is told of a value
    actor: Actor,
    code: str,
    values: Mapping[str, float],
    what: What = What.MATURITY,
    *,
    date: str = "",
    asks: bool = False,
    source: str = "Laporan tahunan",
) -> int:
    """Let somebody enter values of a region, and return how many are new."""
    date = date or ("2026-03-01" if what is What.MATURITY else "2025")
    measured = [
        Measured(what=what, code=term, date=date, value=value, source=source, url=URL)
        for term, value in values.items()
    ]
    with unit_of_work() as session:
        return entering.enter(session, actor, region_id(code), measured, asks=asks)


def verified(
    editor: Actor,
    actor: Actor,
    code: str,
    values: Mapping[str, float],
    what: What = What.MATURITY,
    **told: str,
) -> None:
    """Let somebody enter values of a region, and an editor verify them."""
    entered(actor, code, values, what, asks=True, **told)  # type: ignore[arg-type]  # texts alone
    with unit_of_work() as session:
        numbers = [view.id for view in waiting_of(region_id(code))]
        checking.verify(session, editor, region_id(code), numbers)
