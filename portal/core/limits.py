"""Limits on how often something may be tried, counted in the database for all workers."""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import utcnow
from portal.core.db import Entity
from portal.core.errors import DomainError
from portal.core.uow import unit_of_work


class Attempts(Entity):
    """How often something was tried; `key` is a hash of what and by whom."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int]
    counted_until: Mapped[datetime] = mapped_column(index=True)


class TooMany(DomainError):
    """Tried too often; `retry_after` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts within `within`, counted from the first one."""

    name: str
    most: int
    within: timedelta

    def key(self, who: str) -> str:
        """Return under which key the attempts of `who` are counted; it tells nobody who that is."""
        return hashlib.sha256(f"{self.name}\n{who}".encode()).hexdigest()


def count(asked: Sequence[tuple[Limit, str]]) -> None:
    """Count an attempt under each of the limits, given with whom they hold for.

    It is kept whatever becomes of the attempt, so this must not stand in a unit of work.

    Raises:
        TooMany: if one of the limits is reached; then too the attempt is counted.
    """
    now = utcnow()
    with unit_of_work() as session:
        session.execute(sa.delete(Attempts).where(Attempts.counted_until <= now))
        waits = []
        for limit, who in asked:
            key = limit.key(who)
            row = session.scalars(sa.select(Attempts).where(Attempts.key == key)).one_or_none()
            if row is None:
                row = Attempts(key=key, count=0, counted_until=now + limit.within)
                session.add(row)
            row.count += 1
            row.counted_until = min(row.counted_until, now + limit.within)  # a clock was set back
            if row.count > limit.most:
                waits.append(ceil((row.counted_until - now).total_seconds()))
    if waits:
        raise TooMany(max(waits))


def forgive(asked: Sequence[tuple[Limit, str]]) -> None:
    """Take back an attempt that turned out to be rightful."""
    with unit_of_work() as session:
        session.execute(
            sa.update(Attempts)
            .where(Attempts.key.in_([limit.key(who) for limit, who in asked]), Attempts.count > 0)
            .values(count=Attempts.count - 1)
            .execution_options(synchronize_session=False)
        )


def network(address: str | None) -> str:
    """Return whom an address stands for: itself, or with IPv6 the /64 that one customer gets."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
