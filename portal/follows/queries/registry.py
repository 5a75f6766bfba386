"""Kinds of topics: features say what can be followed, how it is called, and who may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.follows.models import Level


@dataclass(frozen=True)
class Topic:
    """Something that can be followed, in the reader's language; `path` has no prefix of one."""

    kind: str
    key: str
    title: str
    path: str


@dataclass(frozen=True, kw_only=True)
class TopicKind:
    """A kind of topics.

    `invitation` stands on the button, `accepted` once it was followed; `levels` has what each level
    brings, the usual one first.
    `find` returns the topic of a key, with the key as it is kept, or None where there is no such
    topic that the actor may see.
    """

    name: str
    label: str
    invitation: str
    levels: Mapping[Level, str]
    find: Callable[[Actor, str], Topic | None]
    accepted: str = _l("Diikuti")


_kinds: dict[str, TopicKind] = {}


def register(kind: TopicKind) -> None:
    """Let people follow topics of a kind."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> TopicKind | None:
    """Return a kind by its name, None if there is none."""
    return _kinds.get(name)


def topic_of(actor: Actor, kind: str, key: str) -> Topic | None:
    """Return a topic that the actor may see, None if there is none."""
    found = kind_of(kind)
    return found.find(actor, key) if found else None
