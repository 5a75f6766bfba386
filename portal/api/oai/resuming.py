"""Tokens that say where a list goes on: signed, and all that is known of a harvest stands in them.

A list is ordered by when its records changed. What changes during a harvest moves to its end, so
nothing is missed, and what was given before is not given again unless it changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.core import signing
from portal.core.clock import utcnow

PURPOSE = "harvest"
LIFETIME = timedelta(days=2)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StaleTokenError(Exception):
    """The token is not ours, is for another verb, or has expired."""


@dataclass(frozen=True)
class Place:
    """A list and where in it: `given` records were given before, the last one at `after`."""

    since: str = ""
    until: str = ""
    collection: str = ""
    after: tuple[datetime, int] | None = None
    given: int = 0


def token_of(verb: str, place: Place) -> tuple[str, datetime]:
    """Return a token from which a list goes on, and when it expires."""
    if place.after is None:
        raise ValueError("a list goes on after something")
    moment, number = place.after
    expires = utcnow() + LIFETIME
    said = [
        verb,
        int(expires.timestamp()),
        place.since,
        place.until,
        place.collection,
        (moment - _EPOCH) // _MICROSECOND,
        number,
        place.given,
    ]
    return signing.sign(PURPOSE, said), expires


def read_token(verb: str, token: str) -> Place:
    """Return where a list goes on.

    Raises:
        StaleTokenError: if the token does not say so.
    """
    try:
        said, expires, *place = signing.read(PURPOSE, token)
    except signing.ForgedError as error:
        raise StaleTokenError from error
    if said != verb or expires < utcnow().timestamp():
        raise StaleTokenError
    since, until, collection, moment, number, given = place
    return Place(since, until, collection, (_EPOCH + moment * _MICROSECOND, number), given)
