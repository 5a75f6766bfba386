"""Puts the actor on each request; flask-login lives here only."""

from flask import Flask, g
from flask_login import AnonymousUserMixin, LoginManager, current_user

from portal.core.permissions import ANONYMOUS, Actor


class Visitor(AnonymousUserMixin):  # type: ignore[misc]  # flask-login is untyped
    """Somebody who has not signed in."""

    actor: Actor = ANONYMOUS


def init_app(app: Flask) -> None:
    """Set up flask-login; no page sets a cookie for a visitor."""
    manager = LoginManager()
    manager.anonymous_user = Visitor
    manager.user_loader(lambda _session_id: None)
    manager.init_app(app)

    def know_the_actor() -> None:
        g.actor = current_user.actor

    app.before_request(know_the_actor)
