"""The pages of accounts: signing in, links that came by mail, one's own account."""

from flask import Flask

from portal.accounts.views import (
    account,
    entering,
    handovers,
    identity,
    links,
    members,
    own_data,
    second_factor,
    sign_on,
    tokens,
)
from portal.accounts.views.pages import blueprint

PAGES = (
    entering,
    links,
    account,
    second_factor,
    sign_on,
    members,
    handovers,
    tokens,
    own_data,
)


def init_app(app: Flask) -> None:
    """Add the pages and put the actor on each request."""
    identity.init_app(app)
    app.register_blueprint(blueprint)
