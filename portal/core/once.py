"""Once: what is sent again because its answer was lost is not made twice.

A program names each sending by the header `Idempotency-Key`, a page by the hidden field `once`.
What came of it is noted in the transaction that makes it; writers take turns, so whoever sends the
same again, even at the same instant, finds the note and gets what the first one made. Of what was
sent the note holds hashes only, which tell nobody anything that a copy of one's data lacks.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import utcnow
from portal.core.db import CreatedAt, Entity
from portal.core.errors import BadInput, DomainError, NotFound
from portal.core.forms import TOKEN
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.core.security import READING
from portal.core.tracking import holds_for
from portal.core.uow import unit_of_work

KEPT = timedelta(days=2)
HEADER, FIELD = "Idempotency-Key", "once"
KEY = r"[ -~]{1,64}"  # printable ASCII
OURS = r"[A-Za-z0-9_-]{1,64}"  # as `field` makes them
P = ParamSpec("P")
T = TypeVar("T", bound=Entity)


class Idempotency(Entity):
    """What a request made: rows of the table `kind`; `key` and `fingerprint` are hashes."""

    __tablename__ = "idempotency"
    __table_args__ = (sa.UniqueConstraint("person_id", "key"),)

    person_id: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(64))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[str]
    made: Mapped[list[int]] = mapped_column(sa.JSON)
    created_at: Mapped[CreatedAt] = mapped_column(index=True)


class Reused(DomainError):
    """The key was sent before, with another request."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class Key:
    """By what a request is known when its sender sends it again, and what it asks for."""

    digest: str
    fingerprint: str


def key_of_program() -> Key | None:
    """Return the key that the request's header gives it, None if it has none.

    Raises:
        BadInput: if it is too long or not of printable ASCII.
    """
    typed = request.headers.get(HEADER)
    if typed is None:
        return None
    if not re.fullmatch(KEY, typed):
        raise BadInput(_("Idempotency-Key memuat 1 sampai 64 karakter ASCII yang tercetak."))
    return Key(_digest("program", typed), _fingerprint())


def key_of_page() -> Key | None:
    """Return the key that the form's hidden field gives the request, None if it has none.

    Whoever goes back to a form and says something else there means another thing, so what is said
    is part of the key.
    """
    typed = _typed()
    if not typed:
        return None
    fingerprint = _fingerprint()
    return Key(_digest("page", typed, fingerprint), fingerprint)


def once(
    key: Key | None, kind: type[T], act: Callable[Concatenate[Session, Actor, P], T]
) -> Callable[Concatenate[Session, Actor, P], T]:
    """Return `act`, which makes a row of `kind`; what its key has made already it only returns.

    To be called in a unit of work. Whether the actor may still see what was made, the caller asks.

    Raises:
        Reused: if another request was sent by the same key.
        NotFound: if what was made is there no longer.
    """

    def each(session: Session, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Sequence[T]:
        return [act(session, actor, *args, **kwargs)]

    made = all_once(key, kind, each)

    @wraps(act)
    def acting(session: Session, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return made(session, actor, *args, **kwargs)[0]

    return acting


def all_once(
    key: Key | None, kind: type[T], act: Callable[Concatenate[Session, Actor, P], Sequence[T]]
) -> Callable[Concatenate[Session, Actor, P], Sequence[T]]:
    """Return `act`, which makes several rows of `kind`, as `once` does."""

    @wraps(act)
    def acting(session: Session, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Sequence[T]:
        if key is None or actor.person_id is None:
            return act(session, actor, *args, **kwargs)
        before = made_before(session, actor, key, kind)
        if before:
            return before
        made = act(session, actor, *args, **kwargs)
        session.flush()  # the note needs the ids
        session.add(
            Idempotency(
                person_id=actor.person_id,
                key=key.digest,
                fingerprint=key.fingerprint,
                kind=kind.__tablename__,
                made=[row.id for row in made],
            )
        )
        return made

    return acting


def made_before(session: Session, actor: Actor, key: Key | None, kind: type[T]) -> Sequence[T]:
    """Return what a key of the actor has made already, nothing if the key is new or there is none.

    Raises:
        Reused: if another request was sent by the same key.
        NotFound: if nothing is left of it.
    """
    if key is None or actor.person_id is None:
        return []
    note = session.scalars(
        sa.select(Idempotency).where(
            Idempotency.person_id == actor.person_id, Idempotency.key == key.digest
        )
    ).one_or_none()
    if note is None:
        return []
    if note.fingerprint != key.fingerprint or note.kind != kind.__tablename__:
        raise Reused(_("Idempotency-Key ini sudah dipakai untuk kiriman lain."))
    left = [row for number in note.made if (row := session.get(kind, number)) is not None]
    if not left:
        raise NotFound
    return left


def forget() -> None:
    """Delete the notes of what nobody sends again any more."""
    with unit_of_work() as session:
        session.execute(sa.delete(Idempotency).where(Idempotency.created_at < utcnow() - KEPT))


def field() -> str:
    """Return what a form carries in its hidden field: what it came with, or something new."""
    holds_for(0)  # two readers must not send the same
    return _typed() or secrets.token_urlsafe(16)


def init_app(app: Flask) -> None:
    """Give templates `once()`."""
    app.jinja_env.globals["once"] = field


def _typed() -> str:
    """Return the key of a form that was sent, "" if it has none that a page gave it."""
    typed = "" if request.method in READING else request.form.get(FIELD, "")
    return typed if re.fullmatch(OURS, typed) else ""


def _fingerprint() -> str:
    """Return a hash of what is asked for, which is the same when it is sent again."""
    return _digest(request.method, request.full_path, *_said())


def _said() -> Iterator[str]:
    """Yield the body; a form by its fields, since browsers part them anew each time."""
    if not (request.form or request.files):
        yield hashlib.sha256(request.get_data()).hexdigest()
    for name, value in request.form.items(multi=True):
        if name not in {TOKEN, FIELD}:
            yield from (name, value)
    for name, file in request.files.items(multi=True):
        file.stream.seek(0)
        yield from (name, file.filename or "", hashlib.sha256(file.stream.read()).hexdigest())
        file.stream.seek(0)


def _digest(*parts: str) -> str:
    told = hashlib.sha256()
    for part in parts:
        coded = part.encode("utf-8", "surrogatepass")
        told.update(b"%d:" % len(coded) + coded)
    return told.hexdigest()
