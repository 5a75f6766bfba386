"""Who acts in a request: the sign-in that the browser's cookie stands for, read each time."""

import re
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import queries
from portal.accounts.permissions import SET_UP_SECOND_FACTOR
from portal.accounts.queries import SignedIn
from portal.accounts.services import sessions
from portal.accounts.views import bearers, kept
from portal.core.access import PUBLIC, mark_of
from portal.core.clock import utcnow
from portal.core.db import begin_reading, end_transaction, reading
from portal.core.forms import prove_session
from portal.core.permissions import ANONYMOUS
from portal.core.programs import is_program
from portal.core.security import READING

MINUTE = 60
BROWSERS = (
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/|Opera")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"Firefox/|FxiOS/")),
    ("Chrome", re.compile(r"Chrome/|CriOS/")),
    ("Safari", re.compile(r"Safari/")),
)
SYSTEMS = (
    ("Android", re.compile(r"Android")),
    ("iOS", re.compile(r"iPhone|iPad")),
    ("Windows", re.compile(r"Windows")),
    ("macOS", re.compile(r"Mac OS X")),
    ("Linux", re.compile(r"Linux")),
)


@dataclass(frozen=True)
class Reader:
    """What pages should know of who reads them, signed in or not."""

    data_saver: bool = False


class Visitor(AnonymousUserMixin):  # type: ignore[misc]  # flask-login is untyped
    """Somebody who has not signed in."""

    found: SignedIn | None = None


class User(UserMixin):  # type: ignore[misc]  # flask-login is untyped
    """Somebody who has; what the cookie holds is the token of the sign-in, not of the person."""

    def __init__(self, token: str, found: SignedIn) -> None:
        self._token = token
        self.found = found

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self._token


def _load(token: str) -> User | None:
    with reading():  # a write would otherwise hold the lock from here on
        found = queries.signed_in(token)
    return User(token, found) if found else None


def here() -> SignedIn | None:
    """Return the sign-in of this request."""
    found: SignedIn | None = g.get("signed_in")
    return found


def current_reader() -> Reader:
    """Return who reads; with the data saver, pictures are links and load when asked for."""
    found = here()
    return Reader(data_saver=found.data_saver) if found else Reader()


def enter(token: str) -> SignedIn | None:
    """Give the browser the token of a sign-in, and forget what it held before."""
    user = _load(token)
    session.clear()
    if user is None:
        return None
    login_user(user)
    generate_csrf()  # so that no later page needs to set the cookie again
    g.signed_in, g.has_session = user.found, True
    return user.found


def leave() -> None:
    """Take the token from the browser."""
    session.clear()
    g.signed_in = None


def device() -> str:
    """Return what the browser says it is, "" where it says nothing that we know."""
    told = request.user_agent.string
    names = [
        next((name for name, sign in known if sign.search(told)), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in names if name)


def _know_the_actor() -> None:
    g.actor, g.signed_in = ANONYMOUS, None
    if is_program():
        bearers.know_the_actor()
        return
    # Without a cookie nothing is looked at, so that these answers vary by nothing.
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return
    found: SignedIn | None = current_user.found
    if found is not None:
        g.actor, g.signed_in, g.zone = found.actor, found, found.zone.value
        g.data_saver = found.data_saver
        prove_session()


def _lead_on() -> AnyResponse | None:
    """Lead to what must be done before a guarded page can be opened."""
    view = current_app.view_functions.get(request.endpoint or "")
    mark = mark_of(view) if view else PUBLIC
    if mark == PUBLIC:
        return None
    if is_program():
        bearers.refuse_nobody()
        return None
    found = here()
    if not _is_reading() and (found is None or found.awaits_code):
        return kept.interrupted(awaits_code=found is not None)
    door = _door(found, mark)
    back = request.script_root + request.full_path.rstrip("?") if _is_reading() else None
    return redirect(url_for(door, next=back), 303) if door else None


def _door(found: SignedIn | None, mark: str | None) -> str | None:
    """Return which page comes before a guarded one, None where none does."""
    if found is None:
        return "accounts.sign_in"
    if found.awaits_code:
        return "accounts.code"
    if found.must_set_up and mark != SET_UP_SECOND_FACTOR:
        return "accounts.second_factor"
    return None


def _is_reading() -> bool:
    return request.method in READING


def _keep_private(response: Response) -> Response:
    if here() or request.blueprint == "accounts":
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _note_use(response: Response) -> Response:
    """Note, at most once a minute, that the sign-in is in use: else it ends by idleness."""
    found = here()
    if found is None or (utcnow() - found.last_seen_at).total_seconds() < MINUTE:
        return response
    end_transaction()
    begin_reading(read_only=False)
    try:
        sessions.touch(found.id)
    except OperationalError:
        end_transaction()  # the answer is made; the next request notes it
    return response


def init_app(app: Flask) -> None:
    """Set up flask-login, without its cookie that remembers and without its look at each answer."""
    manager = LoginManager()
    manager.anonymous_user = Visitor
    manager.session_protection = None  # phones change their address; the row decides
    manager.user_loader(_load)
    app.login_manager = manager  # type: ignore[attr-defined]  # what manager.init_app would do first
    app.jinja_env.globals.update(signed_in=here, current_reader=current_reader)
    app.before_request(_know_the_actor)
    app.before_request(_lead_on)
    app.after_request(_keep_private)
    app.after_request(bearers.finish)
    app.after_request(_note_use)
