"""Who acts in a request of a program: the owner of its bearer token; cookies say nothing there."""

from flask import Response, g, request
from sqlalchemy.exc import OperationalError

from portal.accounts.queries.tokens import Bearer, bearer
from portal.accounts.services import tokens
from portal.core.access import current_actor
from portal.core.clock import today
from portal.core.db import begin_reading, end_transaction, reading
from portal.core.errors import Unauthorized
from portal.core.programs import is_program

LONGEST = 200


def know_the_actor() -> None:
    """Put on the request who acts by its token; without one, nobody in particular.

    Raises:
        Unauthorized: if a token is sent that does not hold, or something else in its place.
    """
    said = request.headers.get("Authorization")
    if said is None:
        return
    kind, _space, token = said.partition(" ")
    if kind.lower() != "bearer" or not token or len(token) > LONGEST:
        raise Unauthorized
    with reading():  # a write would otherwise hold the lock from here on
        found = bearer(token.strip())
    if found is None:
        raise Unauthorized
    g.actor, g.bearer, g.zone = found.actor, found, found.zone


def refuse_nobody() -> None:
    """Refuse a guarded address to who sends no token.

    Raises:
        Unauthorized: then.
    """
    if current_actor().person_id is None:
        raise Unauthorized


def finish(response: Response) -> Response:
    """Let nobody keep what was told to one; note, once a day, that the token is in use."""
    if not is_program():
        return response
    response.vary.add("Authorization")
    found: Bearer | None = g.get("bearer")
    if found is None:
        return response
    response.headers["Cache-Control"] = "private, no-store"
    day = today()
    if found.last_used_on == day:
        return response
    end_transaction()
    begin_reading(read_only=False)
    try:
        tokens.note_use(found.token_id, day)
    except OperationalError:
        end_transaction()  # the answer is made; the next request notes it
    return response
