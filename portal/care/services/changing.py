"""Editors say something of the search; each time is a row, and the newest of a topic holds."""

from collections.abc import Sequence
from http import HTTPStatus

from sqlalchemy.orm import Session

from portal.care.permissions import CARE
from portal.care.queries import history
from portal.care.queries.history import Said
from portal.core import audit
from portal.core.errors import Conflict, DomainError, NotFound
from portal.core.generations import bump
from portal.core.i18n import _
from portal.core.permissions import Actor, require
from portal.search.guidance import GENERATION, files
from portal.search.models import Care, SearchChange
from portal.search.synonyms import Group


class Unchanged(DomainError):
    """What was said holds already."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Taken(Unchanged):
    """What is to be added is there already."""


def add(session: Session, actor: Actor, group: Group) -> SearchChange:
    """Let there be a group that is not there.

    Raises:
        Taken: if it is.
    """
    if _line_of(group.topic):
        raise Taken(_("Grup dengan kata utama ini sudah ada. Cari di kamus, lalu ubah."))
    newest = history.newest(Care.SYNONYMS, group.topic)
    return say(session, actor, group, newest.id if newest else 0)


def say(session: Session, actor: Actor, group: Group, seen: int) -> SearchChange:
    """Let a group of synonyms be this; `seen` is the last change that the editor knows of.

    Raises:
        Conflict: if something else was said meanwhile.
        Unchanged: if the group is this already.
    """
    if _line_of(group.topic) == group.line:
        raise Unchanged(_("Tidak ada yang berubah."))
    said = {"line": group.line}
    return _write(session, actor, SearchChange(kind=Care.SYNONYMS, said=said, **_of(group)), seen)


def drop(session: Session, actor: Actor, group: Group, seen: int) -> SearchChange:
    """Let there be no such group.

    Raises:
        Conflict: if something else was said meanwhile.
        Unchanged: if there is none.
    """
    if not _line_of(group.topic):
        raise Unchanged(_("Grup ini sudah dihapus."))
    change = SearchChange(kind=Care.SYNONYMS, said={"line": ""}, **_of(group))
    return _write(session, actor, change, seen)


def pin_first(
    session: Session, actor: Actor, topic: str, query: str, keys: Sequence[str]
) -> SearchChange:
    """Let practices come first for a query for which none do.

    Raises:
        Taken: if some do.
    """
    newest = history.newest(Care.PINS, topic)
    if newest is not None and newest.said:
        raise Taken(_("Kata ini sudah punya jawaban pilihan. Ubah di daftarnya."))
    return pin(session, actor, topic, query, keys, newest.id if newest else 0)


def pin(  # noqa: PLR0913, PLR0917  # who, for what, what: a pin has no fewer parts
    session: Session, actor: Actor, topic: str, query: str, keys: Sequence[str], seen: int
) -> SearchChange:
    """Let practices come first for a query, none where there are none.

    Raises:
        Conflict: if something else was said meanwhile.
        Unchanged: if they do already.
    """
    newest = history.newest(Care.PINS, topic)
    said: Said = {"keys": list(keys)} if keys else None
    if (newest.said if newest else None) == said:
        raise Unchanged(_("Tidak ada yang berubah."))
    change = SearchChange(kind=Care.PINS, topic=topic, label=query, said=said)
    return _write(session, actor, change, seen)


def undo(session: Session, actor: Actor, change_id: int, seen: int) -> SearchChange:
    """Let a topic be again what it was before a change.

    Raises:
        NotFound: if there is no such change.
        Conflict: if something else was said meanwhile.
        Unchanged: if it is so already.
    """
    require(actor, CARE)
    undone = session.get(SearchChange, change_id)
    if undone is None:
        raise NotFound
    said = history.before(undone)
    newest = history.newest(undone.kind, undone.topic)
    if newest is not None and newest.said == said:
        raise Unchanged(_("Keadaannya sudah seperti sebelum perubahan itu."))
    change = SearchChange(
        kind=undone.kind, topic=undone.topic, label=undone.label, said=said, undone_id=undone.id
    )
    return _write(session, actor, change, seen)


def _write(session: Session, actor: Actor, change: SearchChange, seen: int) -> SearchChange:
    require(actor, CARE)
    newest = history.newest(change.kind, change.topic)
    if (newest.id if newest else 0) != seen:
        raise Conflict(_("Editor lain mengubahnya lebih dulu. Lihat dulu keadaannya sekarang."))
    session.add(change)
    session.flush()  # the event names it
    bump(session, GENERATION)
    audit.record(
        session,
        CARE,
        actor=actor,
        kind=SearchChange.__tablename__,
        key=str(change.id),
        details={"kind": change.kind.value},
    )
    return change


def _line_of(topic: str) -> str:
    """Return the line of a group as it holds, "" where there is none."""
    newest = history.newest(Care.SYNONYMS, topic)
    if newest is not None and newest.said is not None:
        return str(newest.said["line"])
    return files().lines.get(topic, "")


def _of(group: Group) -> dict[str, str]:
    return {"topic": group.topic, "label": group.head}
