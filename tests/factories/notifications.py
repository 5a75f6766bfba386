"""Invented events: a bell for those who work now, a gong for those who have time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from portal.accounts.queries import holders
from portal.core.events import emit
from portal.core.permissions import Actor, Grant, Role
from portal.core.uow import unit_of_work
from portal.notifications.models import How
from portal.notifications.queries import registry
from portal.notifications.queries.registry import Kind, Message
from portal.notifications.subscribers import tell_of

DAY = date(2026, 11, 24)
EXPERT = Grant(Role.EXPERT)


@dataclass(frozen=True)
class BellRang:
    """A bell rang."""

    number: int
    on: date
    person_id: int | None


@dataclass(frozen=True)
class GongStruck:
    """A gong was struck."""

    number: int
    person_id: int | None


silenced: set[int] = set()  # bells and gongs that nobody may hear of any more
broken: set[int] = set()  # persons for whom nothing can be written


def _message(actor: Actor, event: BellRang | GongStruck) -> Message | None:
    if actor.person_id in broken:
        raise OSError("out of ink")
    if event.number in silenced or EXPERT not in actor.grants:
        return None
    day = f" {event.on:%d.%m.%Y}" if isinstance(event, BellRang) else ""
    title = f"{type(event).__name__} {event.number} <b>&\u2028{day}"
    return Message(title, "Datang & <i>dengar</i>.", f"/regions?q={event.number}")


BELL = Kind(
    name="bell",
    label="Lonceng",
    event=BellRang,
    how=How.NOW,
    recipients=lambda _session, _event: holders(Role.EXPERT),
    message=_message,
)
GONG = Kind(
    name="gong",
    label="Gong",
    event=GongStruck,
    how=How.DAILY,
    recipients=lambda _session, _event: holders(Role.EXPERT),
    message=_message,
)


@contextmanager
def bells() -> Iterator[None]:
    """Let people be told of bells and gongs, and of nothing else."""
    known = dict(registry._kinds)
    registry._kinds.clear()
    tell_of(BELL)
    tell_of(GONG)
    try:
        yield
    finally:
        silenced.clear()
        broken.clear()
        registry._kinds.clear()
        registry._kinds.update(known)


def ring(*numbers: int, person_id: int | None = None) -> None:
    """Let bells ring, each in a transaction of its own."""
    _happen([BellRang(number, DAY, person_id) for number in numbers])


def strike(*numbers: int, person_id: int | None = None) -> None:
    """Strike gongs."""
    _happen([GongStruck(number, person_id) for number in numbers])


def _happen(found: Sequence[object]) -> None:
    for event in found:
        with unit_of_work() as session:
            emit(session, event)
