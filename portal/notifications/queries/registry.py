"""Kinds of notification: what each is called, whom it concerns, and what it says."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Generic, TypeVar, get_type_hints

from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.notifications.models import How

E = TypeVar("E")


@dataclass(frozen=True)
class Message:
    """What somebody is told, in their language; `path` leads to it and has no prefix of one."""

    title: str
    body: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[E]):
    """A kind of notification, made of the events of one class.

    These are dataclasses of ids and days, all of them together unique; `person_id`, if there is
    one, is who caused it. `how` holds until somebody chooses otherwise. `recipients` gives ids of
    persons, and `message` what one of them is told, or None where they may not see it.
    """

    name: str
    label: str
    event: type[E]
    how: How
    recipients: Callable[[Session, E], Iterable[int]]
    message: Callable[[Actor, E], Message | None]

    def key(self, event: E) -> str:
        """Return what tells an event from all others."""
        return ":".join([self.name, *map(str, self.params(event).values())])

    def params(self, event: E) -> dict[str, Any]:
        """Return an event as what can be stored."""
        values: dict[str, Any] = asdict(event)  # type: ignore[call-overload]  # a dataclass, see above
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
        }

    def load(self, params: Mapping[str, Any]) -> E:
        """Return the event that was stored."""
        hints = get_type_hints(self.event)
        return self.event(
            **{
                name: date.fromisoformat(value) if hints[name] is date else value
                for name, value in params.items()
            }
        )


_kinds: dict[str, Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Let people be told of a kind, and choose how."""
    _kinds[kind.name] = kind


def kinds() -> Collection[Kind[Any]]:
    """Return all kinds, in the order in which people see them."""
    return _kinds.values()


def kind_of(name: str) -> Kind[Any]:
    """Return a kind by its name.

    Raises:
        KeyError: if there is none.
    """
    return _kinds[name]
