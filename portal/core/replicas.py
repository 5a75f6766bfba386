"""Replicas of the database: what they are asked, and whether they know enough to be asked.

A replica is read while it is known to hold whatever was acknowledged until `MOST_BEHIND` seconds
ago. That is proved, not guessed from clocks: the database says how far it has written, and at
which moment it was asked; once the replica has got as far, it holds all that was said before then.
"""

import logging
import math
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import NotFound as NoSuchPage

from portal.core import conditional, health
from portal.core.db import (
    begin_reading,
    db,
    end_transaction,
    engine_options,
    read_from,
    reading,
    replica_read,
)
from portal.core.errors import NotFound
from portal.core.programs import is_program
from portal.core.routing import Routed
from portal.core.security import READING
from portal.core.settings import Settings, current_settings

MOST_BEHIND = 3.0  # seconds: what is withdrawn must be gone from everywhere within five
PAUSE = 0.5  # seconds between two looks at a replica
IDLE = 10.0  # seconds for which a replica is looked at after somebody has asked for it
STUCK = 2.0  # seconds without an answer after which nobody waits for it any longer
PATIENCE = 1.0  # seconds for which a question about it waits for the next look
MARK_SECONDS = 10  # longer than a replica that is read can be behind
HURRY = {"connect_timeout": "2", "tcp_user_timeout": "3000"}  # there is another to ask
LATE = "is too far behind"
_WRITTEN = sa.text(
    "SELECT system_identifier, pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')"
    " FROM pg_control_system()"
)
_REPLAYED = sa.text(
    "SELECT system_identifier, CASE WHEN pg_is_in_recovery()"
    " THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') END FROM pg_control_system()"
)
_turns = count()
log = logging.getLogger(__name__)


class Replica:
    """A replica, and up to which moment it is known to hold all that was written."""

    def __init__(self, name: str, database: Engine, engine: Engine) -> None:
        """Know nothing yet of the replica behind `engine`."""
        self.name = name
        self.fault = "was not looked at yet"
        self._database, self._engine = database, engine
        self._marks: deque[tuple[float, Decimal]] = deque(maxlen=100)
        self._replayed = Decimal(0)
        self._holds_until = -math.inf
        self._watched_until = -math.inf
        self._thread = threading.Thread()
        self._looks, self._looked = 0, threading.Condition()
        self._hurry = threading.Event()
        self._open: dict[object, Any] = {}  # {record of the pool: connection of the driver}
        event.listen(engine, "connect", lambda made, record: self._open.update({record: made}))
        event.listen(engine, "close", lambda _made, record: self._open.pop(record, None))

    @property
    def behind(self) -> float:
        """How many seconds it is behind at most."""
        return time.monotonic() - self._holds_until

    @property
    def is_fit(self) -> bool:
        """Whether it may be read."""
        return self.behind <= MOST_BEHIND

    def told(self) -> str:
        """Return in words how it stands."""
        fit = f"is at most {self.behind:.1f} seconds behind"
        return f"{self.name} {fit if self.is_fit else self.fault}"

    def leave(self, fault: str) -> None:
        """Do not read it until it has been looked at again."""
        self._holds_until, self.fault = -math.inf, fault

    def watch(self) -> None:
        """Look at it from now on for a while, in a thread of its own: it may not answer."""
        self._watched_until = time.monotonic() + IDLE
        if not self._thread.is_alive():
            with self._looked:
                if not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._watch, daemon=True)
                    self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until it has been looked at, but not for long."""
        self.watch()
        with self._looked:
            before = self._looks
            self._hurry.set()
            # What was written just before the first look may be there at the second.
            self._looked.wait_for(lambda: self._looks > before + (not self.is_fit), seconds)

    def rest(self) -> None:
        """Look at it no longer, and let it go."""
        self._watched_until = -math.inf
        self._hurry.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _watch(self) -> None:
        begin_reading(read_only=True)
        while time.monotonic() < self._watched_until:
            self._hurry.clear()
            self.look()
            with self._looked:
                self._looks += 1
                self._looked.notify_all()
            self._hurry.wait(PAUSE)
        self._engine.dispose()

    def look(self) -> None:
        """Ask how far the database has written, and how far the replica has got."""
        moment = time.monotonic()
        try:
            system, written = _ask(self._database, _WRITTEN)
        except SQLAlchemyError:
            self.fault = "cannot be compared with it"  # what is known stays true, and grows old
            return
        stuck = threading.Timer(STUCK, self._cut)
        stuck.start()
        try:
            own, replayed = _ask(self._engine, _REPLAYED)
        except SQLAlchemyError:
            self.leave("does not answer")
            return
        finally:
            stuck.cancel()
        if own != system or written is None or replayed is None:
            self.leave("is no replica of this database")
            return
        if replayed < self._replayed:  # it was started anew, and begins further back
            self.leave("is catching up")
        self._replayed = replayed
        self._marks.append((moment, written))
        while self._marks and self._marks[0][1] <= replayed:
            self._holds_until = self._marks.popleft()[0]
        self.fault = "" if self.is_fit else LATE

    def _cut(self) -> None:
        """Free those who wait for it in vain: they are answered by another."""
        self.leave("does not answer")
        closed = self._engine.dialect.loaded_dbapi.Error
        for made in list(self._open.values()):
            with suppress(OSError, closed), socket.socket(fileno=os.dup(made.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


def _ask(engine: Engine, question: sa.TextClause) -> tuple[int, Decimal | None]:
    with engine.connect() as connection:
        row = connection.execute(question).one()
    return row[0], row[1]


class Portal(Routed):
    """Asks the database itself where a replica fails a reader."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer the request; a page that a replica does not know may be a new one."""
        before = set(g)
        make = super().dispatch_request
        try:
            return conditional.dispatch(make)
        except (DBAPIError, NotFound, NoSuchPage) as error:
            name = replica_read()
            if name is None or request.routing_exception is not None:
                raise
            if isinstance(error, DBAPIError):
                log.warning("%s did not answer: %s", name, " ".join(str(error.orig).split()))
            if isinstance(error, (OperationalError, InterfaceError)):
                replicas()[name].leave("does not answer")
        end_transaction()
        for name in set(g) - before:  # what was read there is not mixed with what is read here
            g.pop(name)
        read_from(None)
        return conditional.dispatch(make)


def replicas() -> Mapping[str, Replica]:
    """Return the replicas of this portal by their names."""
    found: Mapping[str, Replica] = current_app.extensions["replicas"]
    return found


def choose() -> None:
    """Say for the rest of this request from where it reads."""
    known = replicas() if _tolerates_lag() else {}
    for replica in known.values():
        replica.watch()
    fit = [name for name, replica in known.items() if replica.is_fit]
    read_from(fit[next(_turns) % len(fit)] if fit else None)


def _tolerates_lag() -> bool:
    """Tell whether the answer may be what was true a moment ago: to strangers, but for links.

    Whoever is known, by sign-in or token, has rights that may have ended and words just written;
    so have those who have written something a moment ago, and a link by mail may be just made.
    """
    known = {current_app.config["SESSION_COOKIE_NAME"], _mark()} & request.cookies.keys()
    by_link = "token" in (request.view_args or {})
    return not (
        request.method not in READING or known or by_link or "Authorization" in request.headers
    )


def _mark() -> str:
    return "__Host-written" if current_settings().https else "written"


def _mark_writer(response: Response) -> Response:
    """Let a browser that has written something read the database itself for a moment.

    Also if it is nobody's by now: after signing out one sees what one did before.
    """
    if replicas() and request.method not in READING and not is_program():
        response.set_cookie(
            _mark(),
            "1",
            max_age=MARK_SECONDS,
            secure=current_settings().https,
            httponly=True,
            samesite="Lax",
        )
    return response


def _are_fit() -> bool:
    """Tell whether all replicas can be read, each looked at a moment ago if it can be."""
    until = time.monotonic() + PATIENCE
    for replica in replicas().values():
        replica.wait(until - time.monotonic())
    return all(replica.is_fit for replica in replicas().values())


def standing() -> list[Replica]:
    """Return the replicas, each looked at until it can be read, but not for long."""
    with reading():
        for replica in replicas().values():
            until = time.monotonic() + PATIENCE
            replica.look()
            while replica.fault == LATE and time.monotonic() < until:
                time.sleep(PAUSE / 10)
                replica.look()
    return list(replicas().values())


def binds(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return under which names, where and how replicas are connected to."""
    return {
        f"replica {number}": {"url": url, **engine_options(url, patience=HURRY)}
        for number, url in enumerate(settings.database_replica_urls, 1)
    }


def init_app(app: Flask) -> None:
    """Know the replicas; nothing is asked of them before somebody reads."""
    with app.app_context():
        engines = db.engines
    app.extensions["replicas"] = {
        name: Replica(name, engines[None], engine) for name, engine in engines.items() if name
    }
    app.after_request(_mark_writer)
    health.optional("replicas", _are_fit)
