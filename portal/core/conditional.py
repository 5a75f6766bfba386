"""Conditional requests: what strangers get carries a tag, and who has it is told so in a line.

The tag is a hash of what was sent, so it moves when, and only when, that does: by a change of
content, language, code or template. What was made for one stranger is kept in memory for the next,
until a table that it was made from changes; each request asks the database for that, by numbers
that move in the transaction of the change, so nothing withdrawn is shown a moment longer. Whoever
has a session or a token gets nothing that was kept, and nothing of theirs is kept.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from portal.core import generations
from portal.core.access import PUBLIC, mark_of
from portal.core.clock import today, utcnow
from portal.core.db import replica_read
from portal.core.i18n import current_locale
from portal.core.security import READING
from portal.core.tracking import Ground, noting

ROOM = 8_000_000  # bytes that a process keeps
LARGEST = 300_000  # bytes of an answer
ABOUT = 1500  # bytes that an answer takes beside its body
LONGEST = 60  # seconds: some words depend on the clock, like how late an answer is
NEVER = frozenset({"health", "files"})  # what tells of this moment, and what stands on the disk
_ETAG_BYTES = 16
Key = tuple[object, ...]


@dataclass(frozen=True)
class _Page:
    """An answer, and until when it may be given."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    numbers: Mapping[str, int]
    day: date
    until: float

    def holds(self, numbers: Mapping[str, int]) -> bool:
        """Tell whether nothing that it was made from has changed since."""
        return (
            utcnow().timestamp() < self.until
            and today() == self.day
            and all(numbers.get(name, 0) == number for name, number in self.numbers.items())
        )


class Pages:
    """The answers that this process keeps; those asked for last stay longest."""

    def __init__(self, room: int = ROOM) -> None:
        """Keep so many bytes."""
        self._room = room
        self._taken = 0
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> _Page | None:
        """Return what is kept, whether it still holds or not."""
        with self._lock:
            if (found := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
        return found

    def put(self, key: Key, page: _Page) -> None:
        """Keep an answer in place of the one before."""
        with self._lock:
            if (former := self._pages.pop(key, None)) is not None:
                self._taken -= len(former.body) + ABOUT
            self._pages[key] = page
            self._taken += len(page.body) + ABOUT
            while self._taken > self._room:
                _oldest, dropped = self._pages.popitem(last=False)
                self._taken -= len(dropped.body) + ABOUT


def dispatch(make: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Return what is kept for this request, or what `make` returns."""
    if not _is_for_strangers():
        return make()
    numbers, key = generations.numbers(), _key()
    kept = _pages().get(key)
    if kept is not None and kept.holds(numbers):
        g.is_kept = True
        return Response(kept.body, headers=kept.headers)
    with noting() as ground:
        answer = make()
    g.made_of = (key, ground)
    return answer


def _pages() -> Pages:
    found: Pages = current_app.extensions["pages"]
    return found


def _is_for_strangers() -> bool:
    """Tell whether the answer is the same for everybody who is not known."""
    if request.method not in READING or request.endpoint is None or request.blueprint in NEVER:
        return False
    known = (
        current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        or "Authorization" in request.headers
        or "token" in (request.view_args or {})
    )
    return not known and mark_of(current_app.view_functions[request.endpoint]) == PUBLIC


def _key() -> Key:
    """Return all that the answer may depend on beside what the database says."""
    return (
        request.host,
        request.script_root,
        request.path,
        request.query_string,
        current_locale(),
        bool(request.accept_encodings.quality("gzip")),
        request.headers.get("Save-Data", "").lower() == "on",
        replica_read(),
    )


def _finish(response: Response) -> Response:
    if not _is_open(response):
        return response
    if "is_kept" not in g:
        if "ETag" not in response.headers:
            body = response.get_data()
            response.set_etag(hashlib.blake2b(body, digest_size=_ETAG_BYTES).hexdigest())
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        if "made_of" in g:
            _keep(response, *g.made_of)
    response.make_conditional(request)
    return response


def _is_open(response: Response) -> bool:
    """Tell whether an answer may be told apart by a tag: a whole one, to anybody, for anybody."""
    control = response.cache_control
    return (
        response.status_code == 200  # noqa: PLR2004  # OK
        and not response.direct_passthrough
        and not (control.no_store or control.private)
        and "Set-Cookie" not in response.headers
        and _is_for_strangers()
    )


def _keep(response: Response, key: Key, ground: Ground) -> None:
    body, numbers = response.get_data(), generations.numbers()
    seconds = min(ground.seconds, LONGEST)
    if len(body) > LARGEST or seconds <= 0:
        return
    page = _Page(
        tuple(response.headers),
        body,
        {name: numbers.get(name, 0) for name in ground.names},
        today(),
        (utcnow() + timedelta(seconds=seconds)).timestamp(),
    )
    _pages().put(key, page)


def init_app(app: Flask) -> None:
    """Tag answers to strangers on their way out, after they were compressed."""
    app.extensions["pages"] = Pages()
    app.after_request(_finish)
