"""The way of a search into the log: noted in memory, and written by a thread of its own.

A reader waits for nothing but the note. Where a server ends, what is noted is written before it
does; where more is noted than can be written, or it cannot be written at all, it is left out and
counted, since nothing that anybody was told depends on it.
"""

import logging
import queue
import re
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from portal.core.access import current_actor
from portal.core.clock import today
from portal.core.i18n import current_locale
from portal.core.programs import is_program
from portal.needs.models import Channel
from portal.needs.permissions import MEMBERS
from portal.needs.queries import pinned
from portal.needs.services import searching
from portal.needs.services.searching import Opened, Searched
from portal.practices.queries import KIND
from portal.search.pins import pins
from portal.search.views.listing import Found, when_searched

log = logging.getLogger(__name__)
ROOM = 5000  # notes that wait at most
AT_ONCE = 500  # notes in one transaction
PAUSE = 1.0  # seconds between two looks for notes
LAST = 5.0  # seconds for the last ones when a server ends
RESULTS, PRACTICE = "/practices", "practices.detail"
SHOWN = (200, 304)
_ROBOT = re.compile(r"bot|crawl|spider|slurp|fetch|preview", re.IGNORECASE)


class SearchLog:
    """The notes of one process that wait to be written; without `start`, `flush` writes them."""

    def __init__(self, app: Flask, room: int = ROOM) -> None:
        """Keep at most so many notes of `app`."""
        self._app = app
        self._notes: queue.Queue[Searched | Opened] = queue.Queue(room)
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self.dropped = 0

    def note(self, note: Searched | Opened) -> None:
        """Take a note, or leave it out where too many wait."""
        try:
            self._notes.put_nowait(note)
        except queue.Full:
            self.dropped += 1

    def start(self) -> None:
        """Write from now on, in a thread of this process."""
        self._thread = threading.Thread(target=self._run, name="search log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what still waits, and end."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(LAST)

    def _run(self) -> None:
        told = 0
        while not self._ending.wait(PAUSE):
            self.flush()
            if self.dropped > told:
                fields = {"fields": {"notes": self.dropped - told}}
                log.warning("searches were not logged", extra=fields)
                told = self.dropped
        self.flush()

    def flush(self) -> None:
        """Write all that waits."""
        while notes := self._taken():
            try:
                with self._app.app_context():
                    searching.write(notes)
            except Exception:
                log.exception("the log of searches cannot be written")
                self.dropped += len(notes)

    def _taken(self) -> list[Searched | Opened]:
        taken: list[Searched | Opened] = []
        with suppress(queue.Empty):
            while len(taken) < AT_ONCE:
                taken.append(self._notes.get_nowait())
        return taken


def search_log(app: Flask) -> SearchLog:
    """Return the log of a portal."""
    found: SearchLog = app.extensions["search_log"]
    return found


def _note_search(found: Found) -> None:
    """Note a search for words; to leaf through its pages is no other one."""
    asked, program = found.asked, is_program()
    if found.results.query.is_empty or asked.page > 1 or _is_nobody(program=program):
        return
    actor = found.actor
    search_log(current_app).note(
        Searched(
            day=today(),
            who=_who(),
            kind=found.face.kind,
            channel=Channel.API if program else Channel.PAGE,
            language=current_locale(),
            region_id=min(actor.regions(*MEMBERS), default=None),
            asked=asked,
            hits=found.results.total,
        )
    )


def _note_click(response: Response) -> Response:
    """Note that a practice was opened from results: browsers say from which page they come."""
    if request.endpoint != PRACTICE or response.status_code not in SHOWN:
        return response
    parameters = _results_before()
    if parameters and not _is_nobody(program=False):
        slug = (request.view_args or {}).get("slug", "")
        search_log(current_app).note(Opened(today(), _who(), slug, parameters))
    return response


def _results_before() -> str:
    """Return the parameters of the page of results from which the reader comes, "" for none."""
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:  # what anybody may send
        return ""
    is_results = before.path.removeprefix("/en") == RESULTS and before.netloc == request.host
    return before.query if is_results else ""


def _is_nobody(*, program: bool) -> bool:
    """Tell whether no person waits for the answer: a crawler, or a browser that reads ahead."""
    ahead = "Sec-Purpose" in request.headers
    crawls = not program and bool(_ROBOT.search(request.user_agent.string))
    return request.method != "GET" or ahead or crawls


def _who() -> str:
    """Return what tells readers apart for a day; it never leaves the memory."""
    actor = current_actor()
    if actor.person_id is not None:
        return f"person {actor.person_id}"
    return f"{request.remote_addr} {request.user_agent.string}"


def start() -> None:
    """Listen to searches, and let what answers a need come first."""
    when_searched("needs", _note_search)
    pins(KIND, "needs", lambda stems, _by: pinned(stems))


def init_app(app: Flask) -> None:
    """Give a portal its log."""
    app.extensions["search_log"] = SearchLog(app)
    app.after_request(_note_click)
