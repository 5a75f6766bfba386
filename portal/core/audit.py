"""The audit chain: who did what, in rows that nobody can change unnoticed.

Each event holds the hash of the event before it, so a changed, missing or added one breaks the
chain at its place. An event's hash is the SHA-256, in lower-case hexadecimal digits, of its
canonical text: a JSON object of all its columns but `hash`, names sorted, without spaces, all but
printable ASCII escaped. Columns hold integers, nulls and texts only, and a text is hashed as it
is stored (also `moment` and `details`), so that not one byte can differ. The first event follows
`START`.

Events hold ids, never names, addresses or secrets: erasing a person leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import utcnow
from portal.core.db import Base, db, reading
from portal.core.permissions import Actor

START = "0" * 64
MAX_DETAILS = 4_000  # characters
BATCH = 500


class AuditEvent(Base):
    """One event; the database refuses to change or remove it."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    moment: Mapped[str]  # ISO 8601 in UTC with microseconds
    actor_id: Mapped[int | None]
    region_id: Mapped[int | None]
    action: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    details: Mapped[str]  # a JSON object
    request_id: Mapped[str | None]
    previous: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True)
class Head:
    """The number and the hash of an event, or 0 and `START` where there is none."""

    seq: int
    hash: str


class ChainBroken(Exception):
    """The chain is broken; the message is a sentence that names the first broken event."""


def record(  # noqa: PLR0913  # who, for whom, what, on what: an event has no fewer parts
    session: Session,
    action: str,
    *,
    actor: Actor,
    region_id: int | None = None,
    kind: str,
    key: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append an event in the transaction of what it tells.

    `action` and `kind` are names of ours, `key` is the id of the object, `region_id` the region
    for which `actor` acts. `details` are small and become JSON: hashes before and after, states,
    counts. No transaction can come between: those that write take turns, see `portal.core.db`.

    Raises:
        ValueError: if a name is empty or not printable, or the details are too long.
        TypeError: if the details are no JSON.
    """
    for name in (action, kind, key):
        if not name or not name.isprintable():
            raise ValueError(f"{name!r} cannot name what an event tells")
    text = json.dumps(details or {}, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if len(text) > MAX_DETAILS:
        raise ValueError(f"details of more than {MAX_DETAILS} characters")
    head = head_of(session)
    values = {
        "seq": head.seq + 1,
        "moment": utcnow().isoformat(timespec="microseconds"),
        "actor_id": actor.person_id,
        "region_id": region_id,
        "action": action,
        "kind": kind,
        "key": key,
        "details": text,
        "request_id": g.get("request_id") if has_request_context() else None,
        "previous": head.hash,
    }
    session.execute(sa.insert(AuditEvent).values(**values, hash=digest(values)))


def canonical(values: Mapping[str, int | str | None]) -> str:
    """Return the one line of printable ASCII that stands for these values and no others."""
    return json.dumps(dict(values), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(values: Mapping[str, int | str | None]) -> str:
    """Return the hash of an event from all its other columns."""
    return hashlib.sha256(canonical(values).encode("ascii")).hexdigest()


def verify(
    *, expect: str | None = None, progress: Callable[[int, int], object] = lambda _seq, _last: None
) -> Head:
    """Walk the whole chain and return its last event.

    A chain of which the end was cut off, or that was written anew from some event on, looks whole:
    only `expect`, a hash noted elsewhere when it was the last, shows that events are gone.
    `progress` is called after each batch with the numbers of its last event and of the very last.

    Raises:
        ChainBroken: naming the first broken event, or that none has the hash `expect`.
    """
    head = Head(0, START)
    met = expect in {None, START}
    with reading():
        last = db.session.scalar(sa.select(sa.func.max(AuditEvent.seq))) or 0
        while rows := _after(head):
            for row in rows:
                head = _next(head, row._asdict())
                met = met or head.hash == expect
            progress(head.seq, last)
    if not met:
        raise ChainBroken(
            f"No event up to the last, {head.seq}, has the expected hash: "
            "events were cut off or written anew."
        )
    return head


def head_of(session: Session) -> Head:
    """Return the last event, or 0 and `START` where there is none."""
    last = sa.select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    row = session.execute(last).first()
    return Head(row.seq, row.hash) if row else Head(0, START)


def _after(head: Head, count: int = BATCH) -> Sequence[sa.Row[Any]]:
    """Return the next rows, in a batch with a row that cannot be read only those before it."""
    rows = sa.select(*AuditEvent.__table__.columns).order_by(AuditEvent.seq).limit(count)
    if head.seq:
        rows = rows.where(AuditEvent.seq > head.seq)  # else also what was put before the first
    try:
        return db.session.execute(rows).all()
    except sa.exc.DBAPIError as error:  # SQLite tells so where a text is not UTF-8
        if error.connection_invalidated:
            raise
        if count == 1:
            raise ChainBroken(f"Event {head.seq + 1} cannot be read.") from error
        return _after(head, 1)


def _next(head: Head, values: dict[str, Any]) -> Head:
    """Return an event that follows `head` as it should.

    Raises:
        ChainBroken: if it does not.
    """
    found = Head(values["seq"], values.pop("hash"))
    if found.seq > head.seq + 1:
        raise ChainBroken(f"Event {head.seq + 1} is missing: {found.seq} comes next.")
    if found.seq <= head.seq:
        raise ChainBroken(f"Event {found.seq} was put before the first.")
    try:
        own = digest(values)
    except TypeError:  # bytes, which SQLite keeps in a column of any kind
        own = ""
    if found.hash != own:
        raise ChainBroken(f"Event {found.seq} was changed: its hash is not that of what it says.")
    if values["previous"] != head.hash:
        raise ChainBroken(
            f"Event {head.seq} was replaced: {found.seq} follows one of another hash."
            if head.seq
            else "Event 1 does not begin the chain: it follows another."
        )
    return found
